import type { BranchName, CommitSha } from "../domain/ids.ts";
import { PortFailure } from "./failure.ts";

export interface ExistingWorkRequest {
  /** A branch (`fix/login`, `origin/fix/login`), or the absolute path of a worktree of this repository. */
  readonly name: string;
  readonly target: BranchName;
  /** Copies the uncommitted files of the worktree as one commit on top. The worktree itself is not touched. */
  readonly isWithUncommitted: boolean;
}

export interface ExistingWork {
  /** As people call it. */
  readonly branch: string;
  /** The worktree it is checked out in; null: none. */
  readonly worktree: string | null;
  /** Where it left the target. */
  readonly base: CommitSha;
  /** Its newest commit, with the copy of uncommitted files on top when that was asked for. */
  readonly head: CommitSha;
  readonly commitCount: number;
  /** Messages of its commits, the newest first, at most `COMMITS_MAX`. */
  readonly commits: readonly { readonly subject: string; readonly body: string }[];
  /** Paths that are not committed in its worktree; at most 1,000. */
  readonly uncommitted: readonly string[];
}

export const EXISTING_COMMITS_MAX = 50;

/** Reads work that somebody made without us. */
export interface ExistingWorks {
  /** Keeps what it found reachable under `refs/jarvis/adopted/<12 digits>`, whatever becomes of the branch. @throws NothingToAdopt */
  readExisting(request: ExistingWorkRequest): Promise<ExistingWork>;
}

export class NothingToAdopt extends PortFailure {
  readonly code = "nothing-to-adopt";
  readonly retry = "after-change";
  constructor(name: string, found: string, options?: ErrorOptions) {
    super(`Cannot adopt ${JSON.stringify(name.slice(0, 200))}: ${found}`, options);
  }
}
