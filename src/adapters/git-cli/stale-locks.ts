import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { RepositoryLocked } from "./failures.ts";
import { listIfThere, readTextIfThere, statOf } from "./files.ts";
import type { Git } from "./git.ts";
import { canSeeProcesses, findGitProcessesIn, findHolderOf } from "./process-scan.ts";

/** The parts of a hub that tell who may hold a lock in it. */
export interface Locked {
  readonly commonDir: string;
  readonly root: string;
  readonly git: Pick<Git, "readerPids">;
}

/** A program that is not called git may close a lock file and rename it a moment later. */
const AGE_MS_MIN = 500;

/**
 * Removes lock files that a killed git of ours left behind, of those named. A lock is stale only when all of
 * this holds: it is one that our own command takes (the caller's list); it is not older than `sinceMs`, the
 * moment at which that command was announced; no process has it open; no git process works in the repository
 * or any of its worktrees, except our readers, which take no lock. Where processes cannot be seen, nothing is.
 * @returns how many were removed
 * @throws RepositoryLocked when one of them belongs, or may belong, to a live process
 */
export async function removeStaleLocks(
  hub: Locked,
  paths: readonly string[],
  sinceMs: number | null,
): Promise<number> {
  let removedCount = 0;
  for (const path of paths) {
    const stats = await statOf(path);
    if (!stats) continue;
    if (!canSeeProcesses || (sinceMs !== null && stats.mtimeMs < sinceMs))
      throw new RepositoryLocked(path, null);
    await delay(Math.max(0, AGE_MS_MIN - (Date.now() - stats.mtimeMs)));
    const [worker] = findGitProcessesIn(await foldersOf(hub), hub.git.readerPids());
    const holder = worker?.pid ?? findHolderOf(path);
    if (holder !== null) throw new RepositoryLocked(path, holder);
    await rm(path, { force: true });
    removedCount++;
  }
  return removedCount;
}

/** After a command of ours failed: one of its locks is still there, so it is somebody else's. @throws RepositoryLocked */
export async function refuseLocked(paths: readonly string[]): Promise<void> {
  for (const path of paths) if (await statOf(path)) throw new RepositoryLocked(path, findHolderOf(path));
}

/** Every folder in which a git process on this repository may stand. */
async function foldersOf(hub: Locked): Promise<string[]> {
  const admins = join(hub.commonDir, "worktrees");
  const linked = await Promise.all(
    (await listIfThere(admins)).map(async (name) =>
      (await readTextIfThere(join(admins, name, "gitdir")))?.trim(),
    ),
  );
  const main = basename(hub.commonDir) === ".git" ? [dirname(hub.commonDir)] : [];
  return [hub.commonDir, hub.root, ...main, ...linked.filter((path) => path !== undefined).map(dirname)];
}
