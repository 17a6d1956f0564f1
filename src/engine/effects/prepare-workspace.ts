import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";

/** The port finds what an earlier life made, and completes what it left half made. */
export const prepareWorkspace: Effect<"prepare-workspace"> = async (obligation, context) => {
  const run = must(context.state().runs, obligation.subject.run);
  const made = await context.workspaces.prepare({
    run: run.id,
    base: run.base,
    branch: run.branch,
    ...(run.start === null ? {} : { start: run.start }),
  });
  await context.submit({
    type: "run.observe-workspace",
    key: obligation.key,
    run: run.id,
    path: made.path,
    branch: made.branch,
  });
};
