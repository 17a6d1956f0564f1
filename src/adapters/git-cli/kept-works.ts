// Finds what was kept of runs under our refs, and tells what is in it. Reads only; restoring is next door.
import { join } from "node:path";
import { branchName, commitSha, runId, type BranchName, type CommitSha } from "../../domain/ids.ts";
import {
  KEPT_WORKS_MAX,
  type KeptFile,
  type KeptFileState,
  type KeptName,
  type KeptWorkContent,
  type KeptWorkFound,
  type KeptWorks,
  type KeptWorksFound,
} from "../../ports/kept-works.ts";
import type { Processes } from "../../ports/processes.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import { NO_FILE, readChanges, readTreeChanges } from "./changes.ts";
import { readTextIfThere } from "./files.ts";
import { createGit, firstLine } from "./git.ts";
import { createHub, readTree, type Hub } from "./hub.ts";
import { readLayers } from "./kept-layers.ts";
import { chooseTarget, locateRepository } from "./open-repository.ts";
import { readDiff } from "./read-history.ts";
import { restoreWork } from "./restore-work.ts";

/** How long sizes are asked for in all: past it they stay unknown. */
const SIZES_MS_MAX = 5_000;
const MEASURED_AT_ONCE = 4;
const REF =
  /^refs\/jarvis\/(?:keep\/(R-[1-9]\d*\.[1-9]\d*)\/(\d+|head-[0-9a-f]+)|run\/(R-[1-9]\d*\.[1-9]\d*)\/(head))$/;

/**
 * `target`: the branch that work lands on; where it is gone, or null, the one that `chooseTarget` finds.
 * @throws RepositoryUnusable · ProgramUnusable
 */
export async function openKeptWorks(options: {
  readonly path: string;
  readonly targetOf: (commonDir: string) => string | null;
  readonly processes: Processes;
  readonly environment?: NodeJS.ProcessEnv;
}): Promise<KeptWorks> {
  const git = createGit({ processes: options.processes, environment: options.environment });
  const hub = createHub({ git, ...(await locateRepository(git, options.path)) });
  try {
    const wanted = options.targetOf(hub.commonDir);
    const isThere = wanted !== null && (await hub.objects.readHeader(`refs/heads/${wanted}`)) !== null;
    const target = await chooseTarget(hub, isThere ? branchName(wanted) : undefined);
    return bind(hub, target);
  } catch (error) {
    await hub.objects.close();
    throw error;
  }
}

function bind(hub: Hub, target: BranchName): KeptWorks {
  return {
    root: hub.root,
    commonDir: hub.commonDir,
    listNames: () => readNames(hub, target),
    measure: (work) => measure(hub, target, work, Date.now() + SIZES_MS_MAX),
    list: () => listWorks(hub, target),
    read: ({ commit }) => readContent(hub, target, commit),
    readDiff: async ({ commit }, bytesMax) => {
      const { head } = await readLayers(hub, commit);
      return readDiff(hub, { base: await baseOf(hub, target, head), head: commit, bytesMax });
    },
    restore: (request) => restoreWork(hub, request),
    close: () => hub.objects.close(),
  };
}

async function listWorks(hub: Hub, target: BranchName): Promise<KeptWorksFound> {
  const names = await readNames(hub, target);
  const looked = names.slice(0, KEPT_WORKS_MAX);
  const untilMs = Date.now() + SIZES_MS_MAX;
  const works: KeptWorkFound[] = [];
  for (let at = 0; at < looked.length; at += MEASURED_AT_ONCE) {
    const some = looked.slice(at, at + MEASURED_AT_ONCE);
    works.push(...(await Promise.all(some.map((one) => measure(hub, target, one, untilMs)))));
  }
  const others = [
    "--branches",
    "--tags",
    "--remotes",
    "--glob=refs/jarvis/run/",
    "--glob=refs/jarvis/landed/",
  ];
  const totalBytes = await diskOf(hub, ["--glob=refs/jarvis/keep/", "--not", ...others], untilMs);
  return { target, works, leftOutCount: names.length - looked.length, totalBytes };
}

async function measure(hub: Hub, target: BranchName, one: KeptName, untilMs: number): Promise<KeptWorkFound> {
  const { head } = await readLayers(hub, one.commit);
  const base = await baseOf(hub, target, head);
  const paths = (await readTreeChanges(hub, base, one.commit)).map(({ path }) => path);
  const isOnTarget = await holdsAll(hub, target, one.commit, paths);
  const sizeBytes = await diskOf(hub, [one.commit, "--not", `refs/heads/${target}`], untilMs);
  return { ...one, fileCount: paths.length, sizeBytes, isOnTarget };
}

/** Newest first. A run's imported head counts where the target and the run's other kept works do not lead to it. */
async function readNames(hub: Hub, target: BranchName): Promise<readonly KeptName[]> {
  const format = "--format=%(refname) %(objectname) %(committerdate:unix)";
  const kept = await hub.shared.read(["for-each-ref", format, "refs/jarvis/keep/"]);
  const notLanded = `--no-merged=refs/heads/${target}`;
  const heads = await hub.shared.read(["for-each-ref", format, notLanded, "refs/jarvis/run/"]);
  const lines = [kept, heads].flatMap(({ stdout }) => stdout.toString("utf8").split("\n").filter(Boolean));
  const found: KeptName[] = [];
  for (const line of lines) {
    const [ref = "", oid = "", seconds = "0"] = line.split(" ");
    const [, keptRun, n, headRun, head] = REF.exec(ref) ?? [];
    const [run, name] = [keptRun ?? headRun, n ?? head];
    if (run === undefined || name === undefined) continue;
    const commit = commitSha(oid);
    if (name === "head" && (await isBehindKept(hub, run, commit))) continue;
    const at = (await keptAt(hub, ref)) ?? Number(seconds) * 1_000;
    found.push({ run: runId(run), n: name, ref, commit, at });
  }
  return found.toSorted((one, other) => other.at - one.at || byName(other, one));
}

function byName(one: KeptName, other: KeptName): number {
  return one.ref.localeCompare(other.ref, "en", { numeric: true });
}

async function isBehindKept(hub: Hub, run: string, commit: CommitSha): Promise<boolean> {
  const argv = ["for-each-ref", "--count=1", `--contains=${commit}`, `refs/jarvis/keep/${run}/`];
  return (await hub.shared.read(argv)).stdout.length > 0;
}

/** What git's record of the ref says last: the commit itself has the date of the run's head. */
async function keptAt(hub: Hub, ref: string): Promise<number | null> {
  const text = await readTextIfThere(join(hub.commonDir, "logs", ref));
  const last = text?.trimEnd().split("\n").at(-1) ?? "";
  const seconds = /> (\d+) [+-]\d{4}(?:\t|$)/.exec(last)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}

/** Where the head's history leaves the target; the head itself when they share none. */
async function baseOf(hub: Hub, target: BranchName, head: CommitSha): Promise<CommitSha> {
  const argv = ["merge-base", "--end-of-options", `refs/heads/${target}`, head];
  const found = await hub.shared.read(argv, { accepts: [0, 1] });
  return found.exitCode === 0 ? commitSha(firstLine(found)) : head;
}

/** Whether the target has each of these paths as the commit has it. */
async function holdsAll(
  hub: Hub,
  target: BranchName,
  commit: CommitSha,
  paths: readonly string[],
): Promise<boolean> {
  const argv = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options"];
  const { stdout } = await hub.shared.read([...argv, `refs/heads/${target}`, commit]);
  const differing = new Set(stdout.toString("utf8").split("\0"));
  return paths.every((path) => !differing.has(path));
}

/** Null past the moment `untilMs`. */
async function diskOf(hub: Hub, revisions: readonly string[], untilMs: number): Promise<number | null> {
  const timeLimitMs = untilMs - Date.now();
  if (timeLimitMs <= 0) return null;
  try {
    const argv = ["rev-list", "--objects", "--disk-usage", ...revisions];
    return Number(firstLine(await hub.shared.read(argv, { timeLimitMs })));
  } catch (error) {
    // Stopped, since it took too long: sizes are for information.
    if (error instanceof RepositoryFailed && error.exitCode === null) return null;
    throw error;
  }
}

async function readContent(hub: Hub, target: BranchName, commit: CommitSha): Promise<KeptWorkContent> {
  const { head, staged, otherCommits } = await readLayers(hub, commit);
  const base = await baseOf(hub, target, head);
  const headTree = await readTree(hub, head);
  const index = staged ?? headTree;
  const states = new Map<string, KeptFileState[]>();
  const note = (path: string, state: KeptFileState): void =>
    void states.set(path, [...(states.get(path) ?? []), state]);
  for (const { path } of await readTreeChanges(hub, base, head)) note(path, "committed");
  for (const { path } of await readTreeChanges(hub, headTree, index)) note(path, "staged");
  for (const { path, oldMode } of await readTreeChanges(hub, index, commit))
    note(path, oldMode === NO_FILE ? "new" : "unstaged");
  const counts = new Map((await readChanges(hub, base, commit)).map((one) => [one.path, one]));
  const files: KeptFile[] = [...states].map(([path, its]) => ({
    path,
    // A path that is as in the base in the end was changed and changed back.
    added: counts.has(path) ? (counts.get(path)?.added ?? null) : 0,
    removed: counts.has(path) ? (counts.get(path)?.removed ?? null) : 0,
    states: its,
  }));
  return {
    base,
    head,
    otherCommits,
    files: files.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  };
}
