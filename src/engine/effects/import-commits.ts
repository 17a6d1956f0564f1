import { must } from "../../domain/state.ts";
import { ImportRefused, statOf, type ImportedHead } from "../../ports/repository.ts";
import type { Effect } from "../effect.ts";
import type { ChangeSummary } from "../../domain/run/state.ts";

/** Takes the reported commits into `refs/jarvis/run/<run>/head`, the one truth that review and landing read. */
export const importCommits: Effect<"import-commits"> = async (obligation, context) => {
  const run = must(context.state().runs, obligation.subject.run);
  try {
    const uncommitted = await context.workspaces.readUncommitted(run.id);
    const imported = await context.repository.importCommits({ run: run.id, base: run.base });
    context.facts.set(
      run.id,
      "last-commit",
      `${imported.head.slice(0, 7)} ${imported.subject}`,
      context.clock.now(),
    );
    await context.submit({
      type: "run.observe-import",
      key: obligation.key,
      run: run.id,
      head: imported.head,
      change: summary(imported),
      uncommitted,
    });
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    await context.submit({
      type: "run.observe-import-refused",
      key: obligation.key,
      run: run.id,
      detail: error.message,
    });
  }
};

function summary(imported: ImportedHead): ChangeSummary {
  return {
    ...statOf(imported.files),
    commitCount: imported.commitCount,
    subject: imported.subject,
    protectedPaths: imported.protectedPaths,
  };
}
