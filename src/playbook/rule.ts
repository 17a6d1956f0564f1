import type { Intent } from "./intents.ts";

/** A rule that must match a whole sentence (lead-in and closing punctuation taken off). */
export interface ClosedRule {
  readonly pattern: RegExp;
  readonly read: (found: RegExpExecArray) => Intent | undefined;
}

/** A rule that takes all the rest of a message. */
export interface OpenRule {
  readonly pattern: RegExp;
  readonly read: (found: RegExpExecArray, source: { fences: string; message: string }) => Intent;
}

/** "Worker 2", "W2". */
export const WORKER = String.raw`(?:worker|w)[\s#-]*(\d+)`;
