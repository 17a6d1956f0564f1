import type { CheckOutcome, CheckRequest, CheckResult, Checks } from "../../ports/checks.ts";
import { OUTPUT_BYTES_MAX } from "../../ports/checks.ts";
import type { Clock } from "../../ports/clock.ts";
import { lastBytes, plainText } from "../../domain/plain-text.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What a command does when it is run. */
export interface SimulatedCommand {
  /** Of both streams, in the order of writing. */
  readonly output: string;
  /** Null: a signal ends it. */
  readonly exitCode: number | null;
  /** Infinite: it never ends by itself. */
  readonly runsMs: number;
  /** Processes that it leaves behind. */
  readonly leftCount?: number;
}

/** By its command line and environment; `green` and `red` are commands of no interest that end soon. */
export type RunCommand = (
  command: string,
  env: Readonly<Record<string, string>>,
) => SimulatedCommand | "green" | "red";

/** How long a command of no interest runs at most, in virtual milliseconds. */
const PLAIN_COMMAND_MS_MAX = 500;

/** Checks are processes of the world, and take virtual time. */
export function createSimulatedChecks(
  world: World,
  life: Life,
  clock: Clock,
  random: Random,
  runCommand: RunCommand,
): Checks {
  const commandOf = ({ command, env }: CheckRequest): SimulatedCommand => {
    const does = runCommand(command, { ...env, CI: "1" });
    if (typeof does !== "string") return does;
    return { output: does, exitCode: does === "green" ? 0 : 1, runsMs: random.below(PLAIN_COMMAND_MS_MAX) };
  };
  return {
    run: async (request) => {
      const { territory, timeLimitMs, signal } = request;
      const startedAt = clock.now();
      if (signal.aborted) return resultOf(request, { outcome: "aborted", exitCode: null }, "", 0);
      const process = world.spawn(territory.slot, territory.path);
      const does = commandOf(request);
      for (let n = 0; n < (does.leftCount ?? 0); n += 1) world.spawn(territory.slot, territory.path);
      const end = await waitForEnd(does, timeLimitMs, signal, clock);
      const durationMs = clock.now() - startedAt;
      // It ends by itself, whether or not anybody waits for it; only the daemon stops what does not.
      if (end.isOwn) world.kill(process);
      return await life.act("check", () => {
        for (const one of world.processes) if (one.slot === territory.slot) world.kill(one);
        return resultOf(request, end, does.output, durationMs);
      });
    },
  };
}

interface End {
  readonly outcome: CheckOutcome;
  readonly exitCode: number | null;
}

async function waitForEnd(
  { exitCode, runsMs }: SimulatedCommand,
  timeLimitMs: number,
  signal: AbortSignal,
  clock: Clock,
): Promise<End & { readonly isOwn: boolean }> {
  try {
    await clock.wait(Math.min(runsMs, timeLimitMs), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return { outcome: "aborted", exitCode: null, isOwn: false };
  }
  if (runsMs > timeLimitMs) return { outcome: "timed-out", exitCode: null, isOwn: false };
  return { outcome: exitCode === 0 ? "green" : "red", exitCode, isOwn: true };
}

function resultOf(
  { command }: CheckRequest,
  { outcome, exitCode }: End,
  output: string,
  durationMs: number,
): CheckResult {
  const bytes = new TextEncoder().encode(output);
  return {
    command,
    outcome,
    exitCode,
    durationMs,
    output: plainText(lastBytes(bytes, OUTPUT_BYTES_MAX)),
    outputBytes: bytes.length,
  };
}
