import type { Effect } from "../effect.ts";
import { commandSlot, reviewSlot } from "../review-slot.ts";

/** Proves that no process of the run is alive: not of this daemon, not of a former one. */
export const stopAgent: Effect<"stop-agent"> = async (obligation, context) => {
  const { run } = obligation.subject;
  await context.processes.stopSlot(run);
  // A reviewer that outlived its daemon would hold the worktree for ever.
  await context.processes.stopSlot(reviewSlot(run));
  await context.processes.stopSlot(commandSlot(run));
  context.facts.forget(run);
  await context.submit({ type: "run.observe-agent-stopped", key: obligation.key, run });
};
