import type { RunId } from "../../domain/ids.ts";
import { WorkNotKept, WorkspaceUnusable, type Workspaces } from "../../ports/workspace.ts";
import type { Life } from "./life.ts";
import type { SimulatedWorktree, World } from "./world.ts";

export interface WorkspaceBugs {
  readonly keepsNothing?: boolean;
}

export function createSimulatedWorkspaces(world: World, life: Life, bugs: WorkspaceBugs = {}): Workspaces {
  return {
    prepare: ({ run, base, branch }) =>
      life.call("prepare", () => {
        const found = world.worktrees.get(run);
        if (found !== undefined) return { path: found.path, branch: found.branch };
        const path = `/simulated-worktrees/${run}`;
        world.worktrees.set(run, { run, path, branch, base, files: new Map(world.read(base).files) });
        world.refs.set(`refs/heads/${branch}`, base);
        return { path, branch };
      }),
    keep: ({ run, n }) =>
      life.call("keep", () => {
        const worktree = world.worktrees.get(run);
        if (worktree === undefined || bugs.keepsNothing === true)
          return { ref: null, fileCount: 0, ignoredBytes: 0 };
        const lost = unkept(world, worktree);
        if (lost.length === 0) return { ref: null, fileCount: 0, ignoredBytes: 0 };
        const head = world.refs.get(`refs/heads/${worktree.branch}`) ?? worktree.base;
        const ref = `refs/jarvis/keep/${run}/${n}`;
        world.refs.set(ref, world.commit([head], worktree.files, "kept", 0));
        return { ref, fileCount: lost.length, ignoredBytes: 0 };
      }),
    remove: ({ run }) =>
      life.call("remove", () => {
        const worktree = world.worktrees.get(run);
        if (worktree === undefined) return;
        const lost = bugs.keepsNothing === true ? [] : unkept(world, worktree);
        if (lost.length > 0) throw new WorkNotKept(worktree.path, lost.join(", "));
        world.worktrees.delete(run);
        world.refs.delete(`refs/heads/${worktree.branch}`);
      }),
    readUncommitted: (run) => life.call("readUncommitted", () => uncommitted(world, of(world, run))),
    acquireVerify: () =>
      life.call("acquireVerify", () => ({
        path: "/simulated-worktrees/verify-1",
        isSetUp: true,
        markSetUp: async () => undefined,
        release: async () => undefined,
      })),
    settle: async () => undefined,
  };
}

function of(world: World, run: RunId): SimulatedWorktree {
  const worktree = world.worktrees.get(run);
  if (worktree === undefined) throw new WorkspaceUnusable("read", run, "there is no such workspace");
  return worktree;
}

function uncommitted(world: World, worktree: SimulatedWorktree): readonly string[] {
  const head = world.read(world.refs.get(`refs/heads/${worktree.branch}`) ?? worktree.base).files;
  return [...new Set([...head.keys(), ...worktree.files.keys()])].filter(
    (path) => head.get(path) !== worktree.files.get(path),
  );
}

/** What removing the worktree now would lose: uncommitted paths and commits that no ref of ours reaches. */
function unkept(world: World, worktree: SimulatedWorktree): readonly string[] {
  const ours = [...world.refs].filter(([ref]) => ref.startsWith("refs/jarvis/")).map(([, commit]) => commit);
  const head = world.refs.get(`refs/heads/${worktree.branch}`) ?? worktree.base;
  const isReached = head === worktree.base || ours.some((commit) => world.isAncestor(head, commit));
  const isKept = ours.some(
    (commit) => sameFiles(world.read(commit).files, worktree.files) && world.isAncestor(head, commit),
  );
  return [
    ...(isReached ? [] : [`commit ${head.slice(0, 7)}`]),
    ...(isKept ? [] : uncommitted(world, worktree)),
  ];
}

function sameFiles(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}
