// What ends processes is repeated until they are gone: whoever asked for the end does not ask again.
import type { Clock } from "../ports/clock.ts";
import { PortFailure } from "../ports/failure.ts";

/** Tries of one end, 200 ms after the first, later each time, at most 30 s: about two minutes in all. */
export const END_TRIES_MAX = 10;
const RETRY_FIRST_MS = 200;
const RETRY_MAX_MS = 30_000;

/**
 * Resolves when `end` has; a failure of a port is told and tried again. Never rejects: after the last try the survivor stays told of, and is
 * ended before the next process of its slot starts.
 */
export async function untilEnded(
  end: () => Promise<void>,
  { clock, tell }: { readonly clock: Clock; readonly tell: (detail: string) => void },
): Promise<void> {
  for (let tryCount = 0; tryCount < END_TRIES_MAX; tryCount += 1) {
    try {
      await end();
      return;
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
      if (!(error instanceof PortFailure)) return;
      await clock.wait(Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** tryCount));
    }
  }
}
