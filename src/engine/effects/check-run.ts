import { must } from "../../domain/state.ts";
import { invariant } from "../../domain/shared.ts";
import type { Effect } from "../effect.ts";

/** Runs the ticket's checks on the head merged with the target as it is now. */
export const checkRun: Effect<"check-run"> = async (obligation, context) => {
  const run = must(context.state().runs, obligation.subject.run);
  const { spec } = must(context.state().tickets, run.ticket);
  const { head } = run;
  invariant(head !== null, `${run.id} is checked before it was imported`);
  const target = await context.repository.readTip(spec.target);
  const at = run.reportedAt ?? run.createdAt;
  const result = await context.verifier.verify({
    target,
    head,
    checks: spec.checks,
    landing: null,
    message: `check ${run.id}`,
    at,
    signal: context.signal,
  });
  if (result.kind === "conflicted")
    await context.submit({
      type: "run.observe-conflict",
      key: obligation.key,
      run: run.id,
      target,
      files: result.files,
    });
  else
    await context.submit({
      type: "run.observe-checked",
      key: obligation.key,
      run: run.id,
      checked: result.checked,
    });
};
