import type { Readable, Writable } from "node:stream";
import { PortFailure } from "./failure.ts";

/** Proves that a process is the one we started: a pid alone is reused. `startTime` in kernel ticks since boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface SpawnSpec {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment of the process: nothing is inherited. The supervisor adds `JARVIS_SLOT`, with the project before the slot. */
  readonly env: Readonly<Record<string, string>>;
  /** Names whose process it is (a run, a check, the conversation): every descendant carries it in its environment. */
  readonly slot: string;
  readonly stdin: "pipe" | "none";
}

export interface SupervisedProcess {
  readonly identity: ProcessIdentity;
  readonly slot: string;
  /** Null when spawned with `stdin: "none"`. */
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<ProcessExit>;
  /** Terminate, kill, sweep by slot, then verify. Idempotent. @throws SurvivorsLeft */
  stop(): Promise<void>;
}

/** Starts every process of JARVIS and proves that it is gone. One supervisor a daemon. */
export interface Processes {
  /** @throws SpawnFailed when the program does not start. */
  spawn(spec: SpawnSpec): Promise<SupervisedProcess>;
  isAlive(identity: ProcessIdentity): boolean;
  /**
   * All live processes that carry this slot of this supervisor's home, whoever is their parent: also those of a former daemon and
   * those that left their process group. Zombies do not count.
   */
  findBySlot(slot: string): readonly ProcessIdentity[];
  /** As `SupervisedProcess.stop`, for processes that this daemon did not start. @throws SurvivorsLeft */
  stopSlot(slot: string): Promise<void>;
  /** All live processes of this supervisor's home, with their slots. */
  list(): readonly (ProcessIdentity & { readonly slot: string })[];
}

export class SpawnFailed extends PortFailure {
  readonly code = "spawn-failed";
  readonly retry = "after-change";
  readonly argv: readonly string[];
  constructor(argv: readonly string[], cwd: string, found: string, options?: ErrorOptions) {
    super(
      `Cannot start ${argv[0]} in ${cwd}: ${found}. Check that the program is installed and the folder exists.`,
      options,
    );
    this.argv = argv;
  }
}

/** A process that lives on after SIGKILL, as it is shown to whoever must end it. */
export interface Survivor {
  readonly pid: number;
  readonly slot: string;
  /** Its command line, cut to `COMMAND_CHARS_MAX`; empty when it cannot be read. */
  readonly command: string;
}

export const COMMAND_CHARS_MAX = 200;
/** Survivors that are told by name; there may be more. */
const NAMED_SURVIVORS_MAX = 5;

export class SurvivorsLeft extends PortFailure {
  readonly code = "survivors-left";
  readonly retry = "soon";
  readonly survivors: readonly Survivor[];
  constructor(slot: string, survivors: readonly Survivor[], options?: ErrorOptions) {
    super(
      `Cannot stop ${slot}: ${survivors.length} of its processes survive being killed (${survivorsText(survivors)}).`,
      options,
    );
    this.survivors = survivors;
  }
}

/** `pid 12 node server.js, pid 13 sh`: at most five, and how many more. */
export function survivorsText(survivors: readonly Survivor[]): string {
  const named = survivors
    .slice(0, NAMED_SURVIVORS_MAX)
    .map(({ pid, command }) => `pid ${pid} ${command}`.trim());
  const more = survivors.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
