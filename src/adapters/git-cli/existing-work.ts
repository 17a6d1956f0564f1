// Work of the user's that a ticket is made from: read, kept reachable, never changed.
import { isAbsolute } from "node:path";
import { realpath } from "node:fs/promises";
import { commitSha, type CommitSha } from "../../domain/ids.ts";
import {
  EXISTING_COMMITS_MAX,
  NothingToAdopt,
  type ExistingWork,
  type ExistingWorkRequest,
} from "../../ports/existing-work.ts";
import { codeOf } from "./files.ts";
import { firstLine, nulFields, type BoundGit } from "./git.ts";
import { readCommit, type Hub } from "./hub.ts";
import { updateRef } from "./refs.ts";
import type { Registry } from "./registry.ts";
import { withScratch } from "./scratch.ts";
import { listWorktrees, type ListedWorktree } from "./worktree-list.ts";
import { writeContent } from "./worktree-content.ts";

const NAMED_PATHS_MAX = 1_000;
const MESSAGES_BYTES_MAX = 256 * 1024;

interface Found {
  readonly branch: string;
  readonly worktree: string | null;
  readonly tip: CommitSha;
}

/** @throws NothingToAdopt */
export async function readExisting(
  hub: Hub,
  registry: Registry,
  request: ExistingWorkRequest,
): Promise<ExistingWork> {
  const { name, target } = request;
  const found = isAbsolute(name) ? await findWorktree(hub, name) : await findBranch(hub, name);
  if (found.branch === target)
    throw new NothingToAdopt(name, `${target} is the target branch, which work lands on. Name another one.`);
  await refuseOurs(registry, name, found);
  const targetTip = await readCommit(hub, `refs/heads/${target}`);
  const base = targetTip && (await mergeBase(hub, targetTip, found.tip));
  if (!base) throw new NothingToAdopt(name, `it has no commit in common with ${target}.`);
  const uncommitted = found.worktree === null ? [] : await readUncommitted(hub, found.worktree);
  const isCopied = request.isWithUncommitted && found.worktree !== null && uncommitted.length > 0;
  const head = isCopied && found.worktree !== null ? await copyOf(hub, found.worktree, found) : found.tip;
  if (head === base)
    throw new NothingToAdopt(
      name,
      uncommitted.length > 0
        ? `all its commits are in ${target}, and ${uncommitted.length} changed path(s) are not committed. Commit them, or adopt a copy of them with --with-uncommitted.`
        : `all its commits are in ${target} already.`,
    );
  await keepReachable(hub, head);
  return {
    branch: found.branch,
    worktree: found.worktree,
    base,
    head,
    uncommitted,
    commitCount: Number(firstLine(await hub.shared.read(["rev-list", "--count", `${base}..${head}`]))),
    commits: await readMessages(hub, base, head),
  };
}

async function findBranch(hub: Hub, name: string): Promise<Found> {
  for (const [prefix, isLocal] of [
    ["refs/heads/", true],
    ["refs/remotes/", false],
  ] as const) {
    const valid = await hub.shared.read(["check-ref-format", `${prefix}${name}`], { accepts: [0, 1] });
    const tip = valid.exitCode === 0 ? await readCommit(hub, `${prefix}${name}`) : null;
    if (!tip) continue;
    const all = isLocal ? await listAll(hub) : [];
    const worktree = all.find((one) => one.branch === name)?.path ?? null;
    return { branch: name, worktree, tip };
  }
  throw new NothingToAdopt(
    name,
    "there is no such branch, and it is no worktree of this repository. git branch --all shows the branches.",
  );
}

async function findWorktree(hub: Hub, name: string): Promise<Found> {
  const path = await realPathOf(name);
  const found = (await listAll(hub)).find((one) => one.path === path);
  if (found === undefined || found.isBare)
    throw new NothingToAdopt(name, "it is no worktree of this repository. git worktree list shows them.");
  const head = await folderGit(hub, path).read(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], {
    accepts: [0, 1, 128],
  });
  if (head.exitCode !== 0) throw new NothingToAdopt(name, "it has no commit yet.");
  const tip = commitSha(firstLine(head));
  return { branch: found.branch ?? tip.slice(0, 12), worktree: path, tip };
}

async function listAll(hub: Hub): Promise<readonly ListedWorktree[]> {
  const all = await listWorktrees(hub.shared);
  return all.map((one) => (one.path === hub.commonDir && !one.isBare ? { ...one, path: hub.root } : one));
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) === "") throw error;
    throw new NothingToAdopt(path, "there is no such folder.", { cause: error });
  }
}

/** Ours are in a run's hands: a ticket is on them. @throws NothingToAdopt */
async function refuseOurs(registry: Registry, name: string, { branch, worktree }: Found): Promise<void> {
  for (const entry of await registry.list()) {
    const isOurs = entry.path === worktree || (entry.kind === "run" && entry.branch === branch);
    if (!isOurs) continue;
    throw new NothingToAdopt(
      name,
      entry.kind === "run"
        ? `${branch} is the branch of ${entry.run}: it has a ticket already.`
        : "checks of ours run in that worktree.",
    );
  }
}

async function mergeBase(hub: Hub, target: CommitSha, tip: CommitSha): Promise<CommitSha | null> {
  const argv = ["merge-base", "--end-of-options", target, tip];
  const output = await hub.shared.read(argv, { accepts: [0, 1] });
  return output.exitCode === 0 ? commitSha(firstLine(output)) : null;
}

async function readUncommitted(hub: Hub, worktree: string): Promise<readonly string[]> {
  const argv = ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"];
  const { stdout } = await folderGit(hub, worktree).read(argv, { whenExceeded: "cut" });
  return nulFields(stdout)
    .slice(0, NAMED_PATHS_MAX)
    .map((field) => field.slice(3));
}

/** Everything in the worktree that is not ignored, as one commit on its tip. Its index is only read. */
async function copyOf(hub: Hub, worktree: string, { branch, tip }: Found): Promise<CommitSha> {
  const index = await folderGit(hub, worktree).read([
    "rev-parse",
    "--path-format=absolute",
    "--git-path",
    "index",
  ]);
  const { tree } = await withScratch(hub.commonDir, (scratch) =>
    writeContent({
      gitAt: (folder) => gitOfPart(hub, worktree, folder),
      nestedGitAt: (folder) => folderGit(hub, folder),
      folder: worktree,
      index: firstLine(index),
      scratch,
      env: {},
    }),
  );
  const argv = ["commit-tree", "-p", tip, "-F", "-", "--end-of-options", tree];
  const made = await hub.shared.write(argv, { stdin: `Uncommitted work of ${branch}\n` });
  return commitSha(firstLine(made));
}

/** Git of the user's worktree on one folder of it as if that were the whole. */
function gitOfPart(hub: Hub, worktree: string, folder: string): BoundGit {
  if (folder === worktree) return folderGit(hub, worktree);
  return hub.git.at({ kind: "worktree", path: folder, gitDir: hub.commonDir, owner: "host" });
}

function folderGit(hub: Hub, path: string): BoundGit {
  return hub.git.at({ kind: "folder", path });
}

/** Until a run has taken it in, only this holds what the user's branch may leave behind. */
async function keepReachable(hub: Hub, head: CommitSha): Promise<void> {
  const ref = `refs/jarvis/adopted/${head.slice(0, 12)}`;
  const former = await readCommit(hub, ref);
  if (former !== head) await updateRef(hub, { ref, to: head, from: former, reason: "jarvis: adopt" });
}

async function readMessages(hub: Hub, base: CommitSha, head: CommitSha): Promise<ExistingWork["commits"]> {
  const argv = [
    "log",
    "-z",
    `--max-count=${EXISTING_COMMITS_MAX}`,
    "--format=tformat:%s%x00%b",
    "--no-color",
  ];
  const { stdout } = await hub.shared.read(
    [...argv, "--no-decorate", "--no-patch", "--end-of-options", `${base}..${head}`, "--"],
    { outputBytesMax: MESSAGES_BYTES_MAX, whenExceeded: "cut" },
  );
  const fields = nulFields(stdout);
  const commits: { subject: string; body: string }[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    commits.push({ subject: fields[at] ?? "", body: (fields[at + 1] ?? "").trim() });
  return commits;
}
