import type { Instant } from "../domain/ids.ts";

/** The only source of time. Under simulation it is moved by hand. */
export interface Clock {
  now(): Instant;
  /** Resolves after `delayMs` (≥ 0). Rejects with the signal's reason when it is aborted before. */
  wait(delayMs: number, signal?: AbortSignal): Promise<void>;
}
