// A simulated worktree: its files, its index, and what a worker does in it. HEAD is always its branch.
import type { CommitSha } from "../../domain/ids.ts";
import { isIgnored } from "./paths.ts";
import type { Files, Place, World, Worktree } from "./world.ts";

/** Path → content; null deletes. */
export type FileChanges = Readonly<Record<string, string | null>>;

export function saveFiles({ files }: Pick<Place, "files">, changes: FileChanges): void {
  for (const [path, text] of Object.entries(changes)) setOrDelete(files, path, text);
}

export function stageFiles(worktree: Worktree, changes: FileChanges): void {
  saveFiles(worktree, changes);
  for (const [path, text] of Object.entries(changes)) worktree.staged.set(path, text);
}

/** Commits what is in the index. */
export function commitStaged(world: World, worktree: Worktree, message: string, at: number): CommitSha {
  const head = headOf(world, worktree);
  const commit = world.commit([head], indexOf(world, worktree), message, at);
  world.refs.set(`refs/heads/${worktree.branch}`, commit);
  worktree.staged.clear();
  for (const tell of worktree.watchers) tell(commit);
  return commit;
}

export function headOf(world: World, worktree: Worktree): CommitSha {
  return world.refs.get(`refs/heads/${worktree.branch}`) ?? worktree.base;
}

/** The files as the index has them. */
export function indexOf(world: World, worktree: Worktree): Map<string, string> {
  const files = new Map(world.read(headOf(world, worktree)).files);
  for (const [path, text] of worktree.staged) setOrDelete(files, path, text);
  return files;
}

/** All files but those that are ignored and not in the index. */
export function workOf(world: World, worktree: Worktree): Map<string, string> {
  const index = indexOf(world, worktree);
  const rules = worktree.files.get(".gitignore") ?? "";
  return new Map([...worktree.files].filter(([path]) => index.has(path) || !isIgnored(rules, path)));
}

/** Paths that differ between HEAD, index and files, in order. */
export function uncommittedPaths(world: World, worktree: Worktree): readonly string[] {
  const head = world.read(headOf(world, worktree)).files;
  const index = indexOf(world, worktree);
  const work = workOf(world, worktree);
  return [...new Set([...differing(head, index), ...differing(index, work)])].toSorted();
}

/** Paths whose content is not the same, or that only one of them has, in order. */
export function differing(before: Files, after: Files): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .toSorted();
}

function setOrDelete(files: Map<string, string>, path: string, text: string | null): void {
  if (text === null) files.delete(path);
  else files.set(path, text);
}
