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
  /** Who wakes first is the last: thousands may sleep, and each waking asks for one. */
  const sleepers: Sleeper[] = [];
  return {
    now: () => instant(now),
    wait: (delayMs, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error); // an AbortSignal's reason is what its owner chose
          return;
        }
        const onAbort = () => {
          sleepers.splice(placeOf(sleepers, sleeper), 1);
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
        sleepers.splice(placeOf(sleepers, sleeper), 0, sleeper);
      }),
    advance: (until = Number.POSITIVE_INFINITY) => {
      const first = sleepers.at(-1);
      if (first === undefined || first.at > until) return false;
      sleepers.pop();
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

/** Where it lies, or belongs, among those that are ordered from the last to wake to the first. */
function placeOf(sleepers: readonly Sleeper[], { at, order }: Sleeper): number {
  let [low, high] = [0, sleepers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sleepers[middle];
    if (other !== undefined && (other.at > at || (other.at === at && other.order > order))) low = middle + 1;
    else high = middle;
  }
  return low;
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
