import type { OverBudget } from "../budget/state.ts";
import type {
  BranchName,
  CommitSha,
  ContentHash,
  Instant,
  LandingId,
  RunId,
  SessionId,
  TicketId,
  TreeSha,
} from "../ids.ts";
import type { Ask } from "./ask-state.ts";

export type CheckColor = "green" | "red" | "already-red" | "unverified";

/** One check on the merged tree. `already-red`: it fails on the target without this work too, so it does not block. */
export interface CheckEvidence {
  readonly command: string;
  readonly color: Exclude<CheckColor, "unverified">;
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Tail of the output, at most `EVIDENCE_CHARS_MAX` characters. */
  readonly output: string;
}

export const EVIDENCE_CHARS_MAX = 4_096;

export interface CheckedTree {
  readonly target: CommitSha;
  readonly tree: TreeSha;
  readonly color: CheckColor;
  readonly checks: readonly CheckEvidence[];
}

export interface CriterionVerdict {
  readonly criterion: string;
  readonly isMet: boolean;
  /** `file:line`, or empty. */
  readonly where: string;
}

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export interface Verdict {
  readonly opinion: "accept" | "changes";
  readonly criteria: readonly CriterionVerdict[];
  readonly findings: readonly Finding[];
}

export interface ChangeSummary {
  readonly fileCount: number;
  readonly added: number;
  readonly removed: number;
  readonly commitCount: number;
  readonly subject: string;
  readonly protectedPaths: readonly string[];
}

/** How far a reported head has come. Each step is owed until its observation arrives. */
export type ReportedStep =
  | { readonly name: "import" }
  | { readonly name: "check"; readonly head: CommitSha; readonly change: ChangeSummary }
  | {
      readonly name: "review";
      readonly head: CommitSha;
      readonly change: ChangeSummary;
      readonly checked: CheckedTree;
      /** The reviewer's model refuses the account: it waits. */
      readonly isParked?: boolean;
    }
  | {
      readonly name: "ready";
      readonly head: CommitSha;
      readonly change: ChangeSummary;
      readonly checked: CheckedTree;
      readonly verdict: Verdict;
    }
  /** The merge with the target conflicts: the user decides. */
  | {
      readonly name: "conflicted";
      readonly head: CommitSha;
      readonly change: ChangeSummary;
      readonly files: readonly string[];
    };

export type RunOutcome = "landed" | "failed" | "cancelled" | "timed-out" | "lost" | "over-budget";

/** A run that ended still owes: agent gone → work kept → workspace removed → nothing. */
export type EndedStep = "stop-agent" | "keep-work" | "remove-workspace" | "done";

export type RunStage =
  | { readonly name: "preparing" }
  | { readonly name: "working" }
  /** The user holds it: no process, workspace and session stay. `isResumeAsked`: it goes on when a worker may start. */
  | { readonly name: "paused"; readonly isResumeAsked: boolean }
  /** The user works in its worktree: no process of ours. `head`: where its branch stood then; null: it is still being stopped. */
  | { readonly name: "taken-over"; readonly head: CommitSha | null }
  /** Its model refuses the account that pays: no process, all else stays; it goes on when the account is released. */
  | { readonly name: "parked" }
  /**
   * The agent cannot go on by itself; `reason` says what it needs. Interrupted, it keeps its process and waits for the user's word; having asked, it
   * does so until it is answered, or long enough. Held for a budget, it goes on when that is raised.
   */
  | {
      readonly name: "waiting";
      readonly reason: string;
      readonly cause?: OverBudget | "interrupted" | "asked";
    }
  | { readonly name: "reported"; readonly step: ReportedStep }
  | {
      readonly name: "ended";
      readonly outcome: RunOutcome;
      readonly detail: string;
      readonly step: EndedStep;
    };

export interface RunMessage {
  /** From 1, in order; the first is the ticket itself. */
  readonly n: number;
  readonly uuid: string;
  readonly text: string;
  readonly from: "ticket" | "user" | "checks" | "review" | "conflict" | "engine";
  readonly isDelivered: boolean;
}

/** What the user did in a worktree that they had taken over. */
export interface HandWork {
  /** Newest first, at most `HAND_COMMITS_MAX`. */
  readonly commits: readonly { readonly commit: CommitSha; readonly subject: string }[];
  /** There are more, or the branch was rewritten. */
  readonly isCut: boolean;
  /** Paths that are not committed. */
  readonly uncommitted: readonly string[];
}

export const HAND_COMMITS_MAX = 50;

export interface Usage {
  /** Calls of the model. */
  readonly turnCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Milliseconds in which its agent was alive and the machine awake; left out by what was reported before it was counted. */
  readonly runningMs?: number;
}

/** What the machine had when a run was let in: the numbers that decided. */
export interface Measured {
  /** Megabytes that new processes may take, limits of a container counted. */
  readonly freeMemoryMb: number;
  /** Megabytes free where the work and the records go, the lesser of the two. */
  readonly freeDiskMb: number;
  /** Processes that were ready to run, over the last minute. */
  readonly load: number;
}

export interface Run {
  readonly id: RunId;
  readonly ticket: TicketId;
  /** The n-th run of the project: shown as Worker n. */
  readonly workerNumber: number;
  readonly base: CommitSha;
  /** Where its branch begins when that is not the base: commits that were there before. */
  readonly start: CommitSha | null;
  /** Its work is there already: it begins as reported. */
  readonly isBegunReported: boolean;
  readonly branch: BranchName;
  readonly session: SessionId;
  readonly workerType: string;
  readonly createdAt: Instant;
  /** At its start, or when it last went on; null: not measured. */
  readonly measured: Measured | null;
  readonly stage: RunStage;
  readonly since: Instant;
  /** Raised by `run.resumed` and `run.agent-lost`: each life of the agent is a generation of `run-agent`. */
  readonly life: number;
  /** Raised by each report: generation of import, check and review. */
  readonly report: number;
  readonly reportText: string;
  readonly reportedAt: Instant | null;
  /** Null until prepared. */
  readonly workspacePath: string | null;
  /** The imported head; null before the first import. */
  readonly head: CommitSha | null;
  /** What was imported with it. */
  readonly change: ChangeSummary | null;
  /** The last checks that counted; null: none yet. */
  readonly checked: CheckedTree | null;
  readonly hasUsedTool: boolean;
  /** Turns that the user interrupted. */
  readonly interruptCount: number;
  /** What it asked the user: all that is open, and the last that are not. */
  readonly asks: readonly Ask[];
  readonly askCount: number;
  readonly messages: readonly RunMessage[];
  /** Failed checks that went back to the worker so far. */
  readonly fixRound: number;
  /** Times the agent was lost in a row without a report. */
  readonly lostCount: number;
  /** What stands between this run and its next step; the user must act. */
  readonly attention: string | null;
  /** The model that its ticket allows instead, once its own has refused; null: its own. */
  readonly fallbackModel: string | null;
  readonly keepRef: string | null;
  readonly usage: Usage;
  readonly landing: LandingId | null;
  /** What an approval to land covers at this moment: (run, base, head), with the word unverified where it is. */
  readonly landHash: ContentHash | null;
  readonly landHashSeq: number;
}

/** Rounds of "checks failed, mend it" before the user is asked. */
export const FIX_ROUNDS_MAX = 3;
/** Lives of an agent in a row that end without a report before the user is asked. */
export const LOST_MAX = 3;
export const REPORT_CHARS_MAX = 2_048;
export const RUN_MESSAGE_CHARS_MAX = 65_536;
export const RUN_MESSAGES_MAX = 200;
