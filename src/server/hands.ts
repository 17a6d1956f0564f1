// What the user made by hand, read where it lies: in a worktree that they took over, on a branch of their own.
import type { FindWork, FoundWork, HandsAccess } from "../catalogue/by-hand.ts";
import type { BranchName, CommitSha, RunId } from "../domain/ids.ts";
import { HAND_COMMITS_MAX } from "../domain/run/state.ts";
import { must } from "../domain/state.ts";
import type { EngineAccess } from "../engine/engine.ts";

export interface ReadableWorktrees {
  readHead(run: RunId): Promise<CommitSha>;
  readUncommitted(run: RunId): Promise<readonly string[]>;
}

export interface ReadableWork {
  readLog(
    commit: CommitSha,
    limit: number,
  ): Promise<readonly { readonly commit: CommitSha; readonly subject: string }[]>;
  readExisting(request: FindWork & { readonly target: BranchName }): Promise<FoundWork>;
}

export function handsOf(
  engine: Pick<EngineAccess, "state">,
  repository: ReadableWork,
  worktrees: ReadableWorktrees,
  target: BranchName,
): HandsAccess {
  return {
    readHandWork: async (id) => {
      const run = must(engine.state().runs, id);
      const since = run.stage.name === "taken-over" ? (run.stage.head ?? run.base) : run.base;
      const [head, uncommitted] = await Promise.all([worktrees.readHead(id), worktrees.readUncommitted(id)]);
      const log = await repository.readLog(head, HAND_COMMITS_MAX + 1);
      const from = log.findIndex(({ commit }) => commit === since);
      const base = log.findIndex(({ commit }) => commit === run.base);
      const end = from >= 0 ? from : base >= 0 ? base : HAND_COMMITS_MAX;
      const commits = log.slice(0, Math.min(end, HAND_COMMITS_MAX));
      return {
        commits: commits.map(({ commit, subject }) => ({ commit, subject })),
        isCut: from < 0,
        uncommitted,
      };
    },
    findWork: (request) => repository.readExisting({ ...request, target }),
  };
}
