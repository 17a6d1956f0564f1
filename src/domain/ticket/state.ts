import type {
  BranchName,
  CommitSha,
  ContentHash,
  ConversationId,
  Instant,
  LandingId,
  RunId,
  TicketId,
} from "../ids.ts";
import type { ApprovedBy } from "../shared.ts";

export interface Budget {
  /** Model turns of one run. */
  readonly turnsMax: number;
  /** US dollars of one run. */
  readonly costUsdMax: number;
}

/** What a ticket asks for: everything that an approval covers, and nothing else. */
export interface TicketSpec {
  readonly title: string;
  /** Markdown, at most `DESCRIPTION_CHARS_MAX` characters. */
  readonly description: string;
  readonly criteria: readonly string[];
  /** Paths or globs that the worker should stay within; empty: anywhere. */
  readonly scope: readonly string[];
  /** Shell command lines that must pass; empty: the landing is unverified. */
  readonly checks: readonly string[];
  readonly workerType: string;
  readonly model: string | null;
  /** A run goes on with this model when its own refuses the account; left out: it waits. */
  readonly fallbackModel?: string;
  readonly budget: Budget;
  readonly target: BranchName;
  readonly landWhenGreen: boolean;
  readonly dependsOn: readonly TicketId[];
  /** What the conversation decided, in the user's own words, oldest first. */
  readonly decided: readonly string[];
}

export const TITLE_CHARS_MAX = 120;
export const DESCRIPTION_CHARS_MAX = 65_536;
export const LIST_ITEMS_MAX = 50;
/** Length of one criterion, scope entry, check or quote. */
export const LIST_ITEM_CHARS_MAX = 2_000;
export const DECIDED_MAX = 10;

export interface Approval {
  readonly hash: ContentHash;
  readonly by: ApprovedBy;
  readonly at: Instant;
}

export type CloseReason = "cancelled" | "failed" | "superseded";

export type TicketStage =
  | { readonly name: "draft" }
  | { readonly name: "queued"; readonly approval: Approval }
  | { readonly name: "running"; readonly approval: Approval; readonly run: RunId }
  | { readonly name: "review"; readonly approval: Approval; readonly run: RunId }
  | {
      readonly name: "landing";
      readonly approval: Approval;
      readonly run: RunId;
      readonly landing: LandingId;
    }
  | { readonly name: "landed"; readonly run: RunId; readonly landing: LandingId; readonly commit: CommitSha }
  | { readonly name: "closed"; readonly reason: CloseReason; readonly detail: string };

export type TicketStageName = TicketStage["name"];

export interface Ticket {
  readonly id: TicketId;
  readonly conversation: ConversationId;
  readonly spec: TicketSpec;
  readonly hash: ContentHash;
  /** The event that set `hash`: an approval by words must have seen it. */
  readonly hashSeq: number;
  readonly draftedAt: Instant;
  readonly stage: TicketStage;
  /** When `stage` was entered. */
  readonly since: Instant;
  /** Attempts so far: the last part of a run's id. */
  readonly runCount: number;
  /** Raised by each return to the queue: the generation of what a queued ticket is owed. */
  readonly generation: number;
}

/**
 * Which stage may follow which: the one table that decide, board and documents are made from. Back to `draft`: the user took the start back or
 * stopped the worker; its work is kept, and approving again makes a new run.
 */
export const TICKET_TRANSITIONS: Readonly<Record<TicketStageName, readonly TicketStageName[]>> = {
  draft: ["queued", "closed"],
  queued: ["draft", "running", "closed"],
  running: ["draft", "queued", "review", "closed"],
  review: ["draft", "running", "queued", "landing", "closed"],
  landing: ["draft", "review", "queued", "landed", "closed"],
  landed: [],
  closed: [],
};
