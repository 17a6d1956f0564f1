// Worktrees of runs in the simulated world.
import { branchName, type BranchName, type CommitSha, type RunId } from "../../domain/ids.ts";
import {
  WorkNotKept,
  WorkspaceBusy,
  WorkspaceUnusable,
  type KeptWork,
  type PreparedWorkspace,
  type PrepareRequest,
  type Workspaces,
} from "../../ports/workspace.ts";
import { findUnkept, isKept, keepRef, keepWork } from "./kept-work.ts";
import type { Life } from "./life.ts";
import { createAcquireVerify } from "./verify-slots.ts";
import { WORKTREES, type World, type Worktree } from "./world.ts";
import { headOf, uncommittedPaths } from "./worktree.ts";

const NAMED_PATHS_MAX = 1_000;
const NOTHING_KEPT: KeptWork = { ref: null, fileCount: 0, ignoredBytes: 0 };

/** Protections that a simulation may switch off, to see that its invariants notice. */
export interface WorkspaceBugs {
  readonly keepsNothing?: boolean;
}

export function createSimulatedWorkspaces(world: World, life: Life, bugs: WorkspaceBugs = {}): Workspaces {
  const keepsNothing = bugs.keepsNothing === true;
  return {
    prepare: (request) => life.call("prepare", () => prepare(world, request)),
    keep: ({ run, n }) => life.call("keep", () => (keepsNothing ? NOTHING_KEPT : keep(world, run, n))),
    remove: ({ run }) => life.call("remove", () => remove(world, run, { evenIfLost: keepsNothing })),
    readHead: (run) =>
      life.call("readHead", () => {
        const worktree = world.worktrees.get(run);
        if (worktree === undefined)
          throw new WorkspaceUnusable("read", run, "its worktree and its branch are gone");
        return headOf(world, worktree);
      }),
    readUncommitted: (run) =>
      life.call("readUncommitted", () => {
        const worktree = world.worktrees.get(run);
        if (worktree === undefined)
          throw new WorkspaceUnusable("read", run, "there is no workspace of this run");
        return uncommittedPaths(world, worktree).slice(0, NAMED_PATHS_MAX);
      }),
    watchHead: async (run, tell) => {
      const hear = (head: CommitSha) => {
        if (!life.isDead()) tell(head);
      };
      const worktree = world.worktrees.get(run);
      worktree?.watchers.add(hear);
      return () => worktree?.watchers.delete(hear);
    },
    acquireVerify: createAcquireVerify(world, life),
    settle: async () => undefined,
  };
}

function prepare(
  world: World,
  { run, base, start = base, branch: wanted }: PrepareRequest,
): PreparedWorkspace {
  const found = world.worktrees.get(run);
  if (found !== undefined) {
    if (found.base === base) return { path: found.path, branch: found.branch };
    throw new WorkspaceUnusable("prepare", found.path, `it was made for the base ${found.base}, not ${base}`);
  }
  const path = `${WORKTREES}/${run}`;
  const branch = freeBranch(world, wanted);
  const files = new Map(world.read(start).files);
  world.worktrees.set(run, { run, path, branch, base, files, staged: new Map(), watchers: new Set() });
  world.refs.set(`refs/heads/${branch}`, start);
  return { path, branch };
}

function freeBranch(world: World, wanted: BranchName): BranchName {
  let name = wanted;
  for (let n = 2; world.refs.has(`refs/heads/${name}`); n += 1) name = branchName(`${wanted}-${n}`);
  return name;
}

function keep(world: World, run: RunId, n: number): KeptWork {
  const worktree = world.worktrees.get(run);
  if (worktree === undefined)
    return world.refs.has(keepRef(run, n)) ? { ...NOTHING_KEPT, ref: keepRef(run, n) } : NOTHING_KEPT;
  refuseBusy(world, worktree);
  return keepWork(world, worktree, n);
}

function remove(world: World, run: RunId, { evenIfLost }: { readonly evenIfLost: boolean }): void {
  const worktree = world.worktrees.get(run);
  if (worktree === undefined) return;
  refuseBusy(world, worktree);
  if (!evenIfLost) refuseLoss(world, worktree);
  world.worktrees.delete(run);
  if (evenIfLost || isKept(world, worktree, headOf(world, worktree)))
    world.refs.delete(`refs/heads/${worktree.branch}`);
}

function refuseBusy(world: World, { path }: Worktree): void {
  const process = world.findProcessIn(path);
  if (process !== null) throw new WorkspaceBusy(path, process.pid);
}

function refuseLoss(world: World, worktree: Worktree): void {
  const unkept = findUnkept(world, worktree);
  if (unkept === null) return;
  const uncommitted = uncommittedPaths(world, worktree);
  const found = uncommitted.length > 0 ? uncommitted.join(", ") : `commit ${unkept.slice(0, 7)}`;
  throw new WorkNotKept(worktree.path, found);
}
