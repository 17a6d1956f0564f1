import { join } from "node:path";
import { WorkspaceBusy, WorkspaceUnusable } from "../../ports/workspace.ts";
import { PortFailure } from "../../ports/failure.ts";
import { codeOf } from "./files.ts";
import type { BoundGit, Owner } from "./git.ts";
import type { Hub } from "./hub.ts";
import { findProcessIn } from "./process-scan.ts";
import { adminDirOf, type Registry, type WorkspaceEntry } from "./registry.ts";

/** The folder beside the repository in which our worktrees stand, with what is needed to make and remove them. */
export interface Site {
  readonly hub: Hub;
  readonly registry: Registry;
  readonly folder: string;
  /** Called after each step that a crash may separate from the next. */
  readonly afterStep: (step: Step) => void;
}

export type Step =
  | "recorded"
  | "branch-made"
  | "folder-made"
  | "staged"
  | "registered"
  | "checked-out"
  | "handed-out"
  | "kept"
  | "doomed"
  | "moved-to-trash"
  | "unregistered"
  | "branch-deleted"
  | "trash-deleted"
  | "forgotten";

export function trashFolderOf(site: Site): string {
  return join(site.folder, ".trash");
}

export function worktreeGit(site: Site, entry: WorkspaceEntry, owner: Owner): BoundGit {
  const gitDir = adminDirOf(site.hub.commonDir, entry);
  return site.hub.git.at({ kind: "worktree", path: entry.path, gitDir, owner });
}

/** One call after another for one workspace; different ones do not wait for each other. */
export function orderKey(site: Site, id: string): string {
  return `${site.hub.commonDir}\0${id}`;
}

/** @throws WorkspaceBusy while a process other than our own git works in it */
export function refuseBusy(site: Site, entry: WorkspaceEntry): void {
  const found = findProcessIn(entry.path, site.hub.git.livePids());
  if (found) throw new WorkspaceBusy(entry.path, found.pid);
}

/** Runs `work` and turns what git or the file system refused into the failure that this port promises. */
export async function asUnusable<Result>(
  attempt: string,
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortFailure && error.code !== "repository-failed") throw error;
    const isOfFiles = codeOf(error) !== "";
    if (!isOfFiles && !(error instanceof PortFailure)) throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw new WorkspaceUnusable(attempt, path, found, isOfFiles ? "after-change" : "soon", { cause: error });
  }
}
