// A command that the user runs in a run's worktree, through the sandbox: bounded in time and output, on record, gone with its run.
import type { RunId } from "../domain/ids.ts";
import type { Run } from "../domain/run/state.ts";
import { cut } from "../domain/shared.ts";
import type { State } from "../domain/state.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import { SpawnFailed, type Processes, type SupervisedProcess } from "../ports/processes.ts";
import type { Sandbox } from "../ports/sandbox.ts";
import type { ActivitySink } from "./ports.ts";
import { commandSlot } from "./review-slot.ts";

export interface CommandRequest {
  readonly run: RunId;
  readonly argv: readonly [string, ...string[]];
  readonly timeLimitMs: number;
}

export interface CommandOutput {
  readonly stream: "out" | "err";
  /** As it came, of whole characters. */
  readonly text: string;
}

export interface CommandEnd {
  /** `stopped`: with its run, with everything, or since nobody waits for it any more. `not-started`: there is no such program. */
  readonly outcome: "exited" | "timed-out" | "stopped" | "not-started";
  /** Null when it was ended by a signal or by us. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  /** Output beyond `COMMAND_OUTPUT_BYTES_MAX` was let go. */
  readonly isCut: boolean;
  /** Of what was not started: why. */
  readonly detail: string;
}

export interface WorkspaceCommands {
  /** Null when a command may run there now; else why not. */
  refusal(run: RunId): { readonly code: string; readonly message: string } | null;
  /** Resolves when nothing of it is alive any more. Only after `refusal` gave null. @throws SurvivorsLeft */
  run(
    request: CommandRequest,
    onOutput: (output: CommandOutput) => void,
    signal: AbortSignal,
  ): Promise<CommandEnd>;
  /** Ends all of them. */
  stop(): Promise<void>;
}

/** Of one command. It goes on beyond, unheard. */
const COMMAND_OUTPUT_BYTES_MAX = 8 * 1024 * 1024;
/** What the record of the run has of it: the end, where a test runner says what came of it. */
const RECORDED_CHARS_MAX = 32_768;
/** After its processes are gone only one that no supervisor sees can hold its output open. */
const OUTPUT_END_MS_MAX = 2_000;

export interface WorkspaceCommandsOptions {
  readonly sandbox: Pick<Sandbox, "spawn">;
  readonly processes: Pick<Processes, "stopSlot">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly activity: ActivitySink;
  state(): State;
  onEvents(listener: () => void): () => void;
  environmentOf(run: RunId): Readonly<Record<string, string>>;
}

export function createWorkspaceCommands(options: WorkspaceCommandsOptions): WorkspaceCommands {
  const running = new Map<
    RunId,
    { readonly words: string; readonly abort: AbortController; ended: Promise<unknown> }
  >();
  const unlisten = options.onEvents(() => {
    const { runs, halted } = options.state();
    for (const [run, { abort }] of running)
      if (halted !== null || runs.get(run)?.stage.name === "ended") abort.abort();
  });

  function refusal(id: RunId) {
    const { runs, halted } = options.state();
    const run = runs.get(id);
    if (run === undefined) return { code: "unknown-subject", message: `There is no run ${id}.` };
    const busy = running.get(id);
    const found =
      placeProblem(run) ??
      (halted === null ? null : "Everything is stopped: nothing runs before it goes on.") ??
      (busy === undefined
        ? null
        : `“${cut(busy.words, 80)}” still runs in the worktree of Worker ${run.workerNumber}: one command at a time.`);
    return found === null ? null : { code: "wrong-stage", message: found };
  }

  return {
    refusal,
    run: async (request, onOutput, signal) => {
      const abort = new AbortController();
      const words = request.argv.join(" ");
      const ended = supervised(options, request, onOutput, AbortSignal.any([signal, abort.signal]));
      running.set(request.run, { words, abort, ended: ended.catch((error: unknown) => error) });
      try {
        return await ended;
      } finally {
        running.delete(request.run);
      }
    },
    stop: async () => {
      unlisten();
      const all = [...running.values()];
      for (const { abort } of all) abort.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

function placeProblem({ stage, workspacePath, workerNumber, ticket }: Run): string | null {
  if (stage.name === "ended")
    return `Worker ${workerNumber} has ended (${stage.outcome}): its worktree is gone, its work is kept. Retry ${ticket} for a new run.`;
  return workspacePath === null
    ? `Worker ${workerNumber} has no worktree yet: it is being prepared. Try again in a moment.`
    : null;
}

async function supervised(
  options: WorkspaceCommandsOptions,
  request: CommandRequest,
  onOutput: (output: CommandOutput) => void,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const { clock, activity } = options;
  const startedAt = clock.now();
  const id = `command-${options.ids.uuid()}`;
  const record = createRecord();
  const hear = bounded(onOutput, record);
  activity({
    subject: request.run,
    event: { type: "tool-started", id, name: NAME, input: { command: request.argv.join(" ") } },
  });
  const conclude = (end: Omit<CommandEnd, "durationMs" | "isCut" | "detail">, detail = ""): CommandEnd => {
    const durationMs = clock.now() - startedAt;
    const isError = end.exitCode !== 0;
    const output = `${record.text()}${detail}\n(${wordsOf(end)})`.trim();
    activity({
      subject: request.run,
      event: { type: "tool-ended", id, name: NAME, isError, durationMs, output },
    });
    return { ...end, durationMs, isCut: hear.isCut(), detail };
  };
  let child: SupervisedProcess;
  try {
    child = await spawn(options, request);
  } catch (error) {
    if (!(error instanceof SpawnFailed)) throw error;
    return conclude({ outcome: "not-started", exitCode: null, signal: null }, error.message);
  }
  const heard = Promise.all([listen(child.stdout, "out", hear), listen(child.stderr, "err", hear)]);
  const outcome = await firstOf(child, request.timeLimitMs, clock, signal);
  // Also what it left in the background.
  await child.stop();
  const exit = await child.exited;
  await within(OUTPUT_END_MS_MAX, heard, clock);
  child.stdout.destroy();
  child.stderr.destroy();
  if (outcome !== "exited") return conclude({ outcome, exitCode: null, signal: exit.signal });
  const isGone = options.state().runs.get(request.run)?.stage.name === "ended";
  return conclude({
    outcome: exit.signal !== null && isGone ? "stopped" : "exited",
    exitCode: exit.code,
    signal: exit.signal,
  });
}

/** In the record of the run it stands between the agent's own tools, under a name that no agent's tool has. */
const NAME = "jarvis run";

async function spawn(
  options: WorkspaceCommandsOptions,
  { run, argv }: CommandRequest,
): Promise<SupervisedProcess> {
  const slot = commandSlot(run);
  await options.processes.stopSlot(slot);
  const path = options.state().runs.get(run)?.workspacePath;
  if (path == null) throw new SpawnFailed(argv, run, "its worktree is gone");
  return await options.sandbox.spawn({ path, slot }, argv, {
    env: options.environmentOf(run),
    stdin: "none",
  });
}

async function firstOf(
  child: SupervisedProcess,
  timeLimitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<"exited" | "timed-out" | "stopped"> {
  const over = new AbortController();
  const stopped = Promise.withResolvers<"stopped">();
  const stop = () => stopped.resolve("stopped");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([
      child.exited.then(() => "exited" as const),
      clock.wait(timeLimitMs, over.signal).then(() => "timed-out" as const),
      stopped.promise,
    ]);
  } finally {
    over.abort();
    signal.removeEventListener("abort", stop);
  }
}

function listen(stream: SupervisedProcess["stdout"], name: "out" | "err", hear: Hear): Promise<void> {
  const decoder = new TextDecoder();
  stream.on("data", (chunk: Buffer) =>
    hear.take(name, decoder.decode(chunk, { stream: true }), chunk.length),
  );
  return new Promise((resolve) => {
    stream.once("close", resolve);
  });
}

interface Hear {
  take(stream: "out" | "err", text: string, bytes: number): void;
  isCut(): boolean;
}

function bounded(onOutput: (output: CommandOutput) => void, record: OutputRecord): Hear {
  let heardBytes = 0;
  return {
    take: (stream, text, bytes) => {
      record.add(text);
      heardBytes += bytes;
      if (heardBytes <= COMMAND_OUTPUT_BYTES_MAX && text !== "") onOutput({ stream, text });
    },
    isCut: () => heardBytes > COMMAND_OUTPUT_BYTES_MAX,
  };
}

interface OutputRecord {
  add(text: string): void;
  text(): string;
}

/** The end of what was printed, on both streams in the order of arrival. */
function createRecord(): OutputRecord {
  let kept = "";
  return {
    add: (text) => {
      kept += text;
      if (kept.length > 4 * RECORDED_CHARS_MAX) kept = kept.slice(-RECORDED_CHARS_MAX);
    },
    text: () => kept.slice(-RECORDED_CHARS_MAX),
  };
}

async function within(limitMs: number, work: Promise<unknown>, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, clock.wait(limitMs, over.signal)]).finally(() => over.abort());
}

function wordsOf({ outcome, exitCode, signal }: Pick<CommandEnd, "outcome" | "exitCode" | "signal">): string {
  if (outcome !== "exited") return `run by you: ${outcome}`;
  return exitCode === null ? `run by you: ended by ${signal ?? "a signal"}` : `run by you: exit ${exitCode}`;
}
