// What was kept of runs, as the repository tells it: found, looked at, and brought back without touching what is the user's.
import type { BranchName, CommitSha, RunId } from "../domain/ids.ts";
import { PortFailure } from "./failure.ts";

export interface KeptName {
  readonly run: RunId;
  /** A number; `head` for commits of the run that nothing else leads to; `head-<12 digits>` for a head that was left. */
  readonly n: string;
  readonly ref: string;
  readonly commit: CommitSha;
  /** When it was kept, milliseconds since 1970; of git's record of the ref, else the commit's own date. */
  readonly at: number;
}

export interface KeptWorkFound extends KeptName {
  /** Files that differ from where the run left the target. */
  readonly fileCount: number;
  /** Disk of what the target does not hold, in bytes, as it is packed now; null: it took too long to find out. */
  readonly sizeBytes: number | null;
  /** The target leads to it, or holds each of its files as it is here. */
  readonly isOnTarget: boolean;
}

export interface KeptWorksFound {
  readonly target: BranchName;
  /** Newest first, at most `KEPT_WORKS_MAX`. */
  readonly works: readonly KeptWorkFound[];
  /** Older ones that were not looked at. */
  readonly leftOutCount: number;
  /** Disk of what only kept works hold; null: it took too long to find out. */
  readonly totalBytes: number | null;
}

export const KEPT_WORKS_MAX = 300;

/** `new`: git did not know the file, or the kept work does not tell that it was staged. */
export type KeptFileState = "committed" | "staged" | "unstaged" | "new";

export interface KeptFile {
  readonly path: string;
  /** Lines against the base; null for a binary file. */
  readonly added: number | null;
  readonly removed: number | null;
  readonly states: readonly KeptFileState[];
}

export interface KeptWorkContent {
  /** Where the run's commits leave the target. */
  readonly base: CommitSha;
  /** The newest commit of the run; what was not committed lies on it. */
  readonly head: CommitSha;
  readonly files: readonly KeptFile[];
  /** Commits that the kept work leads to and `head` does not. */
  readonly otherCommits: readonly CommitSha[];
}

export interface RestoredWork {
  readonly branch: string;
  /** Folder of the worktree. */
  readonly path: string;
  readonly head: CommitSha;
  readonly otherCommits: readonly CommitSha[];
  /** It was there before: nothing was done. */
  readonly isThereAlready: boolean;
}

export interface RestoreWork {
  readonly work: Omit<KeptName, "at">;
  /** The new branch. Default: `recovered/<run>-<n>`. */
  readonly branch: string | null;
  /** Absolute; not there yet, or empty. Default: `<repository>-recovered/<run>-<n>`. */
  readonly into: string | null;
}

/** All throw RepositoryFailed when git does not do as told. */
export interface KeptWorks {
  readonly root: string;
  readonly commonDir: string;
  /** All of them, newest first, without looking into them. */
  listNames(): Promise<readonly KeptName[]>;
  measure(work: KeptName): Promise<KeptWorkFound>;
  /** The newest, measured. */
  list(): Promise<KeptWorksFound>;
  read(work: Pick<KeptName, "commit">): Promise<KeptWorkContent>;
  /** From the base to everything in the work; cut at `bytesMax`, which the last line then says. */
  readDiff(work: Pick<KeptName, "commit">, bytesMax: number): Promise<string>;
  /**
   * A new branch at the work's head, in a new worktree that holds its files, what was uncommitted as uncommitted. Nothing else of the
   * repository changes. Asked again it finds what it made.
   * @throws RestoreRefused
   */
  restore(request: RestoreWork): Promise<RestoredWork>;
  /** Ends the process that reads objects. No call may follow. */
  close(): Promise<void>;
}

/** Something of the user's is where the work would go. */
export class RestoreRefused extends PortFailure {
  readonly code = "restore-refused";
  readonly retry = "after-change";
  readonly place: string;
  constructor(place: string, found: string, advice: string, options?: ErrorOptions) {
    super(`Cannot restore into ${place}: ${found}. ${advice}`, options);
    this.place = place;
  }
}
