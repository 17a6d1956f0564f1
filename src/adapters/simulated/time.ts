// Virtual time: nothing happens by itself, `advance` wakes the next sleeper.
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
  /** The machine sleeps: time passes, and nobody is woken before it is over. */
  sleep(ms: number): void;
  /** Lets everything that can run without time passing run. */
  settle(): Promise<void>;
}

/** Rounds of the microtask queue after which nothing that was ready is left: far above the longest chain of awaits in the engine. */
const SETTLE_ROUNDS = 200;

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
    sleep: (ms) => {
      now += ms;
    },
    settle: async () => {
      for (let round = 0; round < SETTLE_ROUNDS; round += 1) await Promise.resolve();
    },
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
  const hex = (length: number) => Array.from({ length }, () => random.below(16).toString(16)).join("");
  return { uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}` };
}
