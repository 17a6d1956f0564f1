// Time in which the machine was awake. Whoever is asked often sees a sleep as a gap.
import type { Clock } from "../ports/clock.ts";

/** A longer gap between two looks is sleep, not work. */
export const SLEEP_GAP_MS = 30_000;

export interface AwakeTime {
  /** Milliseconds since it was made, without gaps. Has to be asked more often than every `SLEEP_GAP_MS`. */
  read(): number;
}

export function createAwakeTime(clock: Pick<Clock, "now">): AwakeTime {
  let lastAt = clock.now();
  let awakeMs = 0;
  return {
    read: () => {
      const now = clock.now();
      const passedMs = now - lastAt;
      lastAt = now;
      // A clock that was set back has told nothing either.
      if (passedMs > 0 && passedMs <= SLEEP_GAP_MS) awakeMs += passedMs;
      return awakeMs;
    },
  };
}
