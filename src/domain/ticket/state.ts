import type { Amounts } from "../budget/state.ts";
import type {
  BranchName,
  CommitSha,
  ContentHash,
  ConversationId,
  Instant,
  LandingId,
  ProposalId,
  RunId,
  TicketId,
} from "../ids.ts";
import type { ApprovedBy } from "../shared.ts";

export interface Budget {
  /** Model turns of one run. */
  readonly turnsMax: number;
  /** US dollars of one run. */
  readonly costUsdMax: number;
  /** Tokens of one run, in and out; left out: no bound. */
  readonly tokensMax?: number;
  /** Milliseconds that one run's agent may be alive while the machine is awake; left out: `RUNNING_MS_DEFAULT`. */
  readonly runningMsMax?: number;
  /** US dollars of all runs of the ticket; left out: what the project says. */
  readonly ticketCostUsdMax?: number;
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
  /** Work that was there before the ticket: its runs begin with it. Left out: they begin at the target's tip. */
  readonly work?: AdoptedWork;
}

/** Commits that a run begins with. */
export interface StartPoint {
  /** On the target: what the commits are compared with. */
  readonly base: CommitSha;
  readonly head: CommitSha;
}

/** The work of a branch of the user's, which stays as it is. */
export interface AdoptedWork extends StartPoint {
  readonly branch: string;
  /** Of its commits, the newest first; at most `LIST_ITEMS_MAX`. */
  readonly subjects: readonly string[];
  /** What the first worker shall do with it; null: it is checked and reviewed as it is. */
  readonly message: string | null;
}

/** Tickets that were drafted at once from one wish, in the order in which they are to be done. */
export interface Proposal {
  readonly id: ProposalId;
  readonly conversation: ConversationId;
  /** What was wished for, in one line. */
  readonly title: string;
  readonly tickets: readonly TicketId[];
  readonly proposedAt: Instant;
  /** The last yes to all of it; null: there was none. */
  readonly approval: { readonly by: ApprovedBy; readonly at: Instant } | null;
}

/** Fewer are a ticket; more are a plan, which nobody reads on one card. */
export const PROPOSAL_TICKETS_MIN = 2;
export const PROPOSAL_TICKETS_MAX = 8;

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

/** What the workers of a ticket may do without asking again: the very same call of this tool. */
export interface Grant {
  readonly tool: string;
  readonly subject: string;
}

/** Of one ticket; the oldest go. */
export const GRANTS_MAX = 100;

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
  /** Drafted with others, on one card; null: alone. */
  readonly proposal: ProposalId | null;
  readonly stage: TicketStage;
  /** When `stage` was entered. */
  readonly since: Instant;
  /** What the user added to its budget since it was approved. */
  readonly raised: Amounts;
  /** Attempts so far: the last part of a run's id. */
  readonly runCount: number;
  /** Raised by each return to the queue: the generation of what a queued ticket is owed. */
  readonly generation: number;
  /** Where the next run begins, when it shall go on from the work of the last; null: as the spec says. */
  readonly startFrom: StartPoint | null;
  /** What the user allowed its workers for all of their runs. */
  readonly grants: readonly Grant[];
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
