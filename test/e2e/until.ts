// Waiting without sleeping through it: a condition is asked again until it holds, or its time is up.
import { setTimeout as wait } from "node:timers/promises";

const POLL_MS = 25;

/** @throws when nothing was found within the limit; the message ends with what `found` says. */
export async function until<Found>(
  what: string,
  look: () => Found | null | undefined | false | Promise<Found | null | undefined | false>,
  limits: { readonly limitMs: number; readonly found?: () => string },
): Promise<Found> {
  const endAt = Date.now() + limits.limitMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > endAt)
      throw new Error(`Waited ${limits.limitMs} ms for ${what}. ${limits.found?.() ?? ""}`);
    await wait(POLL_MS);
  }
}
