import type { Readable } from "node:stream";
import type { CheckOutcome, CheckRequest, CheckResult, Checks } from "../../ports/checks.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ProcessExit, SupervisedProcess } from "../../ports/processes.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import { createTail, type Tail } from "./tail.ts";

/**
 * The inner shell gets the command as it was approved. The outer one joins stderr to stdout before, so that
 * the order of the output is the order in which it was written, and is replaced by the inner.
 */
const SHELL = ["/bin/sh", "-c", 'exec /bin/sh -c "$1" 2>&1', "check"] as const;

/**
 * After all processes are gone the output ends at once. Only a process that no supervisor can see (it cleared
 * its environment and left both session and parent) can hold it open; then the check does not wait for it.
 */
const OUTPUT_END_MS_MAX = 2_000;

export function createChecks(options: { readonly sandbox: Sandbox; readonly clock: Clock }): Checks {
  const { sandbox, clock } = options;
  return {
    run: async (request) => {
      const startedAt = clock.now();
      const tail = createTail();
      const conclude = (end: End): CheckResult => ({
        command: request.command,
        ...end,
        durationMs: end.endedAt - startedAt,
        output: tail.text(),
        outputBytes: tail.bytes(),
      });
      if (request.signal.aborted) return conclude({ outcome: "aborted", exitCode: null, endedAt: startedAt });
      const child = await sandbox.spawn(request.territory, [...SHELL, request.command], {
        env: { ...request.env, CI: "1" },
        stdin: "none",
      });
      const outputEnded = collect(child, tail);
      const { outcome, exitCode } = await waitForEnd(child, request, clock);
      const endedAt = clock.now();
      await child.stop();
      await within(OUTPUT_END_MS_MAX, outputEnded, clock);
      child.stdout.destroy();
      child.stderr.destroy();
      return conclude({ outcome, exitCode, endedAt });
    },
  };
}

interface End {
  readonly outcome: CheckOutcome;
  readonly exitCode: number | null;
  readonly endedAt: number;
}

async function waitForEnd(
  child: SupervisedProcess,
  request: CheckRequest,
  clock: Clock,
): Promise<Pick<End, "outcome" | "exitCode">> {
  const over = new AbortController();
  try {
    return await Promise.race([
      child.exited.then(judge),
      clock
        .wait(request.timeLimitMs, over.signal)
        .then(() => ({ outcome: "timed-out" as const, exitCode: null })),
      aborted(request.signal, over.signal).then(() => ({ outcome: "aborted" as const, exitCode: null })),
    ]);
  } finally {
    over.abort();
  }
}

function judge(exit: ProcessExit): Pick<End, "outcome" | "exitCode"> {
  return { outcome: exit.code === 0 ? "green" : "red", exitCode: exit.code };
}

function aborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true, signal: over });
  });
}

function collect(child: SupervisedProcess, tail: Tail): Promise<unknown> {
  return Promise.all([child.stdout, child.stderr].map((stream) => collectStream(stream, tail)));
}

function collectStream(stream: Readable, tail: Tail): Promise<void> {
  stream.on("data", (chunk: Buffer) => tail.add(chunk));
  return new Promise((resolve) => {
    stream.once("close", resolve);
  });
}

async function within(limitMs: number, work: Promise<unknown>, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, clock.wait(limitMs, over.signal)]).finally(() => over.abort());
}
