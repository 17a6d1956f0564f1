import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf, listIfThere, readTextIfThere, statOf } from "./files.ts";
import { RepositoryLocked } from "./failures.ts";
import { isOwnerAlive, ownerHere, parseOwner } from "./lock-owner.ts";

/** `registry`: worktrees, branches and our own records · `landing`: the target branch. Neither waits for the other. */
export type LockName = "registry" | "landing";

/** No holder keeps a lock longer than one landing in a checkout takes; past this, somebody must look. */
const WAIT_MS_MAX = 120_000;
const POLL_MS = 15;
/** Each level is one more process that died while it took over a stale lock. */
const TAKE_OVER_DEPTH_MAX = 4;

const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while no other caller, in this process or another one, holds the same lock of the repository.
 * Inside one process callers wait in order; between processes `<commonDir>/jarvis/lock` names its owner.
 * @throws RepositoryLocked
 */
export async function withLock<Result>(
  commonDir: string,
  name: LockName,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = join(commonDir, "jarvis", name === "registry" ? "lock" : `${name}.lock`);
  return inOrder(path, async () => {
    await mkdir(join(commonDir, "jarvis"), { recursive: true });
    await acquire(path, 0);
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  });
}

/** A staged lock, or a record of a write, that is not whole is being written; a killed writer's is older than this. */
export const STAGED_MS_MAX = 2_000;

/** Deletes what killed holders of either lock left behind. */
export async function sweepLocks(commonDir: string): Promise<void> {
  const folder = join(commonDir, "jarvis");
  for (const name of await listIfThere(folder)) {
    if (!/^(landing\.)?lock(\.|$)/.test(name)) continue;
    const path = join(folder, name);
    const [text, stats] = [await readTextIfThere(path), await statOf(path)];
    if (text === null || stats === null || isOwnerAlive(parseOwner(text))) continue;
    if (name === "lock" || name === "landing.lock") await removeStale(path, text, 0);
    else if (parseOwner(text) !== null || Date.now() - stats.mtimeMs > STAGED_MS_MAX)
      await rm(path, { force: true });
  }
}

/** Calls with the same key run one after another, in this process. */
export async function inOrder<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const before = queues.get(key) ?? Promise.resolve();
  const mine = before.then(work);
  // The next one runs whether this one succeeded or not; its own caller hears of a failure.
  const settled = mine.then(
    () => undefined,
    (error: unknown) => error,
  );
  queues.set(key, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(key) === settled) queues.delete(key);
  }
}

async function acquire(path: string, depth: number): Promise<void> {
  const text = describeSelf();
  const deadline = performance.now() + WAIT_MS_MAX;
  for (;;) {
    if (await create(path, text)) return;
    const found = await readTextIfThere(path);
    if (found === null) continue;
    if (!isOwnerAlive(parseOwner(found)) && depth < TAKE_OVER_DEPTH_MAX) {
      await removeStale(path, found, depth);
      continue;
    }
    if (performance.now() > deadline) throw new RepositoryLocked(path, parseOwner(found)?.pid ?? null);
    await delay(POLL_MS);
  }
}

/** `link` makes the whole file appear at once or not at all, so that nobody reads half an owner. */
async function create(path: string, text: string): Promise<boolean> {
  const staged = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    // On a full disk it is there, and not whole.
    await writeFile(staged, text, { flag: "wx" });
    await link(staged, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(staged, { force: true });
  }
}

/**
 * Only the holder of a second lock, named after exactly this stale text, may remove it. So of two that see the
 * same dead owner, the slower one cannot remove the lock that the faster one has already taken.
 */
async function removeStale(path: string, found: string, depth: number): Promise<void> {
  const right = `${path}.${createHash("sha256").update(found).digest("hex").slice(0, 8)}`;
  await acquire(right, depth + 1);
  try {
    if ((await readTextIfThere(path)) === found) await rm(path, { force: true });
  } finally {
    await rm(right, { force: true });
  }
}

function describeSelf(): string {
  return `${JSON.stringify({ ...ownerHere(), nonce: randomBytes(8).toString("hex") })}\n`;
}
