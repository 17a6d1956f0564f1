import type { BranchName, CommitSha, RunId } from "../domain/ids.ts";
import { PortFailure } from "./failure.ts";

export interface PrepareRequest {
  readonly run: RunId;
  /** The commit that the branch starts from. */
  readonly base: CommitSha;
  /** Where the branch begins, when it shall begin with commits that are there already: a descendant of the base. Left out: at the base. */
  readonly start?: CommitSha;
  /** Wanted name; a taken one gets a suffix. */
  readonly branch: BranchName;
}

export interface PreparedWorkspace {
  /** Absolute real path of the worktree. */
  readonly path: string;
  readonly branch: BranchName;
}

export interface KeptWork {
  /** `refs/jarvis/keep/<run>/<n>`; null when everything was already reachable from `refs/jarvis`. */
  readonly ref: string | null;
  readonly fileCount: number;
  /** Total of ignored files, which are not kept. */
  readonly ignoredBytes: number;
}

/** A run's worktree and branch. Every call is idempotent: killed at any line, the same call again completes it. */
export interface Workspaces {
  /**
   * Makes worktree and branch at the base, atomically (staged directory, one rename), or finds what an earlier call of this run made.
   * @throws WorkspaceUnusable
   */
  prepare(request: PrepareRequest): Promise<PreparedWorkspace>;
  /**
   * Keeps everything in the worktree reachable that is not ignored: commits, staged, unstaged and untracked work become one commit
   * under `refs/jarvis/keep/<run>/<n>`. Makes no ref when nothing would be lost. Done before every removal.
   * @throws WorkspaceBusy · WorkspaceUnusable when the work cannot be read (then nothing may be removed)
   */
  keep(request: { readonly run: RunId; readonly n: number }): Promise<KeptWork>;
  /**
   * Renames the worktree to the trash, unregisters it and deletes its branch (expected value checked); the trash is deleted in the background.
   * Refuses what is not in our registry. A workspace that is already gone is a success.
   * @throws WorkspaceBusy while a process has its cwd inside · WorkNotKept when something would be lost
   */
  remove(request: { readonly run: RunId }): Promise<void>;
  /** The commit that the run's work stands at: HEAD of its worktree, or its branch where that is further. @throws WorkspaceUnusable */
  readHead(run: RunId): Promise<CommitSha>;
  /** Uncommitted paths in the run's worktree, from `git status`; at most 1,000 named. @throws WorkspaceUnusable */
  readUncommitted(run: RunId): Promise<readonly string[]>;
  /**
   * `tell` hears, soon after each commit or reset in the run's worktree, where HEAD stands by git's own record: the last of several at once, and null
   * when the record does not say. It is what a worker's git wrote, a claim like everything there, and its branch may follow a moment later. May tell
   * nothing, where the system has no watch to give or there is no worktree.
   * @returns the way to stop
   * @throws WorkspaceUnusable
   */
  watchHead(run: RunId, tell: (head: CommitSha | null) => void): Promise<() => void>;
  /**
   * A detached workspace in which checks run, at exactly this commit, ignored files (dependencies) kept from the last use of the same set-up key.
   * The caller gives it back by `release`. At most one holder a slot.
   * @returns isSetUp: false when the set-up command must run first; `markSetUp` records that it did.
   */
  acquireVerify(request: { readonly commit: CommitSha; readonly setupKey: string }): Promise<VerifyWorkspace>;
  /** Finishes deletions that were begun. Resolves when the trash is empty. */
  settle(): Promise<void>;
}

export interface VerifyWorkspace {
  readonly path: string;
  readonly isSetUp: boolean;
  markSetUp(): Promise<void>;
  release(): Promise<void>;
}

export class WorkspaceUnusable extends PortFailure {
  readonly code = "workspace-unusable";
  readonly retry: "soon" | "after-change";
  readonly path: string;
  constructor(
    attempt: string,
    path: string,
    found: string,
    retry: "soon" | "after-change" = "after-change",
    options?: ErrorOptions,
  ) {
    super(`Cannot ${attempt} ${path}: ${found}.`, options);
    this.retry = retry;
    this.path = path;
  }
}

export class WorkspaceBusy extends PortFailure {
  readonly code = "workspace-busy";
  readonly retry = "soon";
  readonly path: string;
  readonly heldByPid: number;
  constructor(path: string, heldByPid: number, options?: ErrorOptions) {
    super(`Cannot remove ${path}: process ${heldByPid} still works in it.`, options);
    this.path = path;
    this.heldByPid = heldByPid;
  }
}

export class WorkNotKept extends PortFailure {
  readonly code = "work-not-kept";
  readonly retry = "after-change";
  readonly path: string;
  constructor(path: string, found: string, options?: ErrorOptions) {
    super(`Refused to remove ${path}: ${found} would be lost. Keep it first.`, options);
    this.path = path;
  }
}
