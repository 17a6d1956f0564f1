import type { Effect } from "../effect.ts";

/** Everything in the worktree becomes reachable before anything is removed. */
export const keepWork: Effect<"keep-work"> = async (obligation, context) => {
  const { run } = obligation.subject;
  const kept = await context.workspaces.keep({ run, n: 1 });
  await context.submit({ type: "run.observe-kept", key: obligation.key, run, ref: kept.ref });
};
