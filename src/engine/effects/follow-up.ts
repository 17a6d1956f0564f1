import type { Effect } from "../effect.ts";

/** The state asks for a command by itself; a refusal leaves it owed and is tried again later. */
export const followUp: Effect<"follow-up"> = async (obligation, context) => {
  await context.submit(obligation.command);
};
