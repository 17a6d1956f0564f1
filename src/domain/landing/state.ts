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
  /** Its candidate failed; false: it has not, or somebody took the landing from the queue. */
  readonly isEjected: boolean;
}

/** How long an approval to land by words waits, so that it can be undone. */
export const LANDING_UNDO_MS = 10_000;
/** How long a landing that the user's files block waits before it is tried again. */
export const BLOCKED_RETRY_MS = 10_000;
/** Moves of the target under one landing before the user is asked. */
export const LANDING_ATTEMPTS_MAX = 20;

/** `ejected`: candidates failed one after another · `red-target`: the target's own checks fail since a run was green on it. */
export type FuseCause = "ejected" | "red-target";

export interface Fuse {
  /** Candidates that failed since the last one that landed, or since the last reset. */
  readonly ejectedCount: number;
  readonly blown: {
    readonly cause: FuseCause;
    readonly reason: string;
    readonly since: Instant;
  } | null;
}

export const WHOLE_FUSE: Fuse = { ejectedCount: 0, blown: null };
