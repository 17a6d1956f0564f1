import type { Effect } from "../effect.ts";

/** Proves that no process of the run is alive: not of this daemon, not of a former one. */
export const stopAgent: Effect<"stop-agent"> = async (obligation, context) => {
  const { run } = obligation.subject;
  await context.processes.stopSlot(run);
  context.facts.forget(run);
  await context.submit({ type: "run.observe-agent-stopped", key: obligation.key, run });
};
