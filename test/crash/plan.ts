// What the parts of the crash suite tell each other: where a life of the daemon is struck, and what was seen on the way.

/** `git`: a stand-in for the agent, everything else real. `agents`: the real binary, on the playbook. */
export type SceneName = "git" | "agents";

/** Who gets SIGKILL. `all`: every process of the home, the daemon last. */
export type Victim = "daemon" | "git" | "agent" | "all";

export const CONTROLS = ["lands-blindly", "keeps-nothing"] as const;
/** A protection that is off. */
export type Control = (typeof CONTROLS)[number];

export interface Strike {
  /** `<effect>.<n-th time>/<port>.<verb>#<n-th call>/<before | after | git-<command>#<n-th>>` */
  readonly point: string;
  readonly victim: Victim;
}

/** One life of the daemon, as it is told to daemon-main.ts in its one argument. */
export interface LifePlan {
  readonly scene: SceneName;
  readonly repository: string;
  readonly home: string;
  readonly strike: Strike | null;
  readonly control: Control | null;
}

/** A point that a life came by. */
export interface SeenPoint {
  readonly point: string;
  readonly effect: string;
  /** A process of an agent was alive. */
  readonly hasAgent: boolean;
  /** A git process was running: did it take a lock? Null between calls. */
  readonly git: { readonly isWriter: boolean; readonly tookLock: boolean } | null;
}

/** What a life says on standard output, a line each. */
export type LifeLine =
  | { readonly kind: "point"; readonly seen: SeenPoint }
  /** Just before the blow. `alive`: every process of the home, the daemon among them. */
  | { readonly kind: "strike"; readonly alive: readonly number[] }
  /** Every run has been looked at. */
  | { readonly kind: "verified" }
  | { readonly kind: "notice"; readonly text: string }
  | { readonly kind: "landed" };

/** Of the one ticket, made by its worker and by hand. */
export const LANDED_FILE = { path: "note.txt", text: "one\n" } as const;
/** Left in the worktree after the report, where nobody but the user of this suite writes: it must be kept. */
export const KEPT_FILE = { path: "left-by-hand.txt", text: "nobody committed this\n" } as const;
/** The user's own, in their checkout. */
export const USER_FILES = {
  "mine.txt": "mine, untracked\n",
  "README.md": "# Shop\n\nnot committed\n",
} as const;
