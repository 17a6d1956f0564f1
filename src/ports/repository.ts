import type { BranchName, CommitSha, Instant, LandingId, RunId, TreeSha } from "../domain/ids.ts";
import { PortFailure } from "./failure.ts";

export interface RepositoryFacts {
  /** Real path of the user's checkout, or of the bare repository. */
  readonly root: string;
  /** Real path of the common git directory: what a project is known by. */
  readonly commonDir: string;
  readonly head:
    | { readonly kind: "branch"; readonly name: BranchName }
    | { readonly kind: "detached"; readonly commit: CommitSha };
  /** The branch that work lands on. */
  readonly target: BranchName;
  readonly targetTip: CommitSha;
  /** The worktree in which the target is checked out; null when nowhere. */
  readonly targetCheckedOutIn: string | null;
  /** The user's modified, staged and untracked paths, counted. */
  readonly uncommittedCount: number;
}

export interface ImportRequest {
  readonly run: RunId;
  readonly base: CommitSha;
}

export interface ChangedFile {
  readonly path: string;
  /** Null for a binary file. */
  readonly added: number | null;
  readonly removed: number | null;
}

export interface ChangeStat {
  readonly fileCount: number;
  readonly added: number;
  readonly removed: number;
}

export interface ImportedHead {
  readonly head: CommitSha;
  /** Commits between base and head. */
  readonly commitCount: number;
  readonly subject: string;
  readonly files: readonly ChangedFile[];
  /** Changed paths that always ask: CI files, agent definitions, hooks, manifest scripts, symlinks, submodules. */
  readonly protectedPaths: readonly string[];
}

export type MergeResult =
  | { readonly kind: "clean"; readonly tree: TreeSha }
  | { readonly kind: "conflicted"; readonly files: readonly string[] };

export interface CandidateRequest {
  readonly landing: LandingId;
  readonly target: CommitSha;
  readonly head: CommitSha;
  readonly tree: TreeSha;
  readonly message: string;
  /** Author and committer date, so that the same request makes the same commit. */
  readonly at: Instant;
}

export interface LandRequest {
  readonly landing: LandingId;
  readonly branch: BranchName;
  readonly from: CommitSha;
  readonly candidate: CommitSha;
}

export type LandResult =
  | { readonly kind: "landed" }
  /** The target is elsewhere: build and verify again. */
  | { readonly kind: "target-moved"; readonly tip: CommitSha }
  /** The user's uncommitted files in `path` overlap with what would land; nothing was changed. */
  | { readonly kind: "blocked"; readonly path: string; readonly files: readonly string[] };

/** The sum of what changed. */
export function statOf(files: readonly ChangedFile[]): ChangeStat {
  return {
    fileCount: files.length,
    added: files.reduce((sum, file) => sum + (file.added ?? 0), 0),
    removed: files.reduce((sum, file) => sum + (file.removed ?? 0), 0),
  };
}

/** The hub repository: object store, refs, the user's checkout. Never writes its config, hooks, info or stash. */
export interface Repository {
  describe(): Promise<RepositoryFacts>;
  readTip(branch: BranchName): Promise<CommitSha>;
  /**
   * Takes the commits of the run's workspace into `refs/jarvis/run/<run>/head`: the only writer of that ref. Compare-and-swap against what it
   * read itself (an import before a crash may not have been observed); a former head that the new one does not contain is first kept as
   * `refs/jarvis/keep/<run>/head-<12 digits>`. Descends from the base, fsck of the new objects, at most `IMPORT_OBJECTS_MAX` objects and
   * `IMPORT_BYTES_MAX` bytes.
   * @throws ImportRefused
   */
  importCommits(request: ImportRequest): Promise<ImportedHead>;
  /** Merges without touching any worktree or index. @throws RepositoryFailed */
  mergeTree(request: { readonly target: CommitSha; readonly head: CommitSha }): Promise<MergeResult>;
  /** Makes the merge commit (deterministic) and protects it by `refs/jarvis/cand/<landing>`. */
  makeCandidate(request: CandidateRequest): Promise<CommitSha>;
  /** Drops `refs/jarvis/cand/<landing>` of a candidate that will not land. One that is gone is a success. */
  dropCandidate(landing: LandingId): Promise<void>;
  /**
   * Moves the target to the candidate exactly once: already an ancestor → landed; else compare-and-swap, or one fast-forward in the user's checkout
   * when the target is checked out. Writes `refs/jarvis/landed/<landing>` and drops the candidate's ref.
   */
  land(request: LandRequest): Promise<LandResult>;
  readTreeOf(commit: CommitSha): Promise<TreeSha>;
  /** Unified diff, cut to `bytesMax` with a line that says so. */
  readDiff(request: {
    readonly base: CommitSha;
    readonly head: CommitSha;
    readonly bytesMax: number;
  }): Promise<string>;
  /** How much differs between two commits; a binary file counts as a file without lines. */
  readStat(request: { readonly base: CommitSha; readonly head: CommitSha }): Promise<ChangeStat>;
  /** Content of a file at a commit, cut to 256 KiB; null when there is none. @throws PathOutsideTree */
  readFile(commit: CommitSha, path: string): Promise<string | null>;
  /** Tracked paths at a commit that match a glob (`*`, `**`), at most 1,000. @throws PathOutsideTree */
  listFiles(commit: CommitSha, glob: string): Promise<readonly string[]>;
  /** Lines `path:line:text` that match an extended regular expression, at most 200. */
  search(commit: CommitSha, pattern: string, pathGlob: string | null): Promise<readonly string[]>;
  /** Newest first, at most 1,000; subject and author are cut to a line. */
  readLog(
    commit: CommitSha,
    limit: number,
  ): Promise<
    readonly {
      readonly commit: CommitSha;
      readonly subject: string;
      readonly author: string;
      readonly at: Instant;
    }[]
  >;
  /** Message and diff of a commit named by at least 7 digits, cut to `bytesMax`; null when there is none. */
  readPatch(request: { readonly commit: string; readonly bytesMax: number }): Promise<string | null>;
  /** The highest ticket number that stands in `refs/jarvis`, 0 when none: numbers are never reused, even with a lost journal. */
  readHighestTicket(): Promise<number>;
}

/** Bounds of one import: a run that commits more is refused and its work stays in its workspace. */
export const IMPORT_OBJECTS_MAX = 200_000;
export const IMPORT_BYTES_MAX = 512 * 1024 * 1024;

export class ImportRefused extends PortFailure {
  readonly code = "import-refused";
  readonly retry = "after-change";
  readonly reason: "not-descended" | "too-large" | "damaged" | "moved";
  constructor(run: RunId, reason: ImportRefused["reason"], found: string, options?: ErrorOptions) {
    super(`Refused to import the commits of ${run}: ${found}.`, options);
    this.reason = reason;
  }
}

/** The folder cannot be orchestrated: not a repository, no commits, git too old. */
export class RepositoryUnusable extends PortFailure {
  readonly code = "repository-unusable";
  readonly retry = "after-change";
  readonly reason: "not-a-repository" | "no-commits" | "git-too-old" | "no-target";
  constructor(
    path: string,
    reason: RepositoryUnusable["reason"],
    found: string,
    advice: string,
    options?: ErrorOptions,
  ) {
    super(`Cannot work on ${path}: ${found}. ${advice}`, options);
    this.reason = reason;
  }
}

/** A git command ended in a way that its caller has no answer for. */
export class RepositoryFailed extends PortFailure {
  readonly code = "repository-failed";
  readonly retry = "soon";
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  constructor(argv: readonly string[], exitCode: number | null, stderr: string, options?: ErrorOptions) {
    super(
      `git ${argv.join(" ").slice(0, 200)} ended with ${exitCode ?? "a signal"}: ${stderr.trim().slice(0, 400) || "(no message)"}`,
      options,
    );
    this.argv = argv;
    this.exitCode = exitCode;
  }
}

/** A path or glob that is absolute, holds `.` or `..` as a part, or a control sign: it cannot name anything in a commit. */
export class PathOutsideTree extends PortFailure {
  readonly code = "path-outside-tree";
  readonly retry = "never";
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(
      `Refused to read ${JSON.stringify(path.slice(0, 200))}: expected a path relative to the repository's root, without "." and "..".`,
      options,
    );
    this.path = path;
  }
}
