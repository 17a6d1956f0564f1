// What is noted while a schedule is played; the properties are checked on this and on the journal.
import type { ModelRequest } from "./scripted-model.ts";

/** One call of a tool, as the host saw it and as the model meant it. */
export interface ToolUse {
  readonly tool: string;
  /** The message or report whose script asked for the call. */
  readonly askedBy: string;
  /** Kind of the turn whose rights the call was given. */
  readonly grantedKind: "user" | "report";
  outcome: "open" | "done" | "refused";
  text: string;
}

/** One answer that the user was shown. */
export interface Answer {
  readonly ids: readonly string[];
  readonly text: string;
}

export interface Recording {
  /** `at`: when the user sent it; null for reports. */
  readonly said: Map<string, { readonly kind: "user" | "report"; readonly at: number | null }>;
  readonly answers: Answer[];
  /** Turns given up, and why. */
  readonly failures: { readonly ids: readonly string[]; readonly detail: string }[];
  readonly uses: ToolUse[];
  readonly requests: readonly ModelRequest[];
  readonly drafts: { readonly title: string; readonly ticket: string }[];
  /** Events that a report turn caused and only a user turn may. */
  readonly usurped: string[];
  /** Turns that held a user message and a report. */
  readonly mixed: string[];
  /** By the clock of the requests: when a turn ended, whichever way. */
  readonly turnEnds: { readonly n: number; readonly how: "answered" | "interrupted"; readonly at: number }[];
  /** When an agent, or the daemon, was killed or stopped. */
  readonly disturbedAt: number[];
  /** When an agent's process was started, and when its session was ready. */
  readonly starts: { readonly at: number; readyAt: number }[];
  /** Troubles taken, by kind. */
  readonly troubles: string[];
  /** What must never be, whatever the journal says: defects, two agents on one session. */
  readonly wrong: string[];
}

export function emptyRecording(requests: readonly ModelRequest[]): Recording {
  return {
    said: new Map(),
    answers: [],
    failures: [],
    uses: [],
    requests,
    drafts: [],
    usurped: [],
    mixed: [],
    turnEnds: [],
    disturbedAt: [],
    starts: [],
    troubles: [],
    wrong: [],
  };
}
