import type {
  BranchName,
  CommitSha,
  ContentHash,
  Instant,
  LandingId,
  RunId,
  TicketId,
  TreeSha,
} from "../ids.ts";
import type { CheckedTree } from "../run/state.ts";
import type { ApprovedBy } from "../shared.ts";

export interface Candidate {
  readonly commit: CommitSha;
  readonly target: CommitSha;
  readonly tree: TreeSha;
  readonly checked: CheckedTree;
}

export type LandingStage =
  | { readonly name: "queued" }
  | { readonly name: "verifying" }
  /** `blockedBy`: the user's uncommitted files that overlap; tried again later. */
  | { readonly name: "landing"; readonly candidate: Candidate; readonly blockedBy: readonly string[] }
  | { readonly name: "landed"; readonly commit: CommitSha }
  | { readonly name: "conflicted"; readonly files: readonly string[] }
  | { readonly name: "rejected"; readonly reason: string };

export interface Landing {
  readonly id: LandingId;
  readonly ticket: TicketId;
  readonly run: RunId;
  readonly branch: BranchName;
  readonly base: CommitSha;
  readonly head: CommitSha;
  readonly hash: ContentHash;
  readonly by: ApprovedBy;
  readonly isUnverifiedAccepted: boolean;
  readonly queuedAt: Instant;
  /** Nothing lands before: the time in which an approval by words can be undone. */
  readonly notBefore: Instant;
  readonly stage: LandingStage;
  readonly since: Instant;
  /** Raised whenever a new candidate is due: the target moved. */
  readonly attempt: number;
  /** Raised whenever the same candidate is tried again: the user's files were in the way. */
  readonly pushCount: number;
}

/** How long an approval to land by words waits, so that it can be undone. */
export const LANDING_UNDO_MS = 10_000;
/** How long a landing that the user's files block waits before it is tried again. */
export const BLOCKED_RETRY_MS = 10_000;
/** Moves of the target under one landing before the user is asked. */
export const LANDING_ATTEMPTS_MAX = 20;
