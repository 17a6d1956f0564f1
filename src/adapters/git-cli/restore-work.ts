// Brings kept work back: a new worktree with its files, and a new branch, beside all that is the user's.
import { readdir, realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import type { CommitSha } from "../../domain/ids.ts";
import { RestoreRefused, type RestoredWork, type RestoreWork } from "../../ports/kept-works.ts";
import { codeOf, exists, listIfThere, readTextIfThere, writeFileAtomically } from "./files.ts";
import { firstLine } from "./git.ts";
import type { Hub } from "./hub.ts";
import { readLayers, type KeptLayers } from "./kept-layers.ts";
import { deleteRef, updateRef } from "./refs.ts";
import { listWorktrees } from "./worktree-list.ts";

/** In git's directory of the worktree, written last: which work it was made of. Goes with `git worktree remove`. */
const RECORD = "jarvis-recovered";

export async function restoreWork(hub: Hub, request: RestoreWork): Promise<RestoredWork> {
  const { work } = request;
  const branch = request.branch ?? `recovered/${work.run}-${work.n}`;
  const { head, otherCommits, ...layers } = await readLayers(hub, work.commit);
  const there = await findRestored(hub, branch, work.commit);
  if (there !== null) return { branch, path: there, head, otherCommits, isThereAlready: true };
  await refuseBranch(hub, branch);
  const asked = request.into ?? join(`${hub.root}-recovered`, `${work.run}-${work.n}`);
  const path = await refusePlace(hub, asked);
  await hub.shared.write(["worktree", "add", "--quiet", "--detach", "--no-checkout", path, head]);
  const ref = `refs/heads/${branch}`;
  let isBranchMade = false;
  try {
    const gitDir = await fill(hub, path, { head, otherCommits, ...layers });
    const reason = `jarvis: recover ${work.ref}`;
    isBranchMade = await updateRef(hub, { ref, to: head, from: null, reason });
    if (!isBranchMade) throw branchTaken(branch);
    await here(hub, path).write(["symbolic-ref", "-m", reason, "HEAD", ref]);
    await writeFileAtomically(join(gitDir, RECORD), `${branch}\n${work.commit}\n`);
  } catch (error) {
    // All of it was made a moment ago, of what the repository still holds.
    if (isBranchMade) await deleteRef(hub, ref, head);
    await hub.shared.write(["worktree", "remove", "--force", "--force", "--end-of-options", path]);
    throw error;
  }
  return { branch, path, head, otherCommits, isThereAlready: false };
}

/** Files first, as git checks them out; then the index as it was staged. @returns git's directory of the worktree */
async function fill(hub: Hub, path: string, { head, staged, files }: KeptLayers): Promise<string> {
  const git = here(hub, path);
  const whole = ["-c", "core.sparseCheckout=false", "read-tree", "--reset"];
  await git.write([...whole, "-u", files]);
  await git.write([...whole, staged ?? head]);
  await git.write(["update-index", "-q", "--refresh"], { accepts: [0, 1] });
  return firstLine(await git.read(["rev-parse", "--absolute-git-dir"]));
}

function here(hub: Hub, path: string) {
  return hub.git.at({ kind: "folder", path });
}

/** The worktree of an earlier restore of this work to this branch, if it is still there. */
async function findRestored(hub: Hub, branch: string, commit: CommitSha): Promise<string | null> {
  const folder = join(hub.commonDir, "worktrees");
  for (const name of await listIfThere(folder)) {
    const record = await readTextIfThere(join(folder, name, RECORD));
    if (record !== `${branch}\n${commit}\n`) continue;
    const link = await readTextIfThere(join(folder, name, "gitdir"));
    const path = link === null ? null : dirname(link.trim());
    if (path !== null && (await exists(path))) return path;
  }
  return null;
}

async function refuseBranch(hub: Hub, branch: string): Promise<void> {
  const named = await hub.shared.read(["check-ref-format", `refs/heads/${branch}`], { accepts: [0, 1] });
  if (named.exitCode !== 0 || branch.startsWith("-") || branch === "HEAD")
    throw new RestoreRefused(branch, "git takes no branch of this name", "Name another one: --to BRANCH");
  // Git keeps names as paths: `a` and `a/b` cannot both be branches.
  const parts = branch.split("/");
  for (const [index] of parts.entries()) {
    const name = parts.slice(0, index + 1).join("/");
    if ((await hub.objects.readHeader(`refs/heads/${name}`)) !== null) throw branchTaken(name);
  }
  const below = await hub.shared.read([
    "for-each-ref",
    "--count=1",
    "--format=%(refname:lstrip=2)",
    `refs/heads/${branch}/`,
  ]);
  if (below.stdout.length > 0) throw branchTaken(firstLine(below));
}

function branchTaken(branch: string): RestoreRefused {
  return new RestoreRefused(
    `branch ${branch}`,
    "there is a branch of this name already",
    `Name another one: --to BRANCH. Or look at it: git log ${branch}`,
  );
}

/** @returns its real path */
async function refusePlace(hub: Hub, asked: string): Promise<string> {
  const another = "Name another folder: --into DIR";
  const names = await namesIn(asked);
  if (names === "no-folder") throw new RestoreRefused(asked, "it is no folder", another);
  if (names.length > 0) throw new RestoreRefused(asked, "the folder is there and not empty", another);
  const path = await realPlace(asked);
  const taken = [hub.root, hub.commonDir, ...(await listWorktrees(hub.shared)).map((one) => one.path)];
  const around = taken.find((one) => path === one || path.startsWith(`${one}${sep}`));
  if (around !== undefined) throw new RestoreRefused(path, `it lies in the worktree ${around}`, another);
  return path;
}

async function namesIn(path: string): Promise<readonly string[] | "no-folder"> {
  try {
    return await readdir(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    if (codeOf(error) === "ENOTDIR") return "no-folder";
    throw error;
  }
}

/** Of a folder that need not be there yet, nor the one around it. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    return join(await realPlace(dirname(path)), basename(path));
  }
}
