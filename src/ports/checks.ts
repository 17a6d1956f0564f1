import type { Territory } from "./sandbox.ts";

export interface CheckRequest {
  readonly territory: Territory;
  /** A shell command line as the user approved it on the ticket card. */
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

export type CheckOutcome = "green" | "red" | "timed-out" | "aborted";

export interface CheckResult {
  readonly command: string;
  readonly outcome: CheckOutcome;
  /** Null when it was ended by us or by a signal. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** The last `OUTPUT_BYTES_MAX` bytes of stdout and stderr in the order of arrival, control characters stripped. */
  readonly output: string;
  readonly outputBytes: number;
}

/** What a check's output is cut to, from its end: enough for a test runner's summary, small enough to send to a worker. */
export const OUTPUT_BYTES_MAX = 16_384;

/** Runs a command whose exit status counts, in the sandbox, with `CI=1` and no terminal. */
export interface Checks {
  /**
   * Resolves when nothing of the check is alive any more, also what it left in the background. The slot of the
   * territory must be the check's own: all of its processes are stopped.
   * @throws SpawnFailed when the shell does not start (a command that is not found is a red check) · SurvivorsLeft
   */
  run(request: CheckRequest): Promise<CheckResult>;
}
