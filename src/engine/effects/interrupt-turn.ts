import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";

/** Ends the running report turn; `deliver-message` of that turn sees it end and reports. */
export const interruptTurn: Effect<"interrupt-turn"> = async (obligation, context) => {
  const { conversation: id } = obligation.subject;
  const turn = must(context.state().conversations, id).running;
  if (turn !== null && turn.isInterruptAsked) await context.conversations.interrupt(id, turn);
};
