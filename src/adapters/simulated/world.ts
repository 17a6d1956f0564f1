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
import type { AgentUsage } from "../../ports/agent.ts";

export type Files = ReadonlyMap<string, string>;

/** Where the user's checkout stands. */
export const ROOT = "/simulated";
/** Where worktrees are made. */
export const WORKTREES = "/simulated-worktrees";

export interface SimulatedCommit {
  readonly id: CommitSha;
  readonly parents: readonly CommitSha[];
  readonly files: Files;
  readonly message: string;
  readonly at: number;
  readonly author: string;
}

/** A folder with files. */
export interface Place {
  readonly path: string;
  files: Map<string, string>;
}

export interface Worktree extends Place {
  readonly run: RunId;
  readonly branch: BranchName;
  readonly base: CommitSha;
  /** What is in the index and not in HEAD; null: its deletion. */
  readonly staged: Map<string, string | null>;
  /** Who hears of each commit in it. */
  readonly watchers: Set<(head: CommitSha) => void>;
}

/** A detached worktree in which checks run. */
export interface VerifySlot extends Place {
  readonly setupKey: string;
  commit: CommitSha;
  isSetUp: boolean;
}

export interface SimulatedProcess {
  readonly pid: number;
  readonly slot: string;
  /** The folder in which it works. */
  readonly cwd: string;
  readonly isAlive: boolean;
  /** However it dies, whoever holds its other end hears of it. */
  onExit: () => void;
}

export interface SimulatedSession {
  /** Messages that went in and were not given back, with the final text of those that were answered. */
  readonly messages: Map<string, string | null>;
}

/** What was said in a session, the newest last, and what it has used. */
export interface Transcript {
  readonly heard: string[];
  toolCount: number;
  usage: AgentUsage;
}

export interface World {
  readonly commits: Map<CommitSha, SimulatedCommit>;
  readonly refs: Map<string, CommitSha>;
  readonly worktrees: Map<RunId, Worktree>;
  readonly verifySlots: Map<string, VerifySlot>;
  readonly sessions: Map<string, SimulatedSession>;
  readonly transcripts: Map<string, Transcript>;
  readonly processes: SimulatedProcess[];
  /**
   * What the user has saved in the checkout of the target and not committed, over the target's files; null deletes. No map at all when the
   * target is checked out nowhere.
   */
  checkout: Map<string, string | null> | null;
  target: BranchName;
  commit(
    parents: readonly CommitSha[],
    files: Files,
    message: string,
    at: number,
    author?: string,
  ): CommitSha;
  isAncestor(ancestor: CommitSha, of: CommitSha): boolean;
  read(commit: CommitSha): SimulatedCommit;
  treeOf(files: Files): TreeSha;
  spawn(slot: string, cwd?: string): SimulatedProcess;
  kill(process: SimulatedProcess): void;
  /** A live process that works in the folder or below it; null when none does. */
  findProcessIn(folder: string): SimulatedProcess | null;
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
  const commit: World["commit"] = (parents, content, message, date, author = "simulated") => {
    const id = commitSha(sha1(JSON.stringify([parents, sorted(content), message, date, author])));
    commits.set(id, { id, parents, files: new Map(content), message, at: date, author });
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
    verifySlots: new Map(),
    sessions: new Map(),
    transcripts: new Map(),
    processes,
    checkout: null,
    target,
    commit,
    isAncestor,
    read,
    treeOf: (content) => treeSha(sha1(JSON.stringify(sorted(content)))),
    spawn: (slot, cwd = "/") => {
      const pid = (nextPid += 1);
      const process: SimulatedProcess = { pid, slot, cwd, isAlive: true, onExit: () => undefined };
      processes.push(process);
      return process;
    },
    kill: (process) => {
      if (!process.isAlive) return;
      Object.assign(process, { isAlive: false });
      process.onExit();
    },
    findProcessIn: (folder) =>
      processes.find((one) => one.isAlive && `${one.cwd}/`.startsWith(`${folder}/`)) ?? null,
  };
}

/** A simulated thing was used as the real one never could be. */
export class SimulatedWorldBroken extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SimulatedWorldBroken";
  }
}

/** A digest of a world's refs, for tests that compare two runs of one seed. */
export function digestOf(world: World): string {
  const refs = [...world.refs].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(refs)).digest("hex");
}

function sorted(files: Files): readonly (readonly [string, string])[] {
  return [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
