// How what a worker asks stands: what is open, until when, what is granted, and its words.
import { isAway } from "../away/state.ts";
import { instant, type Instant } from "../ids.ts";
import { assertNever, cut } from "../shared.ts";
import type { State } from "../state.ts";
import type { Grant } from "../ticket/state.ts";
import { ASK_MS_DEFAULT, OUTSIDE_SANDBOX, type Answer, type Ask, type Asked } from "./ask-state.ts";
import type { Run } from "./state.ts";

/** An ask in one line. */
const ASKED_REASON_CHARS_MAX = 160;

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

/** When an open ask counts as denied (see decisions/0010): at once while the user is away. */
export function askDueAt(state: State, ask: Ask): Instant {
  const msMax = isAway(state, state.at) ? 0 : (state.limits.askMsMax ?? ASK_MS_DEFAULT);
  return instant(ask.askedAt + msMax);
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

/** `asks to run`, `asks`. */
export function askedVerb(asked: Asked): string {
  if (asked.kind === "question") return "asks";
  switch (asked.tool) {
    case "Bash":
      return "asks to run";
    case OUTSIDE_SANDBOX:
      return "asks to run outside the sandbox";
    case "SandboxNetworkAccess":
      return "asks to reach";
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
