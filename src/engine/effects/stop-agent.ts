import type { Effect } from "../effect.ts";
import { commandSlot, reviewSlot } from "../review-slot.ts";

/** Proves that no process of the run is alive: not of this daemon, not of a former one. */
export const stopAgent: Effect<"stop-agent"> = async (obligation, context) => {
  const { run } = obligation.subject;
  await context.supervision.stop(run, run, context.signal);
  // A reviewer that outlived its daemon would hold the worktree for ever.
  await context.supervision.stop(run, reviewSlot(run), context.signal);
  await context.supervision.stop(run, commandSlot(run), context.signal);
  context.facts.forget(run);
  context.facts.set(run, "process", "none", context.clock.now());
  await context.submit({ type: "run.observe-agent-stopped", key: obligation.key, run });
};
