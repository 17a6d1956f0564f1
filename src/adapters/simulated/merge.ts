// History of the simulated repository, and what two commits of it merge into.
import type { CommitSha } from "../../domain/ids.ts";
import type { MergeResult } from "../../ports/repository.ts";
import { mergeLines } from "./lines.ts";
import type { Files, SimulatedCommit, World } from "./world.ts";

export interface Merged {
  readonly result: MergeResult;
  /** Without those in conflict. */
  readonly files: Files;
}

/** Three-way, by lines. */
export function merged(world: World, target: CommitSha, head: CommitSha): Merged {
  const base = world.read(mergeBase(world, target, head)).files;
  const ours = world.read(target).files;
  const theirs = world.read(head).files;
  const files = new Map<string, string>();
  const conflicts: string[] = [];
  for (const path of [...new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])].toSorted()) {
    const taken = mergeFile(base.get(path), ours.get(path), theirs.get(path));
    if (taken === null) conflicts.push(path);
    else if (taken !== undefined) files.set(path, taken);
  }
  return {
    files,
    result:
      conflicts.length > 0
        ? { kind: "conflicted", files: conflicts }
        : { kind: "clean", tree: world.treeOf(files) },
  };
}

/** Undefined where there is no file, null for a conflict. */
function mergeFile(
  was: string | undefined,
  our: string | undefined,
  their: string | undefined,
): string | undefined | null {
  if (our === was) return their;
  if (their === was || our === their) return our;
  if (was === undefined || our === undefined || their === undefined) return null;
  return mergeLines(was, our, their);
}

function mergeBase(world: World, a: CommitSha, b: CommitSha): CommitSha {
  return history(world, a).find((one) => world.isAncestor(one.id, b))?.id ?? a;
}

/** The commit and all before it, the newest first. */
export function history(world: World, from: CommitSha): readonly SimulatedCommit[] {
  const found = [world.read(from)];
  const seen = new Set([from]);
  for (const one of found) {
    for (const parent of one.parents) {
      if (!seen.has(parent)) found.push(world.read(parent));
      seen.add(parent);
    }
  }
  return found;
}

export function countSince(world: World, base: CommitSha, head: CommitSha): number {
  return history(world, head).filter((one) => !world.isAncestor(one.id, base)).length;
}

export function subjectOf(commit: SimulatedCommit): string {
  return commit.message.split("\n", 1)[0] ?? "";
}
