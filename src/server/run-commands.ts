// A user's command in the worktrees of the runs that a name means, as lines while it runs.
import { findRuns, isEveryone, noSuchWorker } from "../catalogue/worker-tools.ts";
import type { Run } from "../domain/run/state.ts";
import type { State } from "../domain/state.ts";
import type { WorkspaceCommands } from "../engine/workspace-commands.ts";
import type { RunCommand, RunLine } from "../wire/run-command.ts";

export type RunAnswer =
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  /** Resolves when every command has ended and said so. */
  | {
      readonly kind: "begun";
      readonly run: (say: (line: RunLine) => void, signal: AbortSignal) => Promise<void>;
    };

/** More at once would only make each slower. */
const AT_ONCE_MAX = 3;

/** Of one run, a refusal is the answer; of all, it is the line of the run that refused. */
export function answerRunCommand(
  state: State,
  commands: WorkspaceCommands,
  { worker, argv, timeLimitSeconds }: RunCommand,
): RunAnswer {
  const [program, ...args] = argv;
  if (program === undefined || program === "" || argv.some((part) => part.includes("\0")))
    return { kind: "refused", code: "invalid", message: "There is no program named that could be run." };
  const runs = isEveryone(worker) ? withWorktree(state) : findAny(state, worker);
  if (runs.length === 0)
    return { kind: "refused", code: "unknown-subject", message: noSuchWorker(state, worker) };
  const [only] = runs;
  const refusal = !isEveryone(worker) && only !== undefined ? commands.refusal(only.id) : null;
  if (refusal !== null) return { kind: "refused", ...refusal };
  return {
    kind: "begun",
    run: async (say, signal) => {
      const waiting = [...runs];
      const work = async () => {
        for (let run = waiting.shift(); run !== undefined; run = waiting.shift())
          await runOne(
            commands,
            run,
            { argv: [program, ...args], timeLimitMs: timeLimitSeconds * 1_000 },
            say,
            signal,
          );
      };
      await Promise.all(Array.from({ length: AT_ONCE_MAX }, work));
    },
  };
}

async function runOne(
  commands: WorkspaceCommands,
  { id: run, workerNumber, ticket }: Run,
  request: { readonly argv: readonly [string, ...string[]]; readonly timeLimitMs: number },
  say: (line: RunLine) => void,
  signal: AbortSignal,
): Promise<void> {
  say({ kind: "started", run, worker: `W${workerNumber}`, ticket });
  const none = { exitCode: null, signal: null, durationMs: 0, isCut: false };
  const refusal = commands.refusal(run);
  if (refusal !== null || signal.aborted) {
    const detail = refusal?.message ?? "Nobody waits for it any more.";
    say({ kind: "ended", run, outcome: "refused", ...none, detail });
    return;
  }
  try {
    const end = await commands.run(
      { run, ...request },
      (output) => say({ kind: "output", run, ...output }),
      signal,
    );
    say({ kind: "ended", run, ...end });
  } catch (error) {
    // What cannot be stopped, say: told in its place, since the answer has begun.
    say({
      kind: "ended",
      run,
      outcome: "stopped",
      ...none,
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

function withWorktree(state: State): readonly Run[] {
  return [...state.runs.values()].filter(
    ({ stage, workspacePath }) => stage.name !== "ended" && workspacePath !== null,
  );
}

/** Also one that has ended: then it is said that it has. */
function findAny(state: State, name: string): readonly Run[] {
  const live = findRuns(state, name);
  if (live.length > 0) return live;
  const said = name.trim().toLowerCase();
  const ended = [...state.runs.values()].findLast(
    (run) =>
      run.id.toLowerCase() === said || run.ticket.toLowerCase() === said || `w${run.workerNumber}` === said,
  );
  return ended === undefined ? [] : [ended];
}
