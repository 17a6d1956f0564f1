import type { SupervisedProcess } from "./processes.ts";

/** Where a process of a worker lives: its worktree and the slot that marks every process in it. */
export interface Territory {
  readonly path: string;
  readonly slot: string;
}

export interface SandboxSpawn {
  /** Added to the sandbox's own allow-listed environment (PATH, HOME, LANG, TMPDIR). */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: "pipe" | "none";
}

/**
 * Every process that runs a repository's or an agent's code starts here: agent, check, set-up, git in worker territory.
 * Level 2: own pid, ipc and network namespace, writes only in its territory · 1: the agent's own sandbox · 0: none.
 */
export interface Sandbox {
  readonly level: 0 | 1 | 2;
  /** Why it is this level and not a higher one, for the board. */
  readonly reason: string;
  /** @throws SpawnFailed */
  spawn(
    territory: Territory,
    argv: readonly [string, ...string[]],
    options: SandboxSpawn,
  ): Promise<SupervisedProcess>;
}
