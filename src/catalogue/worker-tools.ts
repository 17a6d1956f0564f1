import { z } from "zod";
import type { Command } from "../domain/commands.ts";
import type { RunId } from "../domain/ids.ts";
import { isBusy } from "../domain/run/is-busy.ts";
import { isInterrupted } from "../domain/run/interrupt.ts";
import type { Run } from "../domain/run/state.ts";
import type { State } from "../domain/state.ts";
import { refuseCall, type ToolAnswer } from "./access.ts";
import { answerOf, defineTool, type ToolUse } from "./tool.ts";

export const WorkerName = z.string().min(1).max(40);

export const workerMessage = defineTool(
  {
    name: "worker_message",
    grant: "user-turn",
    input: z.object({ worker: WorkerName, text: z.string().min(1).max(65_536) }),
    description:
      'Send the user\'s words to a worker: "W2", a ticket ("T-3"), or "all" for every one that works. A worker that has reported takes up its work again.',
  },
  async (input, use) =>
    isEveryone(input.worker)
      ? answerOf(await use.run({ type: "run.send-all", text: input.text }), (whom) => `Sent to ${whom}.`)
      : await forRuns(
          use,
          input.worker,
          (run) => ({ type: "run.send", run, text: input.text }),
          (n) => `Sent to Worker ${n}.`,
        ),
);

export const workerStop = defineTool(
  {
    name: "worker_stop",
    grant: "user-turn",
    input: z.object({ worker: WorkerName }),
    description: 'Stop a worker ("W2", "T-3", or "all"). Its work is kept, its ticket becomes a draft again.',
  },
  (input, use) =>
    forRuns(
      use,
      input.worker,
      (run) => ({ type: "run.stop", run, reason: "stopped by the user" }),
      (n) => `Worker ${n} is being stopped; its work is kept.`,
    ),
);

export const workerPause = defineTool(
  {
    name: "worker_pause",
    grant: "user-turn",
    input: z.object({ worker: WorkerName }),
    description:
      'Hold a worker ("W2", "T-3", or "all"): its process ends, its worktree and session stay, and worker_resume lets it go on.',
  },
  (input, use) =>
    forRuns(
      use,
      input.worker,
      (run) => ({ type: "run.pause", run }),
      (n) => `Worker ${n} is paused; its work and session are kept.`,
    ),
);

export const workerResume = defineTool(
  {
    name: "worker_resume",
    grant: "user-turn",
    input: z.object({ worker: WorkerName }),
    description:
      "Let a paused worker go on in the same session, as soon as a worker may start; an interrupted one goes on at once.",
  },
  (input, use) =>
    forRuns(
      use,
      input.worker,
      (run) => ({ type: "run.resume", run }),
      (n) => `Worker ${n} goes on.`,
      isHeld,
    ),
);

export const workerTryAgain = defineTool(
  {
    name: "worker_try_again",
    grant: "user-turn",
    input: z.object({ worker: WorkerName }),
    description: "Let a worker that needs the user go on: what failed is tried again.",
  },
  (input, use) =>
    forRuns(
      use,
      input.worker,
      (run) => ({ type: "run.try-again", run }),
      (n) => `Worker ${n} tries again.`,
    ),
);

export const raiseAttention = defineTool(
  {
    name: "raise_attention",
    grant: "always",
    input: z.object({ text: z.string().min(1).max(2_000) }),
    description: "Put a line into what needs the user.",
  },
  async (input, { place, run }) =>
    answerOf(
      await run({ type: "conversation.raise-attention", conversation: place.conversation, text: input.text }),
      () => "Shown to the user.",
    ),
);

/** Gives one command to every run that a name means; an error only when all of them refused. */
export async function forRuns(
  { access, run }: ToolUse,
  name: string,
  commandFor: (run: RunId) => Command,
  accepted: (workerNumber: number) => string,
  isMeant: (run: Run) => boolean = isBusy,
): Promise<ToolAnswer> {
  const runs = findRuns(access.state(), name, isMeant);
  if (runs.length === 0) return refuseCall(noSuchWorker(access.state(), name));
  const answers: ToolAnswer[] = [];
  for (const one of runs)
    answers.push(answerOf(await run(commandFor(one.id)), () => accepted(one.workerNumber)));
  return {
    text: answers.map((answer) => answer.text).join(" "),
    isError: answers.every((answer) => answer.isError),
  };
}

/**
 * Live runs that a name means: `W2`, `worker 2`, `2`, a run, a ticket, or all of them. Where none is live, one that has ended and whose cleaning up
 * needs the user: the board names it, so it can be spoken of.
 */
export function findRuns(
  state: State,
  name: string,
  isMeantByAll: (run: Run) => boolean = isBusy,
): readonly Run[] {
  const live = [...state.openRuns.values()].filter((run) => run.stage.name !== "ended");
  const said = name.trim().toLowerCase();
  if (isEveryone(name)) return live.filter(isMeantByAll);
  const number = /^(?:w|worker\s*)?(\d+)$/.exec(said)?.[1];
  const isNamed = (run: Run) =>
    number === undefined
      ? run.id.toLowerCase() === said || run.ticket.toLowerCase() === said
      : run.workerNumber === Number(number);
  const named = live.filter(isNamed);
  if (named.length > 0) return named;
  return [...state.openRuns.values()].filter((run) => run.attention !== null && isNamed(run));
}

export function isEveryone(name: string): boolean {
  return ["all", "everyone"].includes(name.trim().toLowerCase());
}

/** Paused or interrupted: it goes on when it is told that it may. */
export function isHeld(run: Run): boolean {
  return run.stage.name === "paused" || isInterrupted(run);
}

/** Names those that are live. */
export function noSuchWorker(state: State, name: string): string {
  const live = [...state.openRuns.values()]
    .filter((run) => run.stage.name !== "ended")
    .map((run) => `W${run.workerNumber} (${run.ticket})`);
  return `No live worker is called ${JSON.stringify(name)}; there ${live.length === 0 ? "is none" : `are ${live.join(", ")}`}.`;
}
