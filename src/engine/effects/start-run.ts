import { runId, sessionId } from "../../domain/ids.ts";
import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";
import { admitted } from "./admit.ts";

/** Waits for room, then reads the target's tip, so that the run's base is on record before anything is made from it. */
export const startRun: Effect<"start-run"> = async (obligation, context) => {
  const { ticket } = obligation.subject;
  const { since, spec } = must(context.state().tickets, ticket);
  await admitted(context, { subject: ticket, since, isResumption: false }, async (measured) => {
    const base = await context.repository.readTip(spec.target);
    const reply = await context.submit({
      type: "ticket.start",
      key: obligation.key,
      ticket,
      base,
      session: sessionId(context.ids.uuid()),
      measured,
    });
    return reply.kind === "accepted" && reply.text !== "" ? runId(reply.text) : null;
  });
};
