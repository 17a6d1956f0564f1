// What every aggregate speaks: who acts, what was decided, what is owed.
import type { ConversationId, Instant, MessageId, RunId } from "./ids.ts";

export type Actor =
  | { readonly kind: "user"; readonly session: string }
  /** The orchestrator, inside one turn of its conversation. Its rights depend on the kind of that turn. */
  | { readonly kind: "orchestrator"; readonly conversation: ConversationId; readonly turn: number }
  | { readonly kind: "worker"; readonly run: RunId }
  | { readonly kind: "engine" };

/** What a command is given from outside, since the domain knows no clock and no chance. */
export interface Given {
  readonly at: Instant;
  /** A fresh uuid, for whatever the decision has to name. */
  readonly uuid: string;
  readonly actor: Actor;
}

/** An expected no: shown to whoever asked, never thrown. */
export interface Refusal {
  readonly code: RefusalCode;
  /** What was tried, on what, what was found, what to do. */
  readonly message: string;
}

export type RefusalCode =
  | "unknown-subject"
  | "wrong-stage"
  | "not-yours"
  | "ask-the-user"
  | "changed-since"
  | "invalid"
  | "bound-reached"
  | "cycle"
  | "overlap"
  | "too-late";

export type Decision<Event> =
  | { readonly kind: "accepted"; readonly events: readonly Event[]; readonly reply: string }
  /** `events`: what of the refusal itself belongs on record; left out: nothing. */
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly events?: readonly Event[] };

export function accept<Event>(events: readonly Event[], reply = ""): Decision<Event> {
  return { kind: "accepted", events, reply };
}

/** An observation whose key is not owed any more, or a repeat: true, and of no consequence. */
export function stale<Event>(): Decision<Event> {
  return { kind: "accepted", events: [], reply: "" };
}

export function refuse<Event>(code: RefusalCode, message: string): Decision<Event> {
  return { kind: "refused", refusal: { code, message } };
}

/** How an approval was given: by a button, or by words in a message that had seen what it approves. */
export type ApprovedBy =
  | { readonly kind: "click"; readonly session: string }
  | {
      readonly kind: "message";
      readonly message: MessageId;
      readonly seenSeq: number;
      readonly quote: string;
    }
  /** Given with the ticket: *land when green*. */
  | { readonly kind: "with-ticket" };

/** We are wrong, not the world: the one place that throws in the domain. */
export class Defect extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Defect";
  }
}

export function invariant(claim: boolean, message: string): asserts claim {
  if (!claim) throw new Defect(message);
}

export function assertNever(value: never): never {
  throw new Defect(`unexpected ${JSON.stringify(value)}`);
}

/** Cuts text to at most `max` characters and says that it did. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, Math.max(0, max - 1))}…`;
}
