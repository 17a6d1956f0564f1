// Virtual time: nothing happens by itself, `advance` wakes the next sleeper.
import { nextTick } from "node:process";
import { instant } from "../../domain/ids.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Ids } from "../../ports/ids.ts";
import type { Random } from "./random.ts";

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

export interface VirtualClock extends Clock {
  /** Moves to the next sleeper that is due by `until`, and wakes it. False when there is none. */
  advance(until?: number): boolean;
  /** The machine sleeps: time is gone at once, and who waited within it wakes late. */
  jump(ms: number): void;
  /** Lets everything that can run without time passing run. */
  settle(): Promise<void>;
}

export function createVirtualClock(startAt = 1_000_000): VirtualClock {
  let now = startAt;
  let order = 0;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => instant(now),
    wait: (delayMs, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error); // an AbortSignal's reason is what its owner chose
          return;
        }
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error); // as above
        };
        const sleeper: Sleeper = {
          at: now + Math.max(0, delayMs),
          order: (order += 1),
          wake: () => {
            signal?.removeEventListener("abort", onAbort);
            resolve();
          },
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        sleepers.add(sleeper);
      }),
    advance: (until = Number.POSITIVE_INFINITY) => {
      const first = firstOf(sleepers);
      if (first === null || first.at > until) return false;
      sleepers.delete(first);
      now = Math.max(now, first.at);
      first.wake();
      return true;
    },
    jump: (ms) => {
      now += ms;
    },
    // A tick is run when the microtask queue is empty, however long the chains of awaits in it are.
    settle: () => new Promise<void>((resolve) => nextTick(resolve)),
  };
}

function firstOf(sleepers: Iterable<Sleeper>): Sleeper | null {
  let first: Sleeper | null = null;
  for (const one of sleepers)
    if (first === null || one.at < first.at || (one.at === first.at && one.order < first.order)) first = one;
  return first;
}

/** Uuids from the seed. */
export function createSeededIds(random: Random): Ids {
  const hex = (length: number) =>
    random
      .below(16 ** length)
      .toString(16)
      .padStart(length, "0");
  return { uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}` };
}
