// The board learns of a worker's commits while it works: a fact, nothing that decides.
import type { CommitSha, RunId } from "../domain/ids.ts";
import { must } from "../domain/state.ts";
import type { EffectContext } from "./effect.ts";

export interface CommitWatch {
  /** Reads the branch itself: after a tool that may have committed, whatever was heard of it. */
  look(): Promise<void>;
  stop(): void;
}

/** Of one life of a worker. One look after another. What cannot be read is told as a fact. */
export async function watchCommits(run: RunId, context: EffectContext): Promise<CommitWatch> {
  let shown: CommitSha | null = null;
  let isStopped = false;
  let looking = Promise.resolve();

  async function show(told: CommitSha | null): Promise<void> {
    if (isStopped) return;
    const { branch, base } = must(context.state().runs, run);
    try {
      const tip = told ?? (await context.repository.readTip(branch));
      if (tip === (shown ?? base)) return;
      await observe({ run, base, tip }, context);
      shown = tip;
    } catch (error) {
      tellUnread(error);
    }
  }

  /** The board then shows what it knew before; the import reads the branch again and reports what is wrong with it. */
  function tellUnread(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    context.facts.set(run, "last-commit-unread", text, context.clock.now());
  }

  const look = (told: CommitSha | null) => (looking = looking.then(() => show(told)));
  const watching = context.workspaces.watchHead(run, (head) => void look(head));
  const stopWatching = await watching.catch((error: unknown) => tellUnread(error));
  return {
    look: () => look(null),
    stop: () => {
      isStopped = true;
      stopWatching?.();
    },
  };
}

async function observe(
  { run, base, tip }: { readonly run: RunId; readonly base: CommitSha; readonly tip: CommitSha },
  { repository, facts, clock }: EffectContext,
): Promise<void> {
  const [{ fileCount, added, removed }, [last]] = await Promise.all([
    repository.readStat({ base, head: tip }),
    repository.readLog(tip, 1),
  ]);
  facts.set(run, "change", `${fileCount} ${added} ${removed}`, clock.now());
  if (last !== undefined)
    facts.set(run, "last-commit", `${last.commit.slice(0, 7)} ${last.subject}`, clock.now());
}
