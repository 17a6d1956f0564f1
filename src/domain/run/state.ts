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
  /** Its model refuses the account that pays: no process, all else stays; it goes on when the account is released. */
  | { readonly name: "parked" }
  /** The agent cannot go on by itself; `reason` says what it needs. */
  | { readonly name: "waiting"; readonly reason: string }
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

export interface Usage {
  readonly turnCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
}

export interface Run {
  readonly id: RunId;
  readonly ticket: TicketId;
  /** The n-th run of the project: shown as Worker n. */
  readonly workerNumber: number;
  readonly base: CommitSha;
  readonly branch: BranchName;
  readonly session: SessionId;
  readonly workerType: string;
  readonly createdAt: Instant;
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
  readonly hasUsedTool: boolean;
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
