import { randomBytes } from "node:crypto";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "../../domain/ids.ts";
import { WorkNotKept } from "../../ports/workspace.ts";
import { exists, removeIfEmpty, removeTree, statOf } from "./files.ts";
import { gatherWork, isKept } from "./gather-work.ts";
import { readCommit } from "./hub.ts";
import { refuseUnregistered } from "./keep-work.ts";
import { withLock } from "./lock.ts";
import { deleteRef } from "./refs.ts";
import { isRegistered, unregister } from "./register-worktree.ts";
import type { Removing, RunEntry, WorkspaceEntry } from "./registry.ts";
import { quarantine, withScratch } from "./scratch.ts";
import { refuseBusy, trashFolderOf, type Site } from "./site.ts";
import { findCheckoutsOf } from "./worktree-list.ts";

export type Doomed = WorkspaceEntry & { readonly stage: Removing };

/** Everything but deleting the files, which may take long. @throws WorkspaceBusy · WorkNotKept · WorkspaceUnusable */
export async function removeWorkspace(site: Site, entry: RunEntry): Promise<Doomed> {
  const isThere = (await exists(entry.path)) || (await isRegistered(site, entry));
  if (isThere) refuseBusy(site, entry);
  if (isThere && entry.stage.name !== "preparing") await refuseLoss(site, entry);
  const doomed = await doom(site, entry);
  await takeAway(site, doomed);
  return doomed;
}

/** From here on the workspace is on its way out, whoever completes it. */
export async function doom(site: Site, entry: WorkspaceEntry): Promise<Doomed> {
  if (isDoomed(entry)) return entry;
  const trash = join(trashFolderOf(site), `${entry.id}-${randomBytes(4).toString("hex")}`);
  const mayHoldWork = entry.kind === "run" && entry.stage.name === "ready";
  const doomed: Doomed = { ...entry, stage: { name: "removing", trash, mayHoldWork } };
  await site.registry.write(doomed);
  site.afterStep("doomed");
  return doomed;
}

/**
 * The run's entry as it is now. A removal that was killed before it moved the folder is taken back, since somebody
 * may have worked in it from then on: whoever wants it gone asks again.
 */
export async function readLatest(site: Site, run: RunId): Promise<RunEntry | null> {
  const entry = await site.registry.readRun(run);
  if (!entry || entry.stage.name !== "removing" || !entry.stage.mayHoldWork) return entry;
  if (!(await exists(entry.path))) return entry;
  const revived: RunEntry = { ...entry, stage: { name: "ready" } };
  await site.registry.write(revived);
  return revived;
}

export function isDoomed(entry: WorkspaceEntry): entry is Doomed {
  return entry.stage.name === "removing";
}

/** Completes a removal that was begun, to the last trace of it. */
export async function finishRemoval(site: Site, doomed: Doomed): Promise<void> {
  await takeAway(site, doomed);
  await deleteTrash(site, doomed);
}

/** The worktree vanishes from its path in one rename, then from git, then its branch goes. */
async function takeAway(site: Site, doomed: Doomed): Promise<void> {
  if (await statOf(doomed.path)) {
    await mkdir(trashFolderOf(site), { recursive: true });
    await rename(doomed.path, doomed.stage.trash);
  }
  site.afterStep("moved-to-trash");
  await withLock(site.hub.commonDir, "registry", async () => {
    await unregister(site, doomed);
    site.afterStep("unregistered");
    if (doomed.kind === "run") await deleteBranch(site, doomed);
    site.afterStep("branch-deleted");
  });
}

/** Deletes the files, the folders that held them if nothing else is in there, and last our record. */
export async function deleteTrash(site: Site, doomed: Doomed): Promise<void> {
  await removeTree(doomed.stage.trash);
  site.afterStep("trash-deleted");
  // Under the lock, since whoever makes a worktree makes these folders first.
  await withLock(site.hub.commonDir, "registry", async () => {
    await removeIfEmpty(trashFolderOf(site));
    await removeIfEmpty(site.folder);
  });
  const found = await site.registry.read(doomed.id);
  if (found && isDoomed(found) && found.stage.trash === doomed.stage.trash)
    await site.registry.drop(doomed.id);
  site.afterStep("forgotten");
}

async function refuseLoss(site: Site, entry: RunEntry): Promise<void> {
  await refuseUnregistered(site, entry);
  const { description } = await withScratch(site.hub.commonDir, (scratch) =>
    gatherWork(site, { entry, scratch, env: quarantine(site.hub.commonDir, scratch) }),
  );
  if (description !== "") throw new WorkNotKept(entry.path, description);
}

/** A branch that meanwhile got other commits, or that the user has checked out, is no longer only ours: it stays. */
async function deleteBranch(site: Site, entry: RunEntry): Promise<void> {
  const ref = `refs/heads/${entry.branch}`;
  const commit = await readCommit(site.hub, ref);
  if (!commit || !(await isKept(site, entry, commit, {}))) return;
  if ((await findCheckoutsOf(site.hub, entry.branch)).length > 0) return;
  await deleteRef(site.hub, ref, commit);
}
