// The simulated world that survives a crash of the daemon: commits, refs, worktrees, sessions, processes. No I/O, no time of its own.
import { createHash } from "node:crypto";
import {
  commitSha,
  treeSha,
  type BranchName,
  type CommitSha,
  type Instant,
  type RunId,
  type TreeSha,
} from "../../domain/ids.ts";

export type Files = ReadonlyMap<string, string>;

export interface SimulatedCommit {
  readonly id: CommitSha;
  readonly parents: readonly CommitSha[];
  readonly files: Files;
  readonly message: string;
  readonly at: number;
}

export interface SimulatedWorktree {
  readonly run: RunId;
  readonly path: string;
  readonly branch: BranchName;
  readonly base: CommitSha;
  files: Map<string, string>;
}

export interface SimulatedProcess {
  readonly pid: number;
  readonly slot: string;
  readonly isAlive: boolean;
  /** However it dies, whoever holds its other end hears of it. */
  onExit: () => void;
}

export interface SimulatedSession {
  /** Messages that went in, with the final text of those that were answered. */
  readonly messages: Map<string, string | null>;
}

export interface World {
  readonly commits: Map<CommitSha, SimulatedCommit>;
  readonly refs: Map<string, CommitSha>;
  readonly worktrees: Map<RunId, SimulatedWorktree>;
  readonly sessions: Map<string, SimulatedSession>;
  readonly processes: SimulatedProcess[];
  /** The user's uncommitted files in the checkout of the target; null when the target is checked out nowhere. */
  checkout: Map<string, string> | null;
  target: BranchName;
  commit(parents: readonly CommitSha[], files: Files, message: string, at: number): CommitSha;
  isAncestor(ancestor: CommitSha, of: CommitSha): boolean;
  read(commit: CommitSha): SimulatedCommit;
  treeOf(files: Files): TreeSha;
  spawn(slot: string): SimulatedProcess;
  kill(process: SimulatedProcess): void;
}

export function createWorld(target: BranchName, files: Files, at: Instant): World {
  const commits = new Map<CommitSha, SimulatedCommit>();
  const refs = new Map<string, CommitSha>();
  const processes: SimulatedProcess[] = [];
  let nextPid = 100;
  const read = (id: CommitSha) => {
    const found = commits.get(id);
    if (found === undefined) throw new SimulatedWorldBroken(`commit ${id} was never made`);
    return found;
  };
  const commit = (parents: readonly CommitSha[], content: Files, message: string, date: number) => {
    const id = commitSha(sha1(JSON.stringify([parents, sorted(content), message, date])));
    commits.set(id, { id, parents, files: new Map(content), message, at: date });
    return id;
  };
  const isAncestor = (ancestor: CommitSha, of: CommitSha): boolean => {
    const open = [of];
    const seen = new Set<CommitSha>();
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (one === ancestor) return true;
      if (seen.has(one)) continue;
      seen.add(one);
      open.push(...read(one).parents);
    }
    return false;
  };
  refs.set(`refs/heads/${target}`, commit([], files, "first", at));
  return {
    commits,
    refs,
    worktrees: new Map(),
    sessions: new Map(),
    processes,
    checkout: null,
    target,
    commit,
    isAncestor,
    read,
    treeOf: (content) => treeSha(sha1(JSON.stringify(sorted(content)))),
    spawn: (slot) => {
      const process: SimulatedProcess = { pid: (nextPid += 1), slot, isAlive: true, onExit: () => undefined };
      processes.push(process);
      return process;
    },
    kill: (process) => {
      if (!process.isAlive) return;
      Object.assign(process, { isAlive: false });
      process.onExit();
    },
  };
}

/** A simulated thing was used as the real one never could be. */
export class SimulatedWorldBroken extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SimulatedWorldBroken";
  }
}

function sorted(files: Files): readonly (readonly [string, string])[] {
  return [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
