import type {
  ConversationId,
  Instant,
  LandingId,
  MessageId,
  ProposalId,
  RunId,
  SessionId,
  TicketId,
} from "../ids.ts";

export type ReportKind = "reviewed" | "landed" | "failed" | "needs-you" | "conflict" | "checks-red";

export interface UserMessage {
  readonly kind: "user";
  readonly id: MessageId;
  readonly text: string;
  /** The journal position that its writer had seen rendered. */
  readonly seenSeq: number;
  readonly at: Instant;
}

export interface ReportMessage {
  readonly kind: "report";
  readonly id: MessageId;
  readonly about: ReportKind;
  readonly ticket: TicketId;
  readonly run: RunId | null;
  readonly worker: string | null;
  readonly text: string;
  readonly at: Instant;
}

export type QueuedMessage = UserMessage | ReportMessage;

/** One turn of the orchestrator: of the user's messages, or of reports, never of both. */
export interface Turn {
  readonly n: number;
  readonly kind: "user" | "report";
  readonly messages: readonly QueuedMessage[];
  /** Names the turn to the agent; looked for in its session after a crash. */
  readonly uuid: string;
  readonly begunAt: Instant;
  readonly isInterruptAsked: boolean;
  /** It waits for its account and is not inside the agent. */
  readonly isParked: boolean;
  /** Raised when the agent was lost in this turn. */
  readonly life: number;
}

/** What was last put up for approval in this conversation: what "do it" means. */
export type PutUp =
  | { readonly kind: "ticket"; readonly ticket: TicketId }
  | { readonly kind: "landing"; readonly ticket: TicketId }
  | { readonly kind: "proposal"; readonly proposal: ProposalId };

export interface Conversation {
  readonly id: ConversationId;
  readonly session: SessionId;
  readonly turnCount: number;
  /** Raised by each turn and by each new life of its agent: the generation of `deliver-message`. */
  readonly deliveryCount: number;
  readonly queue: readonly QueuedMessage[];
  readonly running: Turn | null;
  readonly lastPutUp: PutUp | null;
  /** What each message of the running user turn has approved, so that one yes is not taken twice. */
  readonly approvedByMessage: Readonly<Record<MessageId, readonly ApprovedSubject[]>>;
  readonly lastAnswerAt: Instant | null;
  /** Why the last turn had no answer; null: it had, or the next one is under way. */
  readonly trouble: string | null;
}

export type ApprovedSubject =
  | { readonly kind: "ticket"; readonly ticket: TicketId }
  | { readonly kind: "landing"; readonly ticket: TicketId; readonly landing: LandingId };

export const MESSAGE_CHARS_MAX = 65_536;
/** Messages of the user that may wait: more are refused, so that a runaway script cannot fill the journal. */
export const QUEUE_MAX = 200;
/** Reports that one report turn takes at once. */
export const REPORTS_PER_TURN_MAX = 8;
/** Lives of the agent within one turn before the turn counts as failed. */
export const TURN_LIVES_MAX = 3;
