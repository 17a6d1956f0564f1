// What is done to the files of a home without asking its daemon: copies of projects, the examination of everything, and getting kept work back.
export interface CopyRequest {
  readonly home: string;
  /** An id or the path of a repository; null: the one around `from`, else the only one. */
  readonly project: string | null;
  /** Where the user is: an absolute path. */
  readonly from: string;
  /** Where the copy is made; nothing may be there. */
  readonly to: string;
}

export interface MakeRequest {
  readonly home: string;
  /** The copy that a project is made of. */
  readonly from: string;
}

export interface CountedCopy {
  readonly project: string | null;
  readonly eventCount: number;
  readonly replyCount: number;
}

export interface BackupCopy {
  readonly project: string | null;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** One thing that was looked at. */
export interface Examined {
  /** `git`, `journal of 0123456789ab`, … */
  readonly name: string;
  readonly state: "well" | "notice" | "problem";
  /** What was found. */
  readonly found: string;
  /** What to do; null: nothing. */
  readonly advice: string | null;
}

export interface KeptRequest {
  readonly home: string;
  /** An id of the home or the path of a repository; null: the repository around `from`, else the only project. */
  readonly project: string | null;
  /** Where the user is: an absolute path. */
  readonly from: string;
}

/** Work of a run that was kept when its worktree went. */
export interface KeptWorkRow {
  /** `R-12.1/1`; `R-12.1/head` for commits of the run that were not landed. */
  readonly name: string;
  readonly run: string;
  readonly ticket: string;
  /** Null when no journal of the home knows the ticket. */
  readonly title: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly fileCount: number;
  /** On disk, beyond what the target holds; null: it took too long to find out. */
  readonly sizeBytes: number | null;
  /** The target holds all of it. */
  readonly isOnTarget: boolean;
  readonly ref: string;
  readonly commit: string;
}

export interface KeptList {
  /** Of the repository. */
  readonly root: string;
  readonly target: string;
  /** Newest first. */
  readonly works: readonly KeptWorkRow[];
  /** Older ones that were not looked at. */
  readonly leftOutCount: number;
  /** On disk, of what only kept works hold; null: it took too long to find out. */
  readonly totalBytes: number | null;
}

export interface KeptFileRow {
  readonly path: string;
  /** Lines; null for a binary file. */
  readonly added: number | null;
  readonly removed: number | null;
  readonly states: readonly ("committed" | "staged" | "unstaged" | "new")[];
}

export interface KeptShown extends KeptWorkRow {
  /** Where the run's commits leave the target. */
  readonly base: string;
  /** The newest commit of the run. */
  readonly head: string;
  readonly files: readonly KeptFileRow[];
  /** Commits that the kept work leads to beside `head`: what was kept before, branches that were left. */
  readonly otherCommits: readonly string[];
  /** Names of other kept works of the run. */
  readonly others: readonly string[];
  /** Null when it was not asked for. */
  readonly patch: string | null;
}

export interface ShowKept extends KeptRequest {
  /** `R-12.1/1`, or `R-12.1` for the newest of the run. */
  readonly name: string;
  readonly withPatch: boolean;
}

export interface RestoreKept extends KeptRequest {
  readonly name: string;
  /** The new branch; null: `recovered/<run>-<n>`. */
  readonly branch: string | null;
  /** The new folder; null: beside the repository. */
  readonly into: string | null;
}

export interface KeptRestored {
  readonly name: string;
  readonly branch: string;
  readonly path: string;
  readonly head: string;
  readonly fileCount: number;
  readonly otherCommits: readonly string[];
  /** It was there before: nothing was done. */
  readonly isThereAlready: boolean;
}

/** Each works beside a running daemon unless it says otherwise. All throw a failure that says what was tried, found and to do. */
export interface Offline {
  backUp(request: CopyRequest): Promise<BackupCopy>;
  /** Not while a daemon runs on the home. */
  restore(request: MakeRequest): Promise<BackupCopy>;
  exportProject(request: CopyRequest): Promise<CountedCopy>;
  /** Not while a daemon runs on the home. */
  importProject(request: MakeRequest): Promise<CountedCopy>;
  /** One after another, as they are found. */
  examine(home: string): AsyncIterable<Examined>;
  listKept(request: KeptRequest): Promise<KeptList>;
  showKept(request: ShowKept): Promise<KeptShown>;
  restoreKept(request: RestoreKept): Promise<KeptRestored>;
}
