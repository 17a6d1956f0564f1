// What a user can have done with a live worker beyond a message: answer, interrupt, retry, take over, give back; and adopt what they made themselves.
import type { Run } from "../domain/run/state.ts";
import { wishToAdopt, wishToGiveBack, type Wished } from "./by-hand.ts";
import { forRuns, withTicket, type Acts } from "./user-acts.ts";
import { refuseUser, type UserAccess, type UserReply } from "./user-access.ts";

/** Longer than it takes to stop an agent that does not want to end. */
const STOPPED_MS_MAX = 30_000;

export const CONTROL_ACTS: Acts<
  "answer-worker" | "interrupt-worker" | "retry-ticket" | "take-over" | "give-back" | "adopt"
> = {
  "answer-worker": ({ worker, ask, choice, text }, access) =>
    forRuns(worker, access, ({ id }) =>
      access.run({ type: "run.answer", run: id, ask: ask ?? null, choice, text }),
    ),
  "interrupt-worker": ({ worker, text }, access) =>
    forRuns(worker, access, ({ id }) => access.run({ type: "run.interrupt", run: id, text: text ?? null })),
  "retry-ticket": ({ ticket: name, reason, fromWork }, access) =>
    withTicket(name, access, ({ id }) =>
      access.run({ type: "ticket.retry", ticket: id, reason, isFromWork: fromWork }),
    ),
  "take-over": ({ worker }, access) =>
    forRuns(worker, access, async (run) => {
      const reply = await access.run({ type: "run.take-over", run: run.id });
      return reply.kind === "refused" ? reply : await handedOver(run, reply, access);
    }),
  "give-back": ({ worker, isDone, text }, access) =>
    forRuns(worker, access, async (run) =>
      given(await wishToGiveBack(access.hands, run, { isDone, text: text ?? null }), access),
    ),
  adopt: async ({ name, withUncommitted, message }, access) => {
    const wished = await wishToAdopt(access.hands, {
      name,
      isWithUncommitted: withUncommitted,
      message: message ?? null,
      conversation: access.conversation,
      readDefaults: () => access.readDefaults(),
    });
    const reply = await given(wished, access);
    return reply.kind === "refused" || wished.kind === "refused"
      ? reply
      : { ...reply, text: `${reply.text}: ${wished.told}` };
  },
};

/** Said only when it is so: no process of ours is left in the worktree. */
async function handedOver(run: Run, reply: UserReply, access: UserAccess): Promise<UserReply> {
  const isYours = await access.until(({ runs }) => {
    const stage = runs.get(run.id)?.stage;
    return stage?.name !== "taken-over" || stage.head !== null;
  }, STOPPED_MS_MAX);
  if (isYours && access.state().runs.get(run.id)?.stage.name === "taken-over") return reply;
  return refuseUser(
    "not-stopped",
    `Worker ${run.workerNumber} is being stopped for you, but is not gone after ${STOPPED_MS_MAX / 1_000} s: keep out of its worktree until the board says that it is yours.`,
  );
}

async function given(wished: Wished, access: UserAccess): Promise<UserReply> {
  return wished.kind === "refused"
    ? refuseUser(wished.code, wished.message)
    : await access.run(wished.command);
}
