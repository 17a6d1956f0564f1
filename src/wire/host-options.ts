// What a host is opened with, and a place to try things on.
import type { ParkingDelays } from "../domain/account/state.ts";

export interface HostOptions {
  readonly path: string;
  readonly target?: string;
  /** Default: `JARVIS_HOME`, else `~/.jarvis`. */
  readonly home?: string;
  readonly model: "playbook" | "claude";
  /** Runs a language model without any wall around it. */
  readonly isUnsafe: boolean;
  readonly turnDelayMs?: number;
  readonly requestLogPath?: string;
  readonly isGullible?: boolean;
  /** Runs that may be preparing or working at once, in all projects. */
  readonly runsMax?: number;
  /** Megabytes of memory that one more worker needs; 0: memory decides nothing. */
  readonly workerMemoryMb?: number;
  /** Megabytes of disk that stay free; 0: disk decides nothing. */
  readonly diskFloorMb?: number;
  /** Milliseconds between two starts of agents. */
  readonly startGapMs?: number;
  /** US dollars of all runs in a day, and ever; null: no bound, whatever the settings say. */
  readonly dayUsdMax?: number | null;
  readonly projectUsdMax?: number | null;
  /** When a model that refuses is tried again; for tests, which cannot wait so long. */
  readonly parking?: ParkingDelays;
  /** Without a word of an agent in a turn for so long, the user should look. */
  readonly quietAfterMs?: number;
  /** What a worker asks counts as denied when nobody has answered for so long. */
  readonly answerWithinMs?: number;
  /** A file that takes every event and fact as a JSON line, from which pages are drawn again: for tests and pictures. */
  readonly recordPath?: string;
  /** What the banner proposes to say first. */
  readonly hint?: string;
}

export interface Sample {
  /** A folder of its own in the system's temporary folder. */
  readonly scratch: string;
  /** The repository in it. */
  readonly path: string;
}
