import type { Effect } from "../effect.ts";

/** The port refuses when something would be lost; then the run says so and nothing is removed. */
export const removeWorkspace: Effect<"remove-workspace"> = async (obligation, context) => {
  const { run } = obligation.subject;
  await context.workspaces.remove({ run });
  await context.submit({ type: "run.observe-removed", key: obligation.key, run });
};
