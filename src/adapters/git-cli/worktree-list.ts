import { setTimeout as delay } from "node:timers/promises";
import { branchName, type BranchName } from "../../domain/ids.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import { exists } from "./files.ts";
import { nulFields, type BoundGit } from "./git.ts";
import type { Hub } from "./hub.ts";

export interface ListedWorktree {
  readonly path: string;
  /** Null when its HEAD is detached, or when it is the bare repository itself. */
  readonly branch: BranchName | null;
  readonly isBare: boolean;
}

const ATTEMPTS_MAX = 4;

/** The main worktree first. Those whose folder is gone are left out. @throws RepositoryFailed */
export async function listWorktrees(git: BoundGit): Promise<ListedWorktree[]> {
  const listed = parseWorktrees(nulFields(await readList(git)));
  const present = await Promise.all(listed.map((one) => exists(one.path)));
  return listed.filter((_, index) => present[index]);
}

/** Worktrees in which the branch is checked out, with the real place of the main one. */
export async function findCheckoutsOf(hub: Hub, branch: BranchName): Promise<ListedWorktree[]> {
  const [main, ...linked] = await listWorktrees(hub.shared);
  // In a submodule git lists the repository's own folder in place of the checkout.
  const first = main && !main.isBare && main.path === hub.commonDir ? { ...main, path: hub.root } : main;
  return [...(first ? [first] : []), ...linked].filter((one) => one.branch === branch);
}

/** `git worktree list` fails while somebody's `git worktree add` is half done (seen with 2.39 and 2.55), so it asks again. */
async function readList(git: BoundGit): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await git.read(["worktree", "list", "--porcelain", "-z"])).stdout;
    } catch (error) {
      if (!(error instanceof RepositoryFailed) || attempt >= ATTEMPTS_MAX) throw error;
      await delay(25 * 2 ** attempt);
    }
  }
}

/** Records of `key value` fields; an empty field ends each. */
function parseWorktrees(fields: readonly string[]): ListedWorktree[] {
  const found: ListedWorktree[] = [];
  let record: { path?: string; branch: BranchName | null; isBare: boolean } = { branch: null, isBare: false };
  for (const field of fields) {
    const [key, value] = splitOnce(field);
    if (key === "worktree") record.path = value;
    if (key === "branch") record.branch = branchName(value.replace(/^refs\/heads\//, ""));
    if (key === "bare") record.isBare = true;
    if (field !== "") continue;
    if (record.path !== undefined) found.push({ ...record, path: record.path });
    record = { branch: null, isBare: false };
  }
  return found;
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf(" ");
  return at < 0 ? [field, ""] : [field.slice(0, at), field.slice(at + 1)];
}
