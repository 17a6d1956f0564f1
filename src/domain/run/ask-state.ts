// What a worker asks the user for: leave to make one call, or an answer to a question. One item each, answered once.
import type { Instant } from "../ids.ts";

/** A call that its settings do not allow by themselves. */
export interface AskedPermission {
  readonly kind: "permission";
  readonly tool: string;
  /** What is allowed, whole and exact: the command line, the address, the path; at most `ASK_SUBJECT_CHARS_MAX` characters. */
  readonly subject: string;
  /** What the call brings besides, for people; empty: nothing. */
  readonly detail: string;
}

/** The tool of a command that runs outside the sandbox of its agent: a permission of its own. */
export const OUTSIDE_SANDBOX = "Bash outside the sandbox";

export interface AskedQuestion {
  readonly kind: "question";
  readonly question: string;
  /** What may be answered besides words of the user's own; empty: only those. */
  readonly options: readonly { readonly label: string; readonly description: string }[];
  /** Several of them may be named. */
  readonly isMultiple: boolean;
}

export type Asked = AskedPermission | AskedQuestion;

/** `once` · `ticket`: this call, now and whenever a run of the ticket makes it again · `deny` · `words`: what a question is answered with. */
export type AnswerChoice = "once" | "ticket" | "deny" | "words";

export interface Answer {
  readonly choice: AnswerChoice;
  /** What the user says with it; empty: nothing. */
  readonly text: string;
}

/**
 * `open`: its worker waits. `expired`: nobody answered in time, so it was denied and the worker went on; the user may still answer. `answered`: it
 * is over.
 */
export type AskState =
  | { readonly name: "open" }
  | { readonly name: "expired" }
  | { readonly name: "answered"; readonly answer: Answer };

export interface Ask {
  /** The n-th of its run, from 1. */
  readonly n: number;
  /** The call as the agent's process names it: another process makes another one. */
  readonly call: string;
  readonly asked: Asked;
  readonly askedAt: Instant;
  readonly state: AskState;
}

/** Longer commands cannot be shown whole, so they are not asked for. */
export const ASK_SUBJECT_CHARS_MAX = 4_096;
export const ASK_DETAIL_CHARS_MAX = 2_000;
export const ASK_OPTIONS_MAX = 8;
export const ANSWER_CHARS_MAX = 4_096;
/** An agent asks for several things at once when it makes several calls in one turn. */
export const ASKS_OPEN_MAX = 8;
/** That are kept of a run once they are over or expired: the oldest go. */
export const ASKS_KEPT_MAX = 20;
/** Milliseconds that a worker waits for the user's answer. */
export const ASK_MS_DEFAULT = 10 * 60_000;
