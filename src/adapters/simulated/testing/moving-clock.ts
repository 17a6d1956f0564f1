import { createVirtualClock, type VirtualClock } from "../time.ts";

/** Virtual time in which whoever waits for no time goes on by itself; all others wait for `passTime`. */
export function createMovingClock(): VirtualClock {
  const clock = createVirtualClock();
  return {
    ...clock,
    wait: (delayMs, signal) => {
      const waited = clock.wait(delayMs, signal);
      setImmediate(() => clock.advance(clock.now()));
      return waited;
    },
  };
}

/** Lets this much time pass, and everything happen that is due within. */
export async function passTime(clock: VirtualClock, ms: number): Promise<void> {
  const until = clock.now() + ms;
  let isThere = false;
  void clock.wait(ms).then(() => {
    isThere = true;
  });
  while (!isThere) {
    clock.advance(until);
    await clock.settle();
  }
}
