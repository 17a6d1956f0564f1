import { branchName, runId, type BranchName, type CommitSha, type RunId } from "../domain/ids.ts";
import type { PrepareRequest, Workspaces } from "./workspace.ts";

/** Path → content; null deletes. */
export type WorkspaceFiles = Readonly<Record<string, string | null>>;

export interface WorkspaceHarness {
  readonly workspaces: Workspaces;
  /** A commit with `readme.md` ("# App\n") and `.gitignore` ("cache/\n"). */
  readonly base: CommitSha;
  /** A child of the base, in which `readme.md` is "# Newer\n". */
  readonly newer: CommitSha;
  /** Saves files in a workspace, or a verify workspace, by its path. */
  readonly write: (path: string, files: WorkspaceFiles) => Promise<void>;
  readonly read: (path: string, file: string) => Promise<string | null>;
  /** What a worker does in its workspace. */
  readonly commit: (path: string, files: WorkspaceFiles) => Promise<CommitSha>;
  readonly stage: (path: string, files: WorkspaceFiles) => Promise<void>;
  /** Makes the run's commits reachable as an import does. */
  readonly import: (run: RunId) => Promise<void>;
  /** The commit of a branch or of a full ref; null when there is none. */
  readonly readRef: (ref: string) => Promise<CommitSha | null>;
  readonly readAt: (commit: CommitSha, file: string) => Promise<string | null>;
  /** Whether `commit` can be reached from the ref. */
  readonly leadsTo: (ref: string, commit: CommitSha) => Promise<boolean>;
  /** Somebody else's branch. */
  readonly makeBranch: (branch: BranchName) => Promise<void>;
  /** A process whose working directory is the path, until the returned function is called. */
  readonly occupy: (path: string) => Promise<() => Promise<void>>;
  /** Everything that workspaces leave while they are there: worktrees, branches, records, trash, locks. */
  readonly countTraces: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export const RUN = runId("R-12.1");
export const BRANCH = branchName("jarvis/t-12.1-dark-mode");

export function requestOf({ base }: WorkspaceHarness): PrepareRequest {
  return { run: RUN, base, branch: BRANCH };
}
