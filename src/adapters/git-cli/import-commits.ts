import { join } from "node:path";
import type { CommitSha, RunId } from "../../domain/ids.ts";
import {
  IMPORT_BYTES_MAX,
  IMPORT_OBJECTS_MAX,
  ImportRefused,
  type ImportedHead,
  type ImportRequest,
} from "../../ports/repository.ts";
import { readChanges } from "./changes.ts";
import { copyObjects } from "./copy-objects.ts";
import { exists } from "./files.ts";
import { firstLine } from "./git.ts";
import { isAncestor, readCommit, type Hub } from "./hub.ts";
import { findProtectedPaths } from "./protected-paths.ts";
import { readSubject } from "./read-history.ts";
import { formerHeadRef, runHeadRef, updateRef } from "./refs.ts";
import { adminDirOf, type Registry, type RunEntry } from "./registry.ts";
import { quarantine, withScratch } from "./scratch.ts";

/** What a test may make smaller. */
export interface ImportLimits {
  readonly objectsMax: number;
  readonly bytesMax: number;
}

const LIMITS: ImportLimits = { objectsMax: IMPORT_OBJECTS_MAX, bytesMax: IMPORT_BYTES_MAX };

/**
 * Sandbox level 0: the commits lie in the repository's own object store already, on the worktree's branch. Taking
 * them in means checking them as if they came from outside, then moving the one ref that everybody reads.
 */
export async function importCommits(
  hub: Hub,
  registry: Registry,
  request: ImportRequest,
  limits: ImportLimits = LIMITS,
): Promise<ImportedHead> {
  const head = await readSource(hub, registry, request);
  const commitCount = await countCommits(hub, request, head);
  const former = await readCommit(hub, runHeadRef(request.run));
  // The same commit is there: an earlier call of this import moved the ref and was killed before it could say so.
  if (former !== head) {
    await checkObjects(hub, request, { head, former }, limits);
    await keepFormer(hub, request.run, { head, former });
    await moveHead(hub, request.run, { head, former });
  }
  const changes = await readChanges(hub, request.base, head);
  return {
    head,
    commitCount,
    subject: await readSubject(hub, head),
    files: changes.map(({ path, added, removed }) => ({ path, added, removed })),
    protectedPaths: await findProtectedPaths(hub, changes),
  };
}

async function readSource(hub: Hub, registry: Registry, request: ImportRequest): Promise<CommitSha> {
  const entry = await registry.readRun(request.run);
  const source = entry && (await chooseSource(hub, entry));
  if (!source) throw new ImportRefused(request.run, "damaged", "its worktree and its branch are gone");
  return source;
}

/**
 * HEAD of the worktree, whatever branch the worker chose. While HEAD is detached in the middle of a rebase, or
 * looks back at an older commit of the run's branch, the branch is further than HEAD and counts instead.
 */
export async function chooseSource(hub: Hub, entry: RunEntry): Promise<CommitSha | null> {
  const adminDir = adminDirOf(hub.commonDir, entry);
  const head = await readCommit(hub, `worktrees/${entry.admin}/HEAD`);
  const tip = await readCommit(hub, `refs/heads/${entry.branch}`);
  if (!head || !tip || head === tip) return head ?? tip;
  const isRebasing =
    (await exists(join(adminDir, "rebase-merge"))) || (await exists(join(adminDir, "rebase-apply")));
  return isRebasing || (await isAncestor(hub, head, tip)) ? tip : head;
}

async function countCommits(hub: Hub, { run, base }: ImportRequest, head: CommitSha): Promise<number> {
  const argv = ["rev-list", "--left-right", "--count", "--end-of-options", `${base}...${head}`];
  const [missing = "", added = ""] = firstLine(await hub.shared.read(argv)).split("\t");
  if (missing !== "0")
    throw new ImportRefused(
      run,
      "not-descended",
      `${head} does not descend from its base ${base}; ${missing} commits of the base are missing in it`,
    );
  return Number(added);
}

interface Move {
  readonly head: CommitSha;
  readonly former: CommitSha | null;
}

async function checkObjects(
  hub: Hub,
  { run, base }: ImportRequest,
  { head, former }: Move,
  limits: ImportLimits,
): Promise<void> {
  if (head === base) return;
  const known = former === null ? [base] : [base, former];
  const outcome = await withScratch(hub.commonDir, (folder) =>
    copyObjects({
      from: hub.shared,
      to: hub.shared,
      toEnv: quarantine(hub.commonDir, folder),
      revisions: [head, ...known.map((commit) => `^${commit}`)],
      ...limits,
    }),
  );
  if (outcome.kind !== "copied") throw new ImportRefused(run, outcome.kind, outcome.found);
}

/** A worker that amends or rebases leaves its former commits behind; they were shown to people, so they stay. */
async function keepFormer(hub: Hub, run: RunId, { head, former }: Move): Promise<void> {
  if (former === null || (await isAncestor(hub, former, head))) return;
  const ref = formerHeadRef(run, former);
  if (await readCommit(hub, ref)) return;
  await updateRef(hub, { ref, to: former, from: null, reason: `jarvis: former head of ${run}` });
}

async function moveHead(hub: Hub, run: RunId, { head, former }: Move): Promise<void> {
  const ref = runHeadRef(run);
  if (await updateRef(hub, { ref, to: head, from: former, reason: `jarvis: import ${run}` })) return;
  const found = await readCommit(hub, ref);
  if (found !== head)
    throw new ImportRefused(
      run,
      "moved",
      `its imported head became ${found ?? "absent"} meanwhile, expected ${former ?? "none"}; import again`,
    );
}
