import { instant } from "../../domain/ids.ts";
import type { Clock } from "../../ports/clock.ts";

/** Node keeps a delay in 31 bits and fires at once when it is longer: longer waits are made of parts. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  wait: async (delayMs, signal) => {
    let leftMs = delayMs;
    do {
      const partMs = Math.min(leftMs, TIMER_MS_MAX);
      await waitOnce(partMs, signal);
      leftMs -= partMs;
    } while (leftMs > 0);
  },
};

function waitOnce(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, delayMs);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
