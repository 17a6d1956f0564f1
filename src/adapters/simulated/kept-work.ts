// What would be lost with a simulated worktree, and how it is kept.
import type { CommitSha, RunId } from "../../domain/ids.ts";
import type { KeptWork } from "../../ports/workspace.ts";
import type { World, Worktree } from "./world.ts";
import { differing, headOf, indexOf, workOf } from "./worktree.ts";

/** A commit that leads to all work which no ref of ours leads to; null when nothing would be lost. */
export function findUnkept(world: World, worktree: Worktree): CommitSha | null {
  const head = headOf(world, worktree);
  const uncommitted = commitWork(world, worktree);
  if (uncommitted !== null && !isKept(world, worktree, uncommitted)) return uncommitted;
  return isKept(world, worktree, head) ? null : head;
}

/** Makes it reachable. The worktree stays as it is. */
export function keepWork(world: World, worktree: Worktree, n: number): KeptWork {
  const ref = keepRef(worktree.run, n);
  const former = world.refs.get(ref) ?? null;
  const unkept = findUnkept(world, worktree);
  const ignoredBytes = countIgnoredBytes(world, worktree);
  const kept = unkept !== null && former !== null ? join(world, unkept, former) : (unkept ?? former);
  if (kept === null) return { ref: null, fileCount: 0, ignoredBytes };
  world.refs.set(ref, kept);
  const since = world.refs.get(`refs/jarvis/run/${worktree.run}/head`) ?? worktree.base;
  const fileCount = differing(world.read(since).files, world.read(kept).files).length;
  return { ref, fileCount, ignoredBytes };
}

/** Whether the commit is in the run's base or behind a ref of ours that is never deleted. */
export function isKept(world: World, { run, base }: Worktree, commit: CommitSha): boolean {
  if (world.isAncestor(commit, base)) return true;
  const keeping = [`refs/jarvis/run/${run}/`, `refs/jarvis/keep/${run}/`, "refs/jarvis/landed/"];
  return [...world.refs].some(
    ([ref, to]) => keeping.some((prefix) => ref.startsWith(prefix)) && world.isAncestor(commit, to),
  );
}

export function keepRef(run: RunId, n: number): string {
  return `refs/jarvis/keep/${run}/${n}`;
}

/** The files on HEAD, with the index as a second parent where that differs from both: the same work is the same commit. */
function commitWork(world: World, worktree: Worktree): CommitSha | null {
  const head = headOf(world, worktree);
  const { files, at } = world.read(head);
  const [index, work] = [indexOf(world, worktree), workOf(world, worktree)];
  const isStagedApart = isDifferent(index, files) && isDifferent(index, work);
  if (!isDifferent(work, files) && !isStagedApart) return null;
  const staged = isStagedApart ? [world.commit([head], index, "Staged work", at, "JARVIS")] : [];
  return world.commit([head, ...staged], work, "Uncommitted work", at, "JARVIS");
}

function join(world: World, unkept: CommitSha, former: CommitSha): CommitSha {
  const { files, at } = world.read(unkept);
  return world.commit([unkept, former], files, "Kept work", at, "JARVIS");
}

function countIgnoredBytes(world: World, worktree: Worktree): number {
  const work = workOf(world, worktree);
  const ignored = [...worktree.files].filter(([path]) => !work.has(path));
  return ignored.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
}

function isDifferent(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return differing(a, b).length > 0;
}
