import type { BoundGit } from "./git.ts";

/** What is needed to read everything that a worktree holds. */
export interface ContentRequest {
  /** Git of our worktree, working on one folder of it as if that were the whole. */
  readonly gitAt: (folder: string) => BoundGit;
  /** Git of whatever repository lies in a folder. */
  readonly nestedGitAt: (folder: string) => BoundGit;
  readonly folder: string;
  /** The worktree's own index, which is only read; null for a folder that has none. */
  readonly index: string | null;
  /** Where index files may be made. */
  readonly scratch: string;
  /** Says which object store is written to. */
  readonly env: Readonly<Record<string, string>>;
}
