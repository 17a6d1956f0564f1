import { sessionId } from "../../domain/ids.ts";
import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";

/** Reads the target's tip, so that the run's base is on record before anything is made from it. */
export const startRun: Effect<"start-run"> = async (obligation, context) => {
  const { ticket } = obligation.subject;
  const base = await context.repository.readTip(must(context.state().tickets, ticket).spec.target);
  await context.submit({
    type: "ticket.start",
    key: obligation.key,
    ticket,
    base,
    session: sessionId(context.ids.uuid()),
  });
};
