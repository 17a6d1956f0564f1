import type { RunId } from "../domain/ids.ts";
import { must } from "../domain/state.ts";
import type { EffectContext } from "./effect.ts";

/** A look at the run's branch after a tool that may have committed: a fact for the board, nothing that decides. */
export async function observeCommit(run: RunId, context: EffectContext): Promise<void> {
  const { branch, base } = must(context.state().runs, run);
  try {
    const tip = await context.repository.readTip(branch);
    if (tip === base) return;
    const [{ fileCount, added, removed }, [last]] = await Promise.all([
      context.repository.readStat({ base, head: tip }),
      context.repository.readLog(tip, 1),
    ]);
    context.facts.set(run, "change", `${fileCount} ${added} ${removed}`, context.clock.now());
    if (last !== undefined)
      context.facts.set(
        run,
        "last-commit",
        `${last.commit.slice(0, 7)} ${last.subject}`,
        context.clock.now(),
      );
  } catch (error) {
    // The board then shows what it knew before; the import reads the branch again and reports what is wrong with it.
    context.facts.set(
      run,
      "last-commit-unread",
      error instanceof Error ? error.message : String(error),
      context.clock.now(),
    );
  }
}
