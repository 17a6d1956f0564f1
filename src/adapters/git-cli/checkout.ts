import { dirname, join } from "node:path";
import type { BranchName } from "../../domain/ids.ts";
import { exists, listIfThere, readTextIfThere } from "./files.ts";
import { firstLine, type BoundGit } from "./git.ts";
import type { Hub } from "./hub.ts";

/** A worktree of the user's. */
export interface Checkout {
  readonly path: string;
  readonly gitDir: string;
  readonly git: BoundGit;
}

/** Null when the folder is gone. @throws RepositoryFailed */
export async function openCheckout(hub: Hub, path: string): Promise<Checkout | null> {
  if (!(await exists(path))) return null;
  const git = hub.git.at({ kind: "folder", path });
  return { path, git, gitDir: firstLine(await git.read(["rev-parse", "--absolute-git-dir"])) };
}

const UNFINISHED = [
  "MERGE_HEAD",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "rebase-merge",
  "rebase-apply",
  "sequencer",
];

/** What the user has begun in a checkout and not ended, as a path in it; null when nothing. */
export async function findUnfinished({ gitDir }: Checkout): Promise<string | null> {
  for (const name of UNFINISHED) if (await exists(join(gitDir, name))) return join(".git", name);
  return null;
}

/** The worktree in which a rebase of the branch is under way: it counts as checked out nowhere, yet moving it would break the rebase. */
export async function findRebaseOf(
  hub: Hub,
  branch: BranchName,
): Promise<{ readonly path: string; readonly marker: string } | null> {
  const admins = join(hub.commonDir, "worktrees");
  const linked = (await listIfThere(admins)).map((name) => join(admins, name));
  for (const gitDir of [hub.commonDir, ...linked]) {
    for (const kind of ["rebase-merge", "rebase-apply"]) {
      const rebased = await readTextIfThere(join(gitDir, kind, "head-name"));
      if (rebased?.trim() !== `refs/heads/${branch}`) continue;
      const file = await readTextIfThere(join(gitDir, "gitdir"));
      return { path: file ? dirname(file.trim()) : hub.root, marker: join(".git", kind) };
    }
  }
  return null;
}

/** The locks that a fast-forward takes in the checkout itself. */
export function lockPathsOfCheckout({ gitDir }: Checkout): string[] {
  return ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"].map((name) => join(gitDir, name));
}
