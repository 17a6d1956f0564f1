// When do the user's words approve something? Only when they were written with the thing in view.
import { refuse, type ApprovedBy, type Decision } from "../shared.ts";
import type { ApprovedSubject, Conversation, PutUp, UserMessage } from "./state.ts";

export interface ApprovalQuestion {
  readonly subject: PutUp;
  /** What counts as the subject when it was put up last: the tickets of a proposal. */
  readonly parts?: readonly PutUp[];
  /** What the message is used for. */
  readonly used: readonly ApprovedSubject[];
  /** The event that set what is approved: the message must have seen it. */
  readonly setAtSeq: number;
  /** Words that name the subject: its id, its title, its worker. */
  readonly names: readonly string[];
  /** One of these words must stand in the message besides (`unverified`); empty when none. */
  readonly mustSay: readonly string[];
}

export type WordsApproval =
  | { readonly kind: "given"; readonly by: Extract<ApprovedBy, { kind: "message" }> }
  | { readonly kind: "refused"; readonly decision: Extract<Decision<never>, { kind: "refused" }> };

const QUOTE_CHARS_MAX = 280;

/**
 * Looks for a message of the running user turn that carries the approval: it had seen what it approves, it names it or it was the last thing
 * put up, and it has approved nothing else of that kind that it does not name.
 */
export function findApproval(conversation: Conversation, question: ApprovalQuestion): WordsApproval {
  const messages =
    conversation.running?.kind === "user"
      ? conversation.running.messages.filter((message) => message.kind === "user")
      : [];
  const reasons: string[] = [];
  for (const message of messages) {
    const reason = reasonAgainst(conversation, message, question);
    if (reason === null) {
      const quote = message.text.slice(0, QUOTE_CHARS_MAX);
      return { kind: "given", by: { kind: "message", message: message.id, seenSeq: message.seenSeq, quote } };
    }
    reasons.push(reason);
  }
  const why = reasons[0] ?? "this is not a turn of the user";
  const decision = refuse<never>(
    "ask-the-user",
    `Ask the user: ${subjectText(question.subject)} is not approved, because ${why}. A card with the button is shown.`,
  );
  return { kind: "refused", decision: decision as Extract<Decision<never>, { kind: "refused" }> }; // refuse() makes no other kind
}

function reasonAgainst(
  conversation: Conversation,
  message: UserMessage,
  question: ApprovalQuestion,
): string | null {
  const isNamed = question.names.some((name) => contains(message.text, name));
  const isLast = [question.subject, ...(question.parts ?? [])].some((one) =>
    isSame(conversation.lastPutUp, one),
  );
  const approved = (conversation.approvedByMessage[message.id] ?? []).filter((one) =>
    question.used.some(({ kind }) => kind === one.kind),
  );
  const others = approved.filter((one) => !question.used.some(({ ticket }) => ticket === one.ticket));
  if (message.seenSeq < question.setAtSeq) return "the message was written before its last change was shown";
  if (others.length < approved.length)
    return "what the message approved was taken back, and the same words do not approve it again";
  if (!isNamed && !isLast) return "the message does not name it and something else was put up after it";
  if (!isNamed && others.length > 0)
    return `the message has already approved ${others.map((one) => one.ticket).join(", ")} and does not name this one`;
  const { mustSay } = question;
  if (mustSay.length > 0 && !mustSay.some((word) => contains(message.text, word)))
    return `the message does not say ${mustSay.map((word) => `"${word}"`).join(" or ")}`;
  return null;
}

/** Does the text hold these words, in any case, and not as a part of longer ones (T-1 is not in T-12)? */
function contains(text: string, name: string): boolean {
  const words = name.trim().toLowerCase();
  if (words === "") return false;
  const [first = "", ...rest] = text.toLowerCase().split(words);
  let before = first;
  for (const after of rest) {
    if (!ENDS_IN_WORD.test(before) && !STARTS_WITH_WORD.test(after)) return true;
    // With nothing between two of them, the first one stands before the second.
    before = after === "" ? words : after;
  }
  return false;
}

const ENDS_IN_WORD = /[\p{L}\p{N}]$/u;
const STARTS_WITH_WORD = /^[\p{L}\p{N}]/u;

function isSame(a: PutUp | null, b: PutUp): boolean {
  return a !== null && a.kind === b.kind && nameOf(a) === nameOf(b);
}

function nameOf(subject: PutUp): string {
  return subject.kind === "proposal" ? subject.proposal : subject.ticket;
}

function subjectText(subject: PutUp): string {
  return `${subject.kind === "landing" ? "landing" : "starting"} ${nameOf(subject)}`;
}
