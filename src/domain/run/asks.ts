// What a worker asks the user for: leave to make one call, or an answer to a question. One item each, answered once.
import { instant, type Instant } from "../ids.ts";
import { assertNever, cut } from "../shared.ts";
import type { State } from "../state.ts";
import type { Grant } from "../ticket/state.ts";
import type { Run } from "./state.ts";

/** A call that its settings do not allow by themselves. */
export interface AskedPermission {
  readonly kind: "permission";
  readonly tool: string;
  /** What is allowed, whole and exact: the command line, the address, the path; at most `ASK_SUBJECT_CHARS_MAX` characters. */
  readonly subject: string;
  /** What the call brings besides, for people; empty: nothing. */
  readonly detail: string;
}

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

export const ASKED_REASON_CHARS_MAX = 160;

/** Its worker waits for the user's answer, its process too. */
export function isAsking({ stage }: Pick<Run, "stage">): boolean {
  return stage.name === "waiting" && stage.cause === "asked";
}

/** A worker is at work: it does something, or will when its question is answered. */
export function isAtWork(run: Pick<Run, "stage">): boolean {
  return run.stage.name === "working" || isAsking(run);
}

export function openAsks(run: Pick<Run, "asks">): readonly Ask[] {
  return run.asks.filter(({ state }) => state.name === "open");
}

/** What the user can still answer, the oldest first. */
export function answerable(run: Pick<Run, "asks">): readonly Ask[] {
  return run.asks.filter(({ state }) => state.name !== "answered");
}

/** When an open ask counts as denied. The one place that knows how long a user is waited for. */
export function askDueAt(state: State, ask: Ask): Instant {
  return instant(ask.askedAt + (state.limits.askMsMax ?? ASK_MS_DEFAULT));
}

export function isGranted(grants: readonly Grant[], asked: Asked): boolean {
  return (
    asked.kind === "permission" &&
    grants.some(({ tool, subject }) => tool === asked.tool && subject === asked.subject)
  );
}

/** The same thing: what it brings besides does not count, as it is not what is allowed. */
export function isSameAsked(one: Asked, other: Asked): boolean {
  if (one.kind === "permission")
    return other.kind === "permission" && one.tool === other.tool && one.subject === other.subject;
  return other.kind === "question" && one.question === other.question;
}

/** In one line: `asks to run: npm publish`. */
export function askedText(asked: Asked): string {
  return cut(`${askedVerb(asked)}: ${subjectOf(asked).replaceAll(/\s+/g, " ")}`, ASKED_REASON_CHARS_MAX);
}

/** `once` · `for this ticket` · `denied: …` · the words of the user. */
export function answerText({ choice, text }: Answer): string {
  const words = cut(text.replaceAll(/\s+/g, " "), ASKED_REASON_CHARS_MAX);
  switch (choice) {
    case "once":
      return "allowed once";
    case "ticket":
      return "allowed for this ticket";
    case "deny":
      return words === "" ? "denied" : `denied: ${words}`;
    case "words":
      return `“${words}”`;
    default:
      return assertNever(choice);
  }
}

function askedVerb(asked: Asked): string {
  if (asked.kind === "question") return "asks";
  switch (asked.tool) {
    case "Bash":
      return "asks to run";
    case "WebFetch":
      return "asks to read";
    case "WebSearch":
      return "asks to search for";
    case "Write":
    case "Edit":
    case "NotebookEdit":
      return "asks to write";
    default:
      return `asks to use ${cut(asked.tool, 40)}`;
  }
}

export function subjectOf(asked: Asked): string {
  return asked.kind === "question" ? asked.question : asked.subject;
}
