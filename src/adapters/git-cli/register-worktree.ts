import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WorkspaceUnusable } from "../../ports/workspace.ts";
import { exists, listIfThere, readTextIfThere, removeTree } from "./files.ts";
import { nulFields } from "./git.ts";
import { adminDirOf, type WorkspaceEntry } from "./registry.ts";
import type { Site } from "./site.ts";

/** Extensions under which a worktree's directory looks as we write it. Under any other, git must write it. */
const KNOWN_EXTENSIONS = new Set([
  "extensions.objectformat",
  "extensions.noop",
  "extensions.preciousobjects",
  "extensions.partialclone",
]);

function stageDirOf(site: Site, id: string): string {
  return join(site.hub.commonDir, "jarvis", "stage", id);
}

/** Whether git knows this worktree by the directory that our record names. */
export async function isRegistered(site: Site, entry: WorkspaceEntry): Promise<boolean> {
  const adminDir = adminDirOf(site.hub.commonDir, entry);
  const gitdir = await readTextIfThere(join(adminDir, "gitdir"));
  return gitdir?.trim() === join(entry.path, ".git") && (await exists(join(adminDir, "HEAD")));
}

/**
 * Makes the worktree's directory known to git, in one rename: `git worktree add` is not safe beside itself (of 20
 * at once 4 failed, on 2.39 and 2.55), since others see its directory half written. Under the registry lock.
 * @param head content of HEAD: `ref: refs/heads/…` or a commit
 * @returns the entry, with another `admin` when git chose the name
 */
export async function register<Entry extends WorkspaceEntry>(
  site: Site,
  entry: Entry,
  head: string,
): Promise<Entry> {
  if (await isRegistered(site, entry)) return entry;
  if (await mustLeaveToGit(site)) return registerByGit(site, entry, head);
  const stage = stageDirOf(site, entry.id);
  await removeTree(stage);
  await mkdir(join(stage, "logs"), { recursive: true });
  await writeFile(join(stage, "HEAD"), `${head}\n`);
  await writeFile(join(stage, "commondir"), "../..\n");
  await writeFile(join(stage, "gitdir"), `${join(entry.path, ".git")}\n`);
  // Keeps `git worktree prune` away, also while the folder is missing.
  await writeFile(join(stage, "locked"), `jarvis ${entry.id}\n`);
  site.afterStep("staged");
  const adminDir = adminDirOf(site.hub.commonDir, entry);
  await writeFile(join(entry.path, ".git"), `gitdir: ${adminDir}\n`);
  await mkdir(join(site.hub.commonDir, "worktrees"), { recursive: true });
  await rename(stage, adminDir);
  return entry;
}

/** Takes the worktree away from git, in one rename. What is another worktree's stays. Under the registry lock. */
export async function unregister(site: Site, entry: WorkspaceEntry): Promise<void> {
  const stage = stageDirOf(site, entry.id);
  await removeTree(stage);
  for (const adminDir of await findAdminDirs(site, entry)) {
    await mkdir(join(site.hub.commonDir, "jarvis", "stage"), { recursive: true });
    await rename(adminDir, stage);
    await removeTree(stage);
  }
}

async function registerByGit<Entry extends WorkspaceEntry>(
  site: Site,
  entry: Entry,
  head: string,
): Promise<Entry> {
  await forgetHalfMade(site, entry);
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
  const what = branch === undefined ? ["--detach", entry.path, head] : [entry.path, branch];
  const lock = ["--lock", "--reason", `jarvis ${entry.id}`];
  await site.hub.shared.write(["worktree", "add", "--quiet", "--no-checkout", ...lock, ...what]);
  const link = /^gitdir: (.+)$/m.exec((await readTextIfThere(join(entry.path, ".git"))) ?? "")?.[1];
  const admin = link?.split("/").at(-1);
  if (admin === undefined)
    throw new WorkspaceUnusable("register", entry.path, "git made no .git file in it", "soon");
  const named = { ...entry, admin };
  await site.registry.write(named);
  return named;
}

/** A killed `git worktree add` leaves a directory that names our folder; the folder itself must be empty again. */
async function forgetHalfMade(site: Site, entry: WorkspaceEntry): Promise<void> {
  for (const adminDir of await findAdminDirs(site, entry)) await removeTree(adminDir);
  if (entry.stage.name === "preparing") await removeTree(join(entry.path, ".git"));
}

/** Git's directories that name our folder: one, under a name that git may have chosen. */
async function findAdminDirs(site: Site, entry: WorkspaceEntry): Promise<string[]> {
  const admins = join(site.hub.commonDir, "worktrees");
  const found: string[] = [];
  for (const name of await listIfThere(admins)) {
    const gitdir = await readTextIfThere(join(admins, name, "gitdir"));
    if (gitdir?.trim() === join(entry.path, ".git")) found.push(join(admins, name));
  }
  return found;
}

async function mustLeaveToGit(site: Site): Promise<boolean> {
  const argv = ["config", "--local", "-z", "--name-only", "--get-regexp", "^extensions\\."];
  const { stdout } = await site.hub.shared.read(argv, { accepts: [0, 1] });
  return nulFields(stdout).some((name) => !KNOWN_EXTENSIONS.has(name.toLowerCase()));
}
