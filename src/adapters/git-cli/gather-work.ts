import { join } from "node:path";
import { commitSha, MalformedId, treeSha, type CommitSha, type TreeSha } from "../../domain/ids.ts";
import type { ContentRequest } from "./content-request.ts";
import { exists, readTextIfThere } from "./files.ts";
import { firstLine } from "./git.ts";
import { readCommit, readTree } from "./hub.ts";
import { copyNestedCommits } from "./nested-repositories.ts";
import { keepingRefs } from "./refs.ts";
import { adminDirOf, type RunEntry } from "./registry.ts";
import type { Site } from "./site.ts";
import { writeContent, type Content } from "./worktree-content.ts";

type Env = Readonly<Record<string, string>>;

/** By these, and by who made them, the commits that keeping makes are known again. */
export const KEPT_SUBJECTS = {
  uncommitted: "Uncommitted work",
  staged: "Staged work",
  kept: "Kept work",
} as const;

export interface GatherRequest {
  readonly entry: RunEntry;
  readonly scratch: string;
  /** `{}` writes to the repository; a quarantine only finds out. */
  readonly env: Env;
}

export interface GatheredWork {
  /** Commits that no ref of ours leads to and that together lead to all work which would be lost. */
  readonly unkept: readonly CommitSha[];
  /** What the worktree looks like now. */
  readonly tree: TreeSha;
  /** For people: what would be lost; empty when nothing would. */
  readonly description: string;
}

/** All that a worktree holds, staged and unstaged, untracked and committed, on whatever branch. Ignored files are not work. */
export async function gatherWork(site: Site, request: GatherRequest): Promise<GatheredWork> {
  const { entry, env } = request;
  const head = (await readCommit(site.hub, `worktrees/${entry.admin}/HEAD`)) ?? entry.base;
  const headTree = await readTree(site.hub, head);
  const inner = contentRequest(site, request);
  const content = (await exists(entry.path)) ? await writeContent(inner) : await readStagedOnly(site, inner);
  const uncommitted = content ? await commitContent(site, { head, headTree, content, env }) : null;
  const nested = content ? await copyNestedCommits(site.hub, content.nested, inner) : [];
  const unkept: CommitSha[] = [];
  const parts: string[] = [];
  if (uncommitted && !(await isKept(site, entry, uncommitted, env))) {
    unkept.push(uncommitted);
    parts.push(`${await countFiles(site, headTree, uncommitted, env)} uncommitted files`);
  }
  const committed: CommitSha[] = [];
  for (const commit of new Set([head, ...(await readOtherHeads(site, entry)), ...nested]))
    if (!(await isKept(site, entry, commit, env))) committed.push(commit);
  if (committed.length > 0) parts.push(`${await countUnkept(site, entry, committed, env)} commits`);
  // The commit of uncommitted files leads to HEAD already.
  unkept.push(...committed.filter((commit) => commit !== head || unkept.length === 0));
  return { unkept, tree: content?.tree ?? headTree, description: parts.join(" and ") };
}

function contentRequest(site: Site, { entry, scratch, env }: GatherRequest): ContentRequest {
  const gitDir = adminDirOf(site.hub.commonDir, entry);
  return {
    gitAt: (path) => site.hub.git.at({ kind: "worktree", path, gitDir, owner: "worker" }),
    nestedGitAt: (path) => site.hub.git.at({ kind: "worktree", path, gitDir: null, owner: "worker" }),
    folder: entry.path,
    index: join(gitDir, "index"),
    scratch,
    env,
  };
}

/** Somebody deleted the folder: what was staged is all that is left of it. */
async function readStagedOnly(site: Site, { index, env }: ContentRequest): Promise<Content | null> {
  if (index === null || !(await exists(index))) return null;
  const argv = ["write-tree"];
  const written = await site.hub.shared.write(argv, {
    env: { ...env, GIT_INDEX_FILE: index },
    accepts: [0, 128],
  });
  const tree = written.exitCode === 0 ? treeSha(firstLine(written)) : null;
  return tree && { tree, staged: tree, nested: [] };
}

interface Uncommitted {
  readonly head: CommitSha;
  readonly headTree: TreeSha;
  readonly content: Content;
  readonly env: Env;
}

/**
 * Like a stash: the files as one commit on HEAD, with what was staged as a second parent where that differs from
 * both. Its date is HEAD's, so the same work is the same commit, whoever looks again. Null when there is none.
 */
async function commitContent(site: Site, work: Uncommitted): Promise<CommitSha | null> {
  const { head, headTree, content, env } = work;
  const isStagedApart =
    content.staged !== null && content.staged !== headTree && content.staged !== content.tree;
  if (content.tree === headTree && !isStagedApart) return null;
  const dated = { ...env, ...(await dateOf(site, head)) };
  const parents = [head];
  if (isStagedApart && content.staged)
    parents.push(await commitTree(site, content.staged, [head], KEPT_SUBJECTS.staged, dated));
  return commitTree(site, content.tree, parents, KEPT_SUBJECTS.uncommitted, dated);
}

export async function commitTree(
  site: Site,
  tree: TreeSha,
  parents: readonly CommitSha[],
  subject: string,
  env: Env,
): Promise<CommitSha> {
  const argv = [
    "commit-tree",
    ...parents.flatMap((parent) => ["-p", parent]),
    "-F",
    "-",
    "--end-of-options",
    tree,
  ];
  return commitSha(firstLine(await site.hub.shared.write(argv, { env, stdin: `${subject}\n` })));
}

async function dateOf(site: Site, commit: CommitSha): Promise<Env> {
  const object = await site.hub.objects.readContent(commit);
  const seconds = /^committer .* (\d+) [+-]\d{4}$/m.exec(object?.content.toString("utf8") ?? "")?.[1] ?? "0";
  return { GIT_AUTHOR_DATE: `${seconds} +0000`, GIT_COMMITTER_DATE: `${seconds} +0000` };
}

/** The run's branch, which HEAD may have left, and what a rebase or merge has put aside. */
async function readOtherHeads(site: Site, entry: RunEntry): Promise<CommitSha[]> {
  const found: CommitSha[] = [];
  const branch = await readCommit(site.hub, `refs/heads/${entry.branch}`);
  if (branch) found.push(branch);
  for (const name of ["rebase-merge/autostash", "rebase-apply/autostash", "MERGE_AUTOSTASH"]) {
    const text = await readTextIfThere(join(adminDirOf(site.hub.commonDir, entry), name));
    const commit = text === null ? null : parseCommit(text.trim());
    if (commit && (await readCommit(site.hub, commit))) found.push(commit);
  }
  return found;
}

function parseCommit(text: string): CommitSha | null {
  try {
    return commitSha(text);
  } catch (error) {
    if (error instanceof MalformedId) return null;
    throw error;
  }
}

/** Whether the commit is in the run's base or behind a ref of ours that is never deleted. */
export async function isKept(site: Site, entry: RunEntry, commit: CommitSha, env: Env): Promise<boolean> {
  if (commit === entry.base) return true;
  const argv = ["rev-list", "--max-count=1", commit, "--not", entry.base, ...globs(entry)];
  return (await site.hub.shared.read(argv, { env })).stdout.length === 0;
}

async function countUnkept(
  site: Site,
  entry: RunEntry,
  commits: readonly CommitSha[],
  env: Env,
): Promise<number> {
  const argv = ["rev-list", "--count", ...commits, "--not", entry.base, ...globs(entry)];
  return Number(firstLine(await site.hub.shared.read(argv, { env })));
}

function globs(entry: RunEntry): string[] {
  return keepingRefs(entry.run).map((prefix) => `--glob=${prefix}`);
}

export async function countFiles(site: Site, from: string, to: string, env: Env): Promise<number> {
  const argv = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", from, to];
  const { stdout } = await site.hub.shared.read(argv, { env });
  let count = 0;
  for (const byte of stdout) if (byte === 0) count++;
  return count;
}
