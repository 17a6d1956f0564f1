import { copyFile, mkdir, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { CommitSha } from "../../domain/ids.ts";
import { WorkspaceUnusable, type VerifyWorkspace } from "../../ports/workspace.ts";
import { codeOf, statOf } from "./files.ts";
import { inOrder, withLock } from "./lock.ts";
import { choosePlace, makeFolder } from "./prepare-workspace.ts";
import { findProcessIn } from "./process-scan.ts";
import { adminDirOf, type VerifyEntry } from "./registry.ts";
import { register } from "./register-worktree.ts";
import { doom, finishRemoval } from "./remove-workspace.ts";
import { asUnusable, orderKey, worktreeGit, type Site } from "./site.ts";

/** So many checks of one repository at once; each slot is a whole worktree with its dependencies. */
const SLOTS_MAX = 8;
/** Slots that stay when nobody uses them, for their dependencies. */
const FREE_SLOTS_MAX = 2;
/** What an interrupted git of a check may have left in git's directory of the slot. */
const UNFINISHED = [
  "index.lock",
  "HEAD.lock",
  "MERGE_HEAD",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "rebase-merge",
  "rebase-apply",
  "sequencer",
];

export interface VerifySlots {
  acquire(request: { readonly commit: CommitSha; readonly setupKey: string }): Promise<VerifyWorkspace>;
  /** Removes every slot that nobody holds. */
  retireAll(): Promise<void>;
}

/** Holders live in this process, so after a crash every slot is free, unless a process still works in it. */
export function createVerifySlots(site: Site): VerifySlots {
  const held = new Set<string>();
  const ordered = <Result>(work: () => Promise<Result>): Promise<Result> =>
    inOrder(orderKey(site, "verify"), work);

  const listFree = async (): Promise<VerifyEntry[]> => {
    const entries = await site.registry.list();
    return entries.filter((entry) => entry.kind === "verify").filter((entry) => isFree(site, held, entry));
  };

  const retire = async (entries: readonly VerifyEntry[]): Promise<void> => {
    for (const entry of entries) await finishRemoval(site, await doom(site, entry));
  };

  const claim = async (setupKey: string): Promise<VerifyEntry> => {
    const free = await listFree();
    await retire(free.filter((entry) => entry.stage.name !== "ready"));
    const ready = free.filter((entry) => entry.stage.name === "ready");
    const fitting = ready.find((entry) => entry.setupKey === setupKey);
    const entry = fitting ?? (await makeSlot(site, setupKey, ready, retire));
    held.add(entry.id);
    return entry;
  };

  const giveBack = (id: string): Promise<void> =>
    ordered(async () => {
      held.delete(id);
      const free = await listFree();
      await retire(free.slice(0, Math.max(0, free.length - FREE_SLOTS_MAX)));
    });

  return {
    acquire: async ({ commit, setupKey }) => {
      const entry = await ordered(() => claim(setupKey));
      try {
        const ready = await asUnusable("prepare", entry.path, () => moveTo(site, entry, commit));
        return handOut(site, ready, () => giveBack(entry.id));
      } catch (error) {
        // A slot that cannot be brought to a commit is of no use to the next one either.
        held.delete(entry.id);
        await site.registry.write({ ...entry, stage: { name: "preparing" } });
        throw error;
      }
    },
    retireAll: () => ordered(async () => retire(await listFree())),
  };
}

function isFree(site: Site, held: ReadonlySet<string>, entry: VerifyEntry): boolean {
  return !held.has(entry.id) && findProcessIn(entry.path, site.hub.git.livePids()) === null;
}

async function makeSlot(
  site: Site,
  setupKey: string,
  free: readonly VerifyEntry[],
  retire: (entries: readonly VerifyEntry[]) => Promise<void>,
): Promise<VerifyEntry> {
  const used = new Set(
    (await site.registry.list()).filter((one) => one.kind === "verify").map((one) => one.id),
  );
  if (used.size >= SLOTS_MAX) {
    const [other] = free;
    if (!other)
      throw new WorkspaceUnusable("use", site.folder, `all ${SLOTS_MAX} verify slots are in use`, "soon");
    await retire([other]);
    used.delete(other.id);
  }
  let n = 1;
  while (used.has(`verify-${n}`)) n++;
  const id = `verify-${n}`;
  const entry: VerifyEntry = {
    kind: "verify",
    id,
    setupKey,
    ...(await choosePlace(site, id)),
    stage: { name: "preparing" },
  };
  await site.registry.write(entry);
  return entry;
}

/**
 * Brings the slot to exactly this commit; ignored files stay. Checks have run in it, so its index is not believed:
 * ours, as it was after the last move, tells by its times which files were touched since.
 */
async function moveTo(site: Site, entry: VerifyEntry, commit: CommitSha): Promise<VerifyEntry> {
  const isFirst = entry.stage.name !== "ready";
  const placed = isFirst ? await place(site, entry, commit) : entry;
  const adminDir = adminDirOf(site.hub.commonDir, placed);
  const git = worktreeGit(site, placed, isFirst ? "host" : "worker");
  for (const name of UNFINISHED) await rm(join(adminDir, name), { recursive: true, force: true });
  await rm(join(adminDir, "index"), { force: true });
  await copyWithTimes(site.registry.indexPath(placed.id), join(adminDir, "index"));
  await git.write(["update-ref", "--no-deref", "HEAD", commit]);
  await git.write(["read-tree", "--reset", "-u", commit]);
  if (!isFirst) await git.write(["clean", "-ffdq"]);
  await copyWithTimes(join(adminDir, "index"), site.registry.indexPath(placed.id));
  const isSetUp = placed.stage.name === "ready" && placed.stage.isSetUp;
  const ready: VerifyEntry = { ...placed, stage: { name: "ready", isSetUp } };
  await site.registry.write(ready);
  return ready;
}

function place(site: Site, entry: VerifyEntry, commit: CommitSha): Promise<VerifyEntry> {
  return withLock(site.hub.commonDir, "registry", async () => {
    await mkdir(site.folder, { recursive: true });
    if (!(await makeFolder(entry.path)))
      throw new WorkspaceUnusable("make", entry.path, "something is there already", "soon");
    return register(site, entry, commit);
  });
}

function handOut(site: Site, entry: VerifyEntry, giveBack: () => Promise<void>): VerifyWorkspace {
  let given: Promise<void> | null = null;
  return {
    path: entry.path,
    isSetUp: entry.stage.name === "ready" && entry.stage.isSetUp,
    markSetUp: () => site.registry.write({ ...entry, stage: { name: "ready", isSetUp: true } }),
    // Once: later the slot is another holder's.
    release: () => (given ??= giveBack()),
  };
}

/** Git compares a file's time with the index's own to know whether it can be trusted, so that time must not change. */
async function copyWithTimes(from: string, to: string): Promise<void> {
  const stats = await statOf(from);
  if (!stats) return;
  try {
    await copyFile(from, to);
    await utimes(to, stats.atime, stats.mtime);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}
