// A running JARVIS of one project, as a command that drives it (demo, pack-smoke) sees it.
import type { Client } from "./client.ts";

export interface Leftovers {
  readonly worktrees: number;
  readonly branches: number;
  readonly processes: number;
  readonly locks: number;
}

/** One request of an agent to its model, times in epoch milliseconds. */
export interface ModelRequest {
  readonly lane: string;
  readonly role: string;
  readonly id: string;
  readonly at: number;
  readonly firstByteAt: number;
  readonly lastByteAt: number;
  readonly turn: number | null;
  readonly kind: "user" | "report" | null;
  readonly messageIds: readonly string[];
}

export interface Host {
  readonly client: Client;
  readonly root: string;
  readonly model: string;
  /** Empty when the model is not ours. */
  requests(): readonly ModelRequest[];
  setReportDelay(delayMs: number): void;
  /** A reading git command in the user's checkout, through the one wrapper. */
  readGit(argv: readonly string[]): Promise<string>;
  leftovers(): Promise<Leftovers>;
  /** Resolves when nothing is owed and nothing is in flight. */
  readonly rest: () => Promise<void>;
  /** Ends agents and effects, cleans up what is warm, lets go of the home. */
  close(): Promise<void>;
}
