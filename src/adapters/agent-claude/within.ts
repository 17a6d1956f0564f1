import type { Clock } from "../../ports/clock.ts";

export const LATE: unique symbol = Symbol("late");

/** What the work comes to, or `LATE` after `limitMs`. The work itself goes on. */
export async function within<Value>(
  limitMs: number,
  work: Promise<Value>,
  clock: Clock,
): Promise<Value | typeof LATE> {
  const over = new AbortController();
  const late = clock.wait(limitMs, over.signal).then((): typeof LATE => LATE);
  return await Promise.race([work, late]).finally(() => over.abort());
}
