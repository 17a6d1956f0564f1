// Tools with which the user's words steer a live worker beyond a message: answer, interrupt, take over, give back, adopt.
import { z } from "zod";
import { refuseCall } from "./access.ts";
import { wishToAdopt, wishToGiveBack } from "./by-hand.ts";
import { answerOf, defineTool } from "./tool.ts";
import { forRuns, findRuns, noSuchWorker, WorkerName } from "./worker-tools.ts";

const Words = z.string().min(1).max(65_536);

export const workerInterrupt = defineTool(
  {
    name: "worker_interrupt",
    grant: "user-turn",
    input: z.object({ worker: WorkerName, text: Words.optional() }),
    description:
      "End the running turn of a worker at once. Its process and work stay: with text it goes on with those words of the user, without it waits for them.",
  },
  (input, use) =>
    forRuns(
      use,
      input.worker,
      (run) => ({ type: "run.interrupt", run, text: input.text ?? null }),
      (n) =>
        input.text === undefined
          ? `Worker ${n} is interrupted and waits for the user's word.`
          : `Worker ${n} is interrupted and goes on with that.`,
    ),
);

export const workerAnswer = defineTool(
  {
    name: "worker_answer",
    grant: "user-turn",
    input: z.object({
      worker: WorkerName,
      ask: z.number().int().min(1).optional().describe("Its number; left out: the only one"),
      answer: z.enum(["words", "deny"]),
      text: z.string().max(4_096).default("").describe("The user's own words"),
    }),
    description:
      "Relay the user's answer to what a worker asks: their words to its question, or a denial. It cannot allow a worker anything: for that the user has the buttons of the request, or `jarvis answer`.",
  },
  (input, use) =>
    forRuns(
      use,
      input.worker,
      (run) => ({ type: "run.answer", run, ask: input.ask ?? null, choice: input.answer, text: input.text }),
      (n) => (input.answer === "deny" ? `Denied; Worker ${n} is told.` : `Worker ${n} is told.`),
    ),
);

export const workerTakeOver = defineTool(
  {
    name: "worker_take_over",
    grant: "user-turn",
    input: z.object({ worker: WorkerName }),
    description:
      "Let the user work in a worker's worktree by hand: its process ends; session, worktree and branch stay. The board shows the path as soon as it is theirs.",
  },
  (input, use) =>
    forRuns(
      use,
      input.worker,
      (run) => ({ type: "run.take-over", run }),
      (n) =>
        `Worker ${n} is being stopped for the user; its worktree is ${pathOf(use.access.state(), n)}. The board says when it is theirs.`,
    ),
);

export const workerGiveBack = defineTool(
  {
    name: "worker_give_back",
    grant: "user-turn",
    input: z.object({
      worker: WorkerName,
      isDone: z.boolean().default(false).describe("Nothing is left to do: check and review it as it is"),
      text: Words.optional(),
    }),
    description:
      "Give a worktree that the user took over back to its worker, which is told what they did and goes on in the same session; or, when all is done, straight to checks and review.",
  },
  async (input, { access, run }) => {
    const [only, ...others] = findRuns(access.state(), input.worker);
    if (only === undefined || others.length > 0)
      return refuseCall(noSuchWorker(access.state(), input.worker));
    const wished = await wishToGiveBack(access.hands, only, {
      isDone: input.isDone,
      text: input.text ?? null,
    });
    if (wished.kind === "refused") return refuseCall(wished.message);
    return answerOf(await run(wished.command), () =>
      input.isDone
        ? `The work of Worker ${only.workerNumber} is checked and reviewed as it is.`
        : `Worker ${only.workerNumber} goes on as soon as a worker may start.`,
    );
  },
);

export const workAdopt = defineTool(
  {
    name: "work_adopt",
    grant: "user-turn",
    input: z.object({
      name: z.string().min(1).max(1_000).describe("A branch, or the absolute path of a worktree"),
      withUncommitted: z.boolean().default(false).describe("Take a copy of its uncommitted files, too"),
      message: Words.optional().describe("What a worker shall do with it; left out: it is checked as it is"),
    }),
    description:
      "Draft a ticket from work that the user has made on a branch of their own. The branch stays as it is. The user must approve the ticket before anything starts.",
  },
  async (input, { access, place, run }) => {
    const wished = await wishToAdopt(access.hands, {
      name: input.name,
      isWithUncommitted: input.withUncommitted,
      message: input.message ?? null,
      conversation: place.conversation,
      readDefaults: () => access.readDefaults(),
    });
    if (wished.kind === "refused") return refuseCall(wished.message);
    return answerOf(
      await run(wished.command),
      (id) => `${id} drafted: ${wished.told} The card is shown; ask the user to approve it.`,
    );
  },
);

function pathOf(state: Parameters<typeof findRuns>[0], workerNumber: number): string {
  const run = [...state.runs.values()].find((one) => one.workerNumber === workerNumber);
  return run?.workspacePath ?? "not made yet";
}
