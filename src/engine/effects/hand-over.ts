import type { Effect } from "../effect.ts";
import { reviewSlot } from "../review-slot.ts";

/** The user's from here on: no agent and no reviewer of ours is alive in the worktree, and it is known where its branch stands. */
export const handOver: Effect<"hand-over"> = async (obligation, context) => {
  const { run } = obligation.subject;
  await context.processes.stopSlot(run);
  await context.processes.stopSlot(reviewSlot(run));
  const head = await context.workspaces.readHead(run);
  await context.submit({ type: "run.observe-handed-over", key: obligation.key, run, head });
};
