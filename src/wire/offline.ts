// What is done to the files of a home without asking its daemon: copies of projects, and the examination of everything.
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
}
