// What must hold after a soak, asked from git, plain SQLite, the disk and the kernel.
import { existsSync, globSync } from "node:fs";
import { commitsOf } from "../e2e/demo-evidence.ts";
import { eventsOf, type JournalEvent } from "../e2e/journal-of.ts";
import {
  changedFiles,
  damageOf,
  halfMadeOf,
  locksOf,
  turnsAnsweredTwice,
  unansweredMessages,
  type Faults,
} from "../e2e/outside-evidence.ts";
import { git, type Scene } from "../e2e/scene.ts";
import { USER_FILES } from "./plan.ts";

export interface Landed {
  readonly tickets: number;
  readonly landed: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
}

/** Tickets by the journal, held against the target branch as git has it. */
export function landedOf(at: Pick<Scene, "repository">, journal: readonly JournalEvent[]): Landed {
  const ids = eventsOf(journal, "ticket.drafted").map(({ data }) => data.ticket as string);
  const said = eventsOf(journal, "ticket.landed").map(({ data }) => data.ticket as string);
  const closed = new Set(eventsOf(journal, "ticket.closed").map(({ data }) => data.ticket as string));
  const commits = new Map(ids.map((id) => [id, commitsOf(at, id)]));
  const countOf = (id: string) => commits.get(id)?.length ?? 0;
  return {
    tickets: ids.length,
    landed: ids.filter((id) => countOf(id) > 0).length,
    lost: ids.flatMap((id) => {
      if (said.includes(id) && countOf(id) === 0) return [`${id} is said to have landed and is not on main`];
      return countOf(id) === 0 && !closed.has(id) ? [`${id} has not landed`] : [];
    }),
    twice: [
      ...ids.filter((id) => countOf(id) > 1).map((id) => `${id} is on main ${countOf(id)} times`),
      ...said.filter((id, n) => said.indexOf(id) !== n).map((id) => `${id} landed twice by the journal`),
    ],
  };
}

export function soakFaults(at: Scene, journal: readonly JournalEvent[], seen: ReadonlySet<string>): Faults {
  const landed = landedOf(at, journal);
  return {
    lost: [
      ...landed.lost,
      ...changedFiles(at, USER_FILES),
      ...lostCommits(at, seen),
      ...unansweredMessages(journal),
    ],
    twice: [...landed.twice, ...turnsAnsweredTwice(journal)],
    corrupt: damageOf(at),
    staleLocks: locksOf(at),
    leftovers: leftBehind(at),
  };
}

/** Without the places in which landings are verified: they stay warm for the next, and are no run's. */
export function leftBehind(at: Scene): readonly string[] {
  const places = globSync(`${at.repository}-worktrees/verify-*`).length;
  return halfMadeOf(at, Object.keys(USER_FILES).length).filter(
    (one) => one !== `${places} worktrees` && !/verify-\d+(?:\.\w+)? is left/.test(one),
  );
}

/** Commits that a worker had made, whatever became of it, which no ref leads to. */
export function lostCommits(at: Pick<Scene, "git">, seen: ReadonlySet<string>): readonly string[] {
  const reached = new Set(at.git("rev-list", "--all").split("\n"));
  return [...seen].filter((one) => !reached.has(one)).map((one) => `nothing leads to the commit ${one}`);
}

/** Heads of the runs' worktrees at this moment; what is verified for a landing may be dropped. */
export function headsOf(repository: string): readonly string[] {
  return globSync(`${repository}-worktrees/r-*`).flatMap((folder) => {
    try {
      return [git(folder, "rev-parse", "--verify", "HEAD").trim()];
    } catch (error) {
      // It is just being made, or just being taken away.
      if (!existsSync(folder) || error instanceof Error) return [];
      throw error;
    }
  });
}

export interface Spending {
  readonly spendUsd: number;
  /** What may be spent at the end: the first budget and every raise. */
  readonly budgetUsd: number;
  /** The most that was spent beyond what was allowed at that moment. */
  readonly overshootUsd: number;
  /** One call of each worker, at the dearest: docs/decisions/0008. */
  readonly statedOvershootUsd: number;
}

export function spendingOf(
  journal: readonly JournalEvent[],
  { budgetUsd, workers }: { readonly budgetUsd: number; readonly workers: number },
): Spending {
  const runs = new Map<string, { readonly costUsd: number; readonly turnCount: number }>();
  let [spendUsd, capUsd, overshootUsd, dearestUsd] = [0, budgetUsd, 0, 0];
  for (const { type, data } of journal) {
    if (type === "project.budget-raised" && data.scope === "project") capUsd += data.added.costUsd ?? 0;
    if (type !== "run.usage-reported") continue;
    const before = runs.get(data.run) ?? { costUsd: 0, turnCount: 0 };
    const moreUsd = data.usage.costUsd - before.costUsd;
    dearestUsd = Math.max(dearestUsd, moreUsd / Math.max(1, data.usage.turnCount - before.turnCount));
    runs.set(data.run, data.usage);
    spendUsd += moreUsd;
    overshootUsd = Math.max(overshootUsd, spendUsd - capUsd);
  }
  return { spendUsd, budgetUsd: capUsd, overshootUsd, statedOvershootUsd: dearestUsd * workers };
}
