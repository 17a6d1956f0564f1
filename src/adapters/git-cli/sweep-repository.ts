// What killed processes of ours left in the repository: locks of git, half-written files, scratch. What is the user's is never touched.
import { join } from "node:path";
import { RepositoryLocked } from "./failures.ts";
import { listIfThere, removeTree, statOf, walkFiles } from "./files.ts";
import { sweepLocks, withLock } from "./lock.ts";
import type { Registry } from "./registry.ts";
import { sweepScratch } from "./scratch.ts";
import { removeStaleLocks, type Locked } from "./stale-locks.ts";
import { forgetWrites, readBrokenWrites, sweepHalfRecords, type BrokenWrite } from "./write-records.ts";

/** Before anything of this daemon works in the repository. */
export async function sweepRepository(hub: Locked, registry: Registry): Promise<void> {
  const { commonDir } = hub;
  await sweepLocks(commonDir);
  await sweepScratch(commonDir);
  await sweepHalfRecords(commonDir);
  await withLock(commonDir, "registry", async () => {
    // Only a holder of this lock stages anything.
    const stage = join(commonDir, "jarvis", "stage");
    for (const name of await listIfThere(stage)) await removeTree(join(stage, name));
  });
  await registry.sweep();
  await sweepGitLocks(hub, registry);
}

/**
 * Removes git's lock files whose owner is dead and which are ours: in the directory of a worktree of ours or on a ref below `jarvis/`;
 * anywhere else only if a write of ours was killed since. A lock of the user's stays, whether its git is alive or not.
 * @returns how many were removed
 */
export async function sweepGitLocks(hub: Locked, registry: Registry): Promise<number> {
  const broken = await readBrokenWrites(hub.commonDir);
  const admins = new Set((await registry.list()).map((entry) => entry.admin));
  let removedCount = 0;
  let isLeft = false;
  for (const path of await listLocks(hub.commonDir)) {
    const sinceMs = isPrivate(path, admins) ? null : await claimOf(join(hub.commonDir, path), broken);
    if (sinceMs === undefined) continue;
    try {
      removedCount += await removeStaleLocks(hub, [join(hub.commonDir, path)], sinceMs);
    } catch (error) {
      // Somebody alive may hold it: it is looked at again when it is in the way.
      if (!(error instanceof RepositoryLocked)) throw error;
      isLeft = true;
    }
  }
  if (!isLeft) await forgetWrites(broken);
  return removedCount;
}

/** Since when it could be a lock of a killed write of ours; undefined when it could be none. */
async function claimOf(path: string, broken: readonly BrokenWrite[]): Promise<number | undefined> {
  const stats = await statOf(path);
  const since = broken.map(({ sinceMs }) => sinceMs).filter((sinceMs) => stats && stats.mtimeMs >= sinceMs);
  return since.length === 0 ? undefined : Math.min(...since);
}

function isPrivate(path: string, admins: ReadonlySet<string>): boolean {
  const [top, second, third = ""] = path.split("/");
  if (top === "worktrees") return admins.has(second ?? "");
  return top === "refs" && (second === "jarvis" || (second === "heads" && third === "jarvis"));
}

/** Paths in the common git directory. Objects are never locked; our own records are not git's. */
async function listLocks(commonDir: string): Promise<readonly string[]> {
  const found = (await listIfThere(commonDir)).filter((name) => name.endsWith(".lock"));
  for (const folder of ["refs", "worktrees"]) {
    if ((await statOf(join(commonDir, folder)))?.isDirectory() !== true) continue;
    for await (const name of walkFiles(join(commonDir, folder)))
      if (name.endsWith(".lock")) found.push(join(folder, name));
  }
  return found;
}
