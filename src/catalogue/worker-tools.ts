import { z } from "zod";
import type { Run } from "../domain/run/state.ts";
import type { State } from "../domain/state.ts";
import { refuseCall, type ToolAnswer } from "./access.ts";
import { answerOf, defineTool } from "./tool.ts";

export const workerMessage = defineTool(
  {
    name: "worker_message",
    grant: "user-turn",
    input: z.object({ worker: z.string().min(1).max(40), text: z.string().min(1).max(65_536) }),
    description:
      'Send the user\'s words to a worker: "W2", a ticket ("T-3"), or "all" for every one that works. A worker that has reported takes up its work again.',
  },
  async (input, { access, run }) => {
    const runs = findRuns(access.state(), input.worker);
    if (runs.length === 0) return refuseCall(noSuchWorker(access.state(), input.worker));
    const answers: ToolAnswer[] = [];
    for (const one of runs)
      answers.push(
        answerOf(
          await run({ type: "run.send", run: one.id, text: input.text }),
          () => `Sent to Worker ${one.workerNumber}.`,
        ),
      );
    return {
      text: answers.map((answer) => answer.text).join(" "),
      isError: answers.every((answer) => answer.isError),
    };
  },
);

export const workerStop = defineTool(
  {
    name: "worker_stop",
    grant: "user-turn",
    input: z.object({ worker: z.string().min(1).max(40) }),
    description: 'Stop a worker ("W2", "T-3", or "all"). Its work is kept, its ticket becomes a draft again.',
  },
  async (input, { access, run }) => {
    const runs = findRuns(access.state(), input.worker);
    if (runs.length === 0) return refuseCall(noSuchWorker(access.state(), input.worker));
    const answers: ToolAnswer[] = [];
    for (const one of runs)
      answers.push(
        answerOf(
          await run({ type: "run.stop", run: one.id, reason: "stopped by the user" }),
          () => `Worker ${one.workerNumber} is being stopped; its work is kept.`,
        ),
      );
    return {
      text: answers.map((answer) => answer.text).join(" "),
      isError: answers.every((answer) => answer.isError),
    };
  },
);

export const workerTryAgain = defineTool(
  {
    name: "worker_try_again",
    grant: "user-turn",
    input: z.object({ worker: z.string().min(1).max(40) }),
    description: "Let a worker that needs the user go on: what failed is tried again.",
  },
  async (input, { access, run }) => {
    const [one] = findRuns(access.state(), input.worker);
    if (one === undefined) return refuseCall(noSuchWorker(access.state(), input.worker));
    return answerOf(
      await run({ type: "run.try-again", run: one.id }),
      () => `Worker ${one.workerNumber} tries again.`,
    );
  },
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

/** Live runs that a name means: `W2`, `worker 2`, `2`, a run, a ticket, or all of them. */
export function findRuns(state: State, name: string): readonly Run[] {
  const live = [...state.runs.values()].filter((run) => run.stage.name !== "ended");
  const said = name.trim().toLowerCase();
  if (said === "all" || said === "everyone")
    return live.filter((run) => run.stage.name === "preparing" || run.stage.name === "working");
  const number = /^(?:w|worker\s*)?(\d+)$/.exec(said)?.[1];
  return live.filter((run) =>
    number === undefined
      ? run.id.toLowerCase() === said || run.ticket.toLowerCase() === said
      : run.workerNumber === Number(number),
  );
}

function noSuchWorker(state: State, name: string): string {
  const live = [...state.runs.values()]
    .filter((run) => run.stage.name !== "ended")
    .map((run) => `W${run.workerNumber} (${run.ticket})`);
  return `No live worker is called ${JSON.stringify(name)}; there ${live.length === 0 ? "is none" : `are ${live.join(", ")}`}.`;
}
