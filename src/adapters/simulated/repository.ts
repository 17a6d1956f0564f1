// The hub repository over the simulated world: what describes it and what moves its refs.
import type { CommitSha } from "../../domain/ids.ts";
import {
  ImportRefused,
  RepositoryFailed,
  type CandidateRequest,
  type ImportRequest,
  type ImportedHead,
  type LandRequest,
  type LandResult,
  type Repository,
  type RepositoryFacts,
} from "../../ports/repository.ts";
import { changedFiles, protectedPaths } from "./changes.ts";
import type { Life } from "./life.ts";
import { countSince, merged, subjectOf } from "./merge.ts";
import { createReading, readCommit, tipOf } from "./reading.ts";
import { ROOT, type World } from "./world.ts";
import { differing, headOf } from "./worktree.ts";

/** Protections that a simulation may switch off, to see that its invariants notice. */
export interface RepositoryBugs {
  readonly landsWithoutLooking?: boolean;
}

export function createSimulatedRepository(world: World, life: Life, bugs: RepositoryBugs = {}): Repository {
  return {
    ...createReading(world, life),
    describe: () => life.call("describe", () => describeWorld(world)),
    readTip: (branch) => life.call("readTip", () => tipOf(world, branch)),
    importCommits: (request) => life.call("importCommits", () => importHead(world, request)),
    mergeTree: ({ target, head }) =>
      life.call(
        "mergeTree",
        () => merged(world, readCommit(world, target).id, readCommit(world, head).id).result,
      ),
    makeCandidate: (request) => life.call("makeCandidate", () => commitMerge(world, request)),
    dropCandidate: (landing) =>
      life.call("dropCandidate", () => void world.refs.delete(candidateRef(landing))),
    land: (request) =>
      life.call("land", () =>
        bugs.landsWithoutLooking === true ? landBlindly(world, request) : land(world, request),
      ),
  };
}

function describeWorld(world: World): RepositoryFacts {
  const targetTip = tipOf(world, world.target);
  return {
    root: ROOT,
    commonDir: `${ROOT}/.git`,
    head:
      world.checkout === null
        ? { kind: "detached", commit: targetTip }
        : { kind: "branch", name: world.target },
    target: world.target,
    targetTip,
    targetCheckedOutIn: world.checkout === null ? null : ROOT,
    uncommittedCount: uncommittedInCheckout(world).length,
  };
}

function importHead(world: World, { run, base }: ImportRequest): ImportedHead {
  const worktree = world.worktrees.get(run);
  if (worktree === undefined) throw new ImportRefused(run, "damaged", "its worktree and its branch are gone");
  const head = headOf(world, worktree);
  if (!world.isAncestor(base, head))
    throw new ImportRefused(run, "not-descended", `${head} does not descend from ${base}`);
  const ref = `refs/jarvis/run/${run}/head`;
  const former = world.refs.get(ref);
  if (former !== undefined && !world.isAncestor(former, head))
    world.refs.set(`refs/jarvis/keep/${run}/head-${former.slice(0, 12)}`, former);
  world.refs.set(ref, head);
  const [before, after] = [world.read(base).files, world.read(head).files];
  return {
    head,
    commitCount: countSince(world, base, head),
    subject: subjectOf(world.read(head)),
    files: changedFiles(before, after),
    protectedPaths: protectedPaths(before, after),
  };
}

function commitMerge(
  world: World,
  { landing, target, head, tree, message, at }: CandidateRequest,
): CommitSha {
  const { result, files } = merged(world, readCommit(world, target).id, readCommit(world, head).id);
  const found = result.kind === "clean" ? result.tree : `conflicts in ${result.files.join(", ")}`;
  if (found !== tree)
    throw new RepositoryFailed(
      ["merge-tree", target, head],
      0,
      `expected the tree ${tree} that was verified, got ${found}; verify again`,
    );
  const candidate = world.commit([target, head], files, message, at, "JARVIS");
  world.refs.set(candidateRef(landing), candidate);
  return candidate;
}

function land(world: World, { landing, branch, from, candidate }: LandRequest): LandResult {
  const tip = tipOf(world, branch);
  const landed = world.refs.get(landedRef(landing));
  const hasLanded = [candidate, ...(landed === undefined ? [] : [landed])].some((one) =>
    world.isAncestor(one, tip),
  );
  if (!hasLanded) {
    if (tip !== from) return { kind: "target-moved", tip };
    const files = branch === world.target ? overlap(world, from, candidate) : [];
    if (files.length > 0) return { kind: "blocked", path: ROOT, files };
    world.refs.set(`refs/heads/${branch}`, candidate);
  }
  if (landed === undefined) world.refs.set(landedRef(landing), candidate);
  world.refs.delete(candidateRef(landing));
  return { kind: "landed" };
}

/** The planted fault: neither asks whether it has landed, nor where the target is. */
function landBlindly(world: World, { branch, from, candidate }: LandRequest): LandResult {
  const tip = tipOf(world, branch);
  const { files, message } = world.read(candidate);
  const isInPlace = tip === from;
  world.refs.set(
    `refs/heads/${branch}`,
    isInPlace ? candidate : world.commit([tip, candidate], files, message, 0),
  );
  return { kind: "landed" };
}

/** The user's files that would be overwritten, in order. */
function overlap(world: World, from: CommitSha, to: CommitSha): readonly string[] {
  const mine = new Set(uncommittedInCheckout(world));
  return differing(world.read(from).files, world.read(to).files).filter((path) => mine.has(path));
}

function uncommittedInCheckout(world: World): readonly string[] {
  const { files } = world.read(tipOf(world, world.target));
  return [...(world.checkout ?? [])]
    .filter(([path, text]) => (files.get(path) ?? null) !== text)
    .map(([path]) => path);
}

function candidateRef(landing: string): string {
  return `refs/jarvis/cand/${landing}`;
}

function landedRef(landing: string): string {
  return `refs/jarvis/landed/${landing}`;
}
