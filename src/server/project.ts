// One project in the daemon: opened in its journal, read for the orchestrator's tools.
import type { CatalogueAccess } from "../catalogue/access.ts";
import {
  sessionId,
  type BranchName,
  type CommitSha,
  type ConversationId,
  type ProjectId,
} from "../domain/ids.ts";
import type { EngineAccess } from "../engine/engine.ts";
import { handsOf, type ReadableWork, type ReadableWorktrees } from "./hands.ts";
import { readSettings } from "../engine/project-settings.ts";

/** What is read of the repository, always at the target's tip, never in the user's checkout. */
export interface ReadableProject {
  readTip(branch: BranchName): Promise<CommitSha>;
  readFile(commit: CommitSha, path: string): Promise<string | null>;
  listFiles(commit: CommitSha, glob: string): Promise<readonly string[]>;
  search(commit: CommitSha, pattern: string, pathGlob: string | null): Promise<readonly string[]>;
  readPatch(request: { readonly commit: string; readonly bytesMax: number }): Promise<string | null>;
  readLog(
    commit: CommitSha,
    limit: number,
  ): Promise<readonly { readonly commit: CommitSha; readonly subject: string; readonly author: string }[]>;
}

export interface ProjectStart {
  readonly project: ProjectId;
  readonly root: string;
  readonly target: BranchName;
  readonly highestTicket: number;
  readonly conversation: ConversationId;
  /** A fresh uuid, for the conversation's session when there is none yet. */
  readonly uuid: string;
}

/** What the orchestrator reads of one commit. */
const PATCH_BYTES_MAX = 30_000;

/** Puts the project and its conversation on record; does nothing when they are. */
export async function openProject(engine: EngineAccess, start: ProjectStart): Promise<void> {
  const actor = { kind: "engine" } as const;
  const { project, root, target, highestTicket, conversation, uuid } = start;
  await engine.submit({ type: "project.open", project, root, target, highestTicket }, actor);
  if (engine.state().conversations.has(conversation)) return;
  await engine.submit({ type: "conversation.open", conversation, session: sessionId(uuid) }, actor);
}

/** The target, and the checks of a ticket that names none. */
async function readDefaults(
  repository: ReadableProject,
  target: BranchName,
): ReturnType<CatalogueAccess["readDefaults"]> {
  const { checks } = await readSettings(repository, await repository.readTip(target));
  return { target, checks };
}

export function catalogueAccess(
  engine: EngineAccess,
  repository: ReadableProject & ReadableWork,
  worktrees: ReadableWorktrees,
  target: BranchName,
): CatalogueAccess {
  const tip = () => repository.readTip(target);
  return {
    state: () => engine.state(),
    facts: engine.facts,
    runCommand: (command, actor, id) => engine.submit(command, actor, id),
    readDefaults: () => readDefaults(repository, target),
    hands: handsOf(engine, repository, worktrees, target),
    project: {
      read: async (path) => await repository.readFile(await tip(), path),
      list: async (glob) => await repository.listFiles(await tip(), glob),
      search: async (pattern, pathGlob) => await repository.search(await tip(), pattern, pathGlob),
      log: async (limit) =>
        (await repository.readLog(await tip(), limit)).map(
          (one) => `${one.commit.slice(0, 7)} ${one.subject} (${one.author})`,
        ),
      show: (commit) => repository.readPatch({ commit, bytesMax: PATCH_BYTES_MAX }),
    },
  };
}
