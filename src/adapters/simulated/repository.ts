import { createHash } from "node:crypto";
import type { CommitSha } from "../../domain/ids.ts";
import { instant } from "../../domain/ids.ts";
import {
  ImportRefused,
  type ChangedFile,
  type LandResult,
  type MergeResult,
  type Repository,
} from "../../ports/repository.ts";
import type { Life } from "./life.ts";
import type { Files, World } from "./world.ts";

/** Protections that a simulation may switch off, to see that its invariants notice. */
export interface RepositoryBugs {
  readonly landsWithoutLooking?: boolean;
}

/** The hub repository over the simulated world: merges whole files, three-way. */
export function createSimulatedRepository(world: World, life: Life, bugs: RepositoryBugs = {}): Repository {
  const tipOf = (ref: string) => {
    const tip = world.refs.get(ref);
    if (tip === undefined) throw new ImportRefused("R-1.1" as never, "moved", `no ref ${ref}`); // only a test reads a ref that was never made
    return tip;
  };
  return {
    describe: () =>
      life.call("describe", () => ({
        root: "/simulated",
        commonDir: "/simulated/.git",
        head: { kind: "branch", name: world.target } as const,
        target: world.target,
        targetTip: tipOf(`refs/heads/${world.target}`),
        targetCheckedOutIn: world.checkout === null ? null : "/simulated",
        uncommittedCount: world.checkout?.size ?? 0,
      })),
    readTip: (branch) => life.call("readTip", () => tipOf(`refs/heads/${branch}`)),
    importCommits: ({ run, base }) =>
      life.call("importCommits", () => {
        const worktree = world.worktrees.get(run);
        if (worktree === undefined) throw new ImportRefused(run, "moved", "its workspace is gone");
        const head = tipOf(`refs/heads/${worktree.branch}`);
        if (!world.isAncestor(base, head))
          throw new ImportRefused(run, "not-descended", `${head} does not descend from ${base}`);
        const ref = `refs/jarvis/run/${run}/head`;
        const before = world.refs.get(ref);
        if (before !== undefined && !world.isAncestor(before, head))
          world.refs.set(`refs/jarvis/keep/${run}/head-${before.slice(0, 12)}`, before);
        world.refs.set(ref, head);
        return {
          head,
          commitCount: countSince(world, base, head),
          subject: world.read(head).message,
          files: changes(world.read(base).files, world.read(head).files),
          protectedPaths: [],
        };
      }),
    mergeTree: ({ target, head }) => life.call("mergeTree", () => merged(world, target, head).result),
    makeCandidate: ({ landing, target, head, message, at }) =>
      life.call("makeCandidate", () => {
        const commit = world.commit([target, head], merged(world, target, head).files, message, at);
        world.refs.set(`refs/jarvis/cand/${landing}`, commit);
        return commit;
      }),
    dropCandidate: (landing) =>
      life.call("dropCandidate", () => void world.refs.delete(`refs/jarvis/cand/${landing}`)),
    land: ({ landing, branch, from, candidate }) =>
      life.call("land", (): LandResult => {
        const ref = `refs/heads/${branch}`;
        const tip = tipOf(ref);
        if (bugs.landsWithoutLooking !== true && world.isAncestor(candidate, tip)) return { kind: "landed" };
        if (tip !== from) {
          if (bugs.landsWithoutLooking !== true) return { kind: "target-moved", tip };
          world.refs.set(
            ref,
            world.commit([tip, candidate], world.read(candidate).files, world.read(candidate).message, 0),
          );
          return { kind: "landed" };
        }
        const blocked = overlap(world, from, candidate);
        if (blocked.length > 0) return { kind: "blocked", path: "/simulated", files: blocked };
        world.refs.set(ref, candidate);
        world.refs.set(`refs/jarvis/landed/${landing}`, candidate);
        world.refs.delete(`refs/jarvis/cand/${landing}`);
        return { kind: "landed" };
      }),
    readTreeOf: (commit) => life.call("readTreeOf", () => world.treeOf(world.read(commit).files)),
    readDiff: ({ base, head, bytesMax }) =>
      life.call("readDiff", () =>
        changes(world.read(base).files, world.read(head).files)
          .map((file) => `+++ b/${file.path}\n+${world.read(head).files.get(file.path) ?? ""}`)
          .join("\n")
          .slice(0, bytesMax),
      ),
    readFile: (commit, path) => life.call("readFile", () => world.read(commit).files.get(path) ?? null),
    listFiles: (commit) => life.call("listFiles", () => [...world.read(commit).files.keys()].toSorted()),
    search: (commit, pattern) =>
      life.call("search", () =>
        [...world.read(commit).files].flatMap(([path, text]) =>
          text
            .split("\n")
            .flatMap((line, index) =>
              new RegExp(pattern).test(line) ? [`${path}:${index + 1}:${line}`] : [],
            ),
        ),
      ),
    readLog: (commit, limit) =>
      life.call("readLog", () =>
        history(world, commit)
          .slice(0, limit)
          .map((one) => ({ commit: one.id, subject: one.message, author: "simulated", at: instant(one.at) })),
      ),
    readPatch: ({ commit, bytesMax }) =>
      life.call("readPatch", () => {
        const found = [...world.commits.values()].find((one) => one.id.startsWith(commit));
        return found === undefined ? null : found.message.slice(0, bytesMax);
      }),
    readHighestTicket: () =>
      life.call("readHighestTicket", () =>
        Math.max(
          0,
          ...[...world.refs.keys()].map((ref) => Number(/^refs\/jarvis\/run\/R-(\d+)\./.exec(ref)?.[1] ?? 0)),
        ),
      ),
  };
}

/** Merges whole files, three-way. */
export function merged(
  world: World,
  target: CommitSha,
  head: CommitSha,
): { readonly result: MergeResult; readonly files: Files } {
  const base = world.read(mergeBase(world, target, head)).files;
  const ours = world.read(target).files;
  const theirs = world.read(head).files;
  const files = new Map<string, string>();
  const conflicts: string[] = [];
  for (const path of [...new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])].toSorted()) {
    const [was, our, their] = [base.get(path), ours.get(path), theirs.get(path)];
    const taken = our === was ? their : their === was || our === their ? our : null;
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

function mergeBase(world: World, a: CommitSha, b: CommitSha): CommitSha {
  return history(world, a).find((one) => world.isAncestor(one.id, b))?.id ?? a;
}

function history(world: World, from: CommitSha) {
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

function countSince(world: World, base: CommitSha, head: CommitSha): number {
  return history(world, head).filter((one) => !world.isAncestor(one.id, base)).length;
}

function changes(before: Files, after: Files): readonly ChangedFile[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  return paths
    .toSorted()
    .map((path) => ({ path, added: after.has(path) ? 1 : 0, removed: before.has(path) ? 1 : 0 }));
}

function overlap(world: World, from: CommitSha, to: CommitSha): readonly string[] {
  if (world.checkout === null) return [];
  const dirty = world.checkout;
  return changes(world.read(from).files, world.read(to).files)
    .map((file) => file.path)
    .filter((path) => dirty.has(path));
}

/** A digest of a world's target, for tests that compare two runs of one seed. */
export function digestOf(world: World): string {
  const refs = [...world.refs].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(refs)).digest("hex");
}
