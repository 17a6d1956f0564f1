import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { branchName, type BranchName } from "../../domain/ids.ts";
import { WorkspaceUnusable, type PreparedWorkspace, type PrepareRequest } from "../../ports/workspace.ts";
import { codeOf, exists, readTextIfThere } from "./files.ts";
import { firstLine } from "./git.ts";
import { readCommit } from "./hub.ts";
import { withLock } from "./lock.ts";
import { runHeadRef, updateRef } from "./refs.ts";
import { isRegistered, register } from "./register-worktree.ts";
import { adminDirOf, idOfRun, type RunEntry, type WorkspaceEntry } from "./registry.ts";
import { refuseBusy, worktreeGit, type Site } from "./site.ts";

/** Names tried before it is somebody's joke. */
const SUFFIX_MAX = 99;

/**
 * Each step looks first whether it is done, so that the same call completes one that was killed anywhere. What
 * was never handed out is nobody's work and may be overwritten; after that, files are only ever added.
 */
export async function prepareWorkspace(site: Site, request: PrepareRequest): Promise<PreparedWorkspace> {
  const known = await site.registry.readRun(request.run);
  if (known?.stage.name === "removing")
    throw new WorkspaceUnusable("prepare", known.path, "its former worktree is being deleted", "soon");
  if (known && known.base !== request.base)
    throw new WorkspaceUnusable(
      "prepare",
      known.path,
      `it was made for the base ${known.base}, not ${request.base}`,
    );
  const entry = await withLock(site.hub.commonDir, "registry", async () => {
    const recorded = known ?? (await record(site, request));
    const withBranch = await ensureBranch(site, recorded, request.branch);
    const withFolder = await ensureFolder(site, withBranch);
    const registered = await register(site, withFolder, `ref: refs/heads/${withFolder.branch}`);
    site.afterStep("registered");
    return registered;
  });
  // Outside the lock: this is nearly all of the time.
  if (entry.stage.name === "preparing") await checkOut(site, entry);
  else await restoreMissing(site, entry);
  await site.registry.write({ ...entry, stage: { name: "ready" } });
  site.afterStep("handed-out");
  return { path: entry.path, branch: entry.branch };
}

async function record(site: Site, request: PrepareRequest): Promise<RunEntry> {
  const id = idOfRun(request.run);
  const entry: RunEntry = {
    kind: "run",
    id,
    run: request.run,
    base: request.base,
    ...(request.start === undefined ? {} : { start: request.start }),
    branch: await chooseBranch(site, request.branch),
    ...(await choosePlace(site, id)),
    stage: { name: "preparing" },
  };
  await site.registry.write(entry);
  site.afterStep("recorded");
  return entry;
}

/** A folder and a directory of git's that nobody has. */
export async function choosePlace(site: Site, id: string): Promise<Pick<WorkspaceEntry, "path" | "admin">> {
  const others = await site.registry.list();
  for (let n = 1; n <= SUFFIX_MAX; n++) {
    const name = suffixed(id, n);
    const path = join(site.folder, name);
    const admin = `jarvis-${name}`;
    const isTaken =
      others.some((one) => one.path === path || one.admin === admin) ||
      (await exists(path)) ||
      (await exists(adminDirOf(site.hub.commonDir, { admin })));
    if (!isTaken) return { path, admin };
  }
  throw new WorkspaceUnusable(
    "prepare",
    join(site.folder, id),
    `${SUFFIX_MAX} folders of this name are there already`,
  );
}

async function chooseBranch(site: Site, wanted: BranchName): Promise<BranchName> {
  // Where a branch is called like the folder of ours (`jarvis`), git can have no branch inside it.
  const isBlocked = await hasBranchAbove(site, wanted);
  const base = isBlocked ? wanted.replaceAll("/", "-") : wanted;
  for (let n = 1; n <= SUFFIX_MAX; n++) {
    const name = branchName(suffixed(base, n));
    const argv = ["for-each-ref", "--count=1", "--format=%(refname)", `refs/heads/${name}`];
    if (firstLine(await site.hub.shared.read(argv)) === "") return name;
  }
  throw new WorkspaceUnusable("prepare", wanted, `${SUFFIX_MAX} branches of this name are there already`);
}

async function hasBranchAbove(site: Site, name: BranchName): Promise<boolean> {
  const parts = name.split("/");
  for (let count = 1; count < parts.length; count++)
    if (await readCommit(site.hub, `refs/heads/${parts.slice(0, count).join("/")}`)) return true;
  return false;
}

async function ensureBranch(site: Site, entry: RunEntry, wanted: BranchName): Promise<RunEntry> {
  const ref = `refs/heads/${entry.branch}`;
  const found = await readCommit(site.hub, ref);
  const isHandedOut = entry.stage.name !== "preparing";
  const start = entry.start ?? entry.base;
  if (found && (isHandedOut || found === start)) return entry;
  const to = (isHandedOut && (await readCommit(site.hub, runHeadRef(entry.run)))) || start;
  const reason = `jarvis: create ${entry.run}`;
  const isMade = found === null && (await updateRef(site.hub, { ref, to, from: null, reason }));
  if (isMade) {
    site.afterStep("branch-made");
    return entry;
  }
  // Somebody took the name since it was chosen.
  const renamed = { ...entry, branch: await chooseBranch(site, wanted) };
  await site.registry.write(renamed);
  return ensureBranch(site, renamed, wanted);
}

async function ensureFolder(site: Site, entry: RunEntry): Promise<RunEntry> {
  await mkdir(site.folder, { recursive: true });
  if ((await makeFolder(entry.path)) || (await isOurFolder(site, entry))) {
    site.afterStep("folder-made");
    return entry;
  }
  const moved = { ...entry, ...(await choosePlace(site, entry.id)) };
  await site.registry.write(moved);
  return ensureFolder(site, moved);
}

/** False when something is there. */
export async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Handed out, or left by a killed call before anybody could have put something in. */
async function isOurFolder(site: Site, entry: RunEntry): Promise<boolean> {
  if (entry.stage.name !== "preparing" || (await isRegistered(site, entry))) return true;
  const link = await readTextIfThere(join(entry.path, ".git"));
  return (
    link?.trim() === `gitdir: ${adminDirOf(site.hub.commonDir, entry)}` ||
    (await readdir(entry.path)).length === 0
  );
}

/** Fills the folder. A killed call left perhaps half of it, and a lock. */
async function checkOut(site: Site, entry: RunEntry): Promise<void> {
  refuseBusy(site, entry);
  await rm(join(adminDirOf(site.hub.commonDir, entry), "index.lock"), { force: true });
  await worktreeGit(site, entry, "host").write(["read-tree", "--reset", "-u", "HEAD"]);
  site.afterStep("checked-out");
}

/** Somebody deleted the folder or git's directory of a workspace in use: what is left of it stays, the rest comes back. */
async function restoreMissing(site: Site, entry: RunEntry): Promise<void> {
  const git = worktreeGit(site, entry, "worker");
  const adminDir = adminDirOf(site.hub.commonDir, entry);
  const link = join(entry.path, ".git");
  const isWhole = (await exists(link)) && (await exists(join(adminDir, "index")));
  if (isWhole) return;
  if (!(await exists(join(adminDir, "index")))) await git.write(["read-tree", "HEAD"]);
  if (await exists(link)) return;
  await writeFile(link, `gitdir: ${adminDir}\n`);
  // Exit 1: a path in conflict has no one content to write.
  await git.write(["checkout-index", "--all", "--index", "--quiet"], { accepts: [0, 1, 128] });
}

function suffixed(name: string, n: number): string {
  return n === 1 ? name : `${name}-${n}`;
}
