import { basename, dirname, join } from "node:path";
import type { BranchName, CommitSha, RunId } from "../../domain/ids.ts";
import type { Processes } from "../../ports/processes.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import { WorkspaceUnusable, type KeptWork, type Workspaces } from "../../ports/workspace.ts";
import { createGit, nulFields } from "./git.ts";
import { createHub, readCommit } from "./hub.ts";
import { chooseSource } from "./import-commits.ts";
import { keepWork, refuseUnregistered } from "./keep-work.ts";
import { inOrder } from "./lock.ts";
import { prepareWorkspace } from "./prepare-workspace.ts";
import { keepRef } from "./refs.ts";
import { idOfRun, openRegistry, type WorkspaceEntry } from "./registry.ts";
import {
  deleteTrash,
  finishRemoval,
  isDoomed,
  readLatest,
  removeWorkspace,
  type Doomed,
} from "./remove-workspace.ts";
import { asUnusable, orderKey, worktreeGit, type Site, type Step } from "./site.ts";
import { sweepRepository } from "./sweep-repository.ts";
import { createVerifySlots } from "./verify-slots.ts";
import { watchHead } from "./watch-head.ts";

export interface ListedWorkspace {
  readonly id: string;
  /** Null for a verify slot. */
  readonly run: RunId | null;
  readonly branch: BranchName | null;
  readonly path: string;
  /** `preparing`: half made; the same `prepare` completes it, `remove` removes it. */
  readonly stage: "preparing" | "ready" | "removing";
}

export interface OpenedWorkspaces extends Workspaces {
  /** All worktrees of ours that our records know, whatever is left of them. */
  list(): Promise<readonly ListedWorkspace[]>;
  /** Removes the verify slots that nobody holds, with the dependencies in them. */
  retireVerify(): Promise<void>;
  /** Waits for deletions and ends the process that reads objects. No call may follow. */
  close(): Promise<void>;
}

export interface OpenWorkspacesOptions {
  /** Real path of the common git directory. */
  readonly commonDir: string;
  /** Real path of the user's checkout, or of the bare repository. */
  readonly root: string;
  readonly processes: Processes;
  /** The folder beside which `<name>-worktrees` is made. Default: the root. */
  readonly placeBeside?: string;
  /** How git starts where a worker's code has run. Default: like every other git. */
  readonly spawnInTerritory?: Sandbox["spawn"];
  readonly environment?: NodeJS.ProcessEnv;
  /** For tests that end the work after a step. */
  readonly afterStep?: (step: Step) => void;
}

const NAMED_PATHS_MAX = 1_000;

/** @throws WorkspaceUnusable when no worktree can stand beside the repository */
export async function openWorkspaces(options: OpenWorkspacesOptions): Promise<OpenedWorkspaces> {
  const { commonDir, root, processes, environment, spawnInTerritory } = options;
  const beside = options.placeBeside ?? root;
  const folder = join(dirname(beside), `${basename(beside).replace(/\.git$/, "")}-worktrees`);
  if (/[\n\r]/.test(folder + commonDir))
    throw new WorkspaceUnusable("make worktrees in", folder, "git cannot work with a line break in a path");
  const git = createGit({ processes, spawnInTerritory, environment });
  const site: Site = {
    hub: createHub({ git, commonDir, root }),
    registry: openRegistry(commonDir),
    folder,
    afterStep: options.afterStep ?? (() => undefined),
  };
  await sweepRepository(site.hub, site.registry);
  const opened = bind(site);
  // What a killed daemon was removing goes on in the background; what fails is told by whoever asks for it next.
  opened.settle().catch((error: unknown) => error);
  return opened;
}

function bind(site: Site): OpenedWorkspaces {
  const slots = createVerifySlots(site);
  const trash = createTrash(site);
  const forRun = <Result>(run: RunId, work: () => Promise<Result>): Promise<Result> =>
    inOrder(orderKey(site, idOfRun(run)), work);
  return {
    prepare: (request) =>
      forRun(request.run, () =>
        asUnusable("prepare", join(site.folder, idOfRun(request.run)), async () => {
          await trash.finish(request.run);
          return prepareWorkspace(site, request);
        }),
      ),
    keep: ({ run, n }) => forRun(run, () => asUnusable("keep work in", run, () => keep(site, run, n))),
    remove: ({ run }) =>
      forRun(run, async () => {
        const entry = await readLatest(site, run);
        if (entry) trash.add(await asUnusable("remove", entry.path, () => removeWorkspace(site, entry)));
      }),
    readHead: (run) => asUnusable("read", run, () => readHead(site, run)),
    readUncommitted: (run) => asUnusable("read", run, () => readUncommitted(site, run)),
    watchHead: (run, tell) => asUnusable("watch", run, () => watchHead(site, run, tell)),
    acquireVerify: (request) => slots.acquire(request),
    settle: () => trash.settle(),
    list: async () => (await site.registry.list()).map(listed),
    retireVerify: () => slots.retireAll(),
    close: async () => {
      await trash.settle();
      await site.hub.objects.close();
    },
  };
}

/** A workspace that is gone was kept before it went. */
async function keep(site: Site, run: RunId, n: number): Promise<KeptWork> {
  const entry = await readLatest(site, run);
  if (entry && !isDoomed(entry)) return keepWork(site, entry, n);
  const ref = keepRef(run, n);
  return { ref: (await readCommit(site.hub, ref)) ? ref : null, fileCount: 0, ignoredBytes: 0 };
}

async function readHead(site: Site, run: RunId): Promise<CommitSha> {
  const entry = await site.registry.readRun(run);
  const head = entry && (await chooseSource(site.hub, entry));
  if (!head) throw new WorkspaceUnusable("read", run, "its worktree and its branch are gone");
  return head;
}

async function readUncommitted(site: Site, run: RunId): Promise<readonly string[]> {
  const entry = await site.registry.readRun(run);
  if (!entry) throw new WorkspaceUnusable("read", run, "there is no workspace of this run");
  await refuseUnregistered(site, entry);
  const argv = ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"];
  const { stdout } = await worktreeGit(site, entry, "worker").read(argv, { whenExceeded: "cut" });
  return nulFields(stdout)
    .slice(0, NAMED_PATHS_MAX)
    .map((field) => field.slice(3));
}

function listed(entry: WorkspaceEntry): ListedWorkspace {
  const { id, path } = entry;
  const isRun = entry.kind === "run";
  return {
    id,
    path,
    run: isRun ? entry.run : null,
    branch: isRun ? entry.branch : null,
    stage: entry.stage.name,
  };
}

interface Trash {
  /** Deletes in the background. */
  add(doomed: Doomed): void;
  /** Completes the removal of a run's workspace, if it is being removed. */
  finish(run: RunId): Promise<void>;
  settle(): Promise<void>;
}

/** Deletes one worktree after another: many at once would only fight over the disk. */
function createTrash(site: Site): Trash {
  const inTurn = (work: () => Promise<void>): Promise<void> => inOrder(orderKey(site, "trash"), work);
  const complete = async (entry: WorkspaceEntry | null): Promise<void> => {
    if (entry && isDoomed(entry))
      await asUnusable("delete", entry.stage.trash, () => finishRemoval(site, entry));
  };
  const finish = (run: RunId): Promise<void> => inTurn(async () => complete(await readLatest(site, run)));
  const finishVerify = (id: string): Promise<void> =>
    inTurn(async () => complete(await site.registry.read(id)));
  return {
    add: (doomed) => {
      const deleted = inTurn(() => asUnusable("delete", doomed.stage.trash, () => deleteTrash(site, doomed)));
      // What fails here stays recorded, and `settle` tries again and tells.
      deleted.catch((error: unknown) => error);
    },
    finish,
    settle: async () => {
      for (const entry of (await site.registry.list()).filter(isDoomed)) {
        if (entry.kind === "run") await inOrder(orderKey(site, entry.id), () => finish(entry.run));
        else await inOrder(orderKey(site, "verify"), () => finishVerify(entry.id));
      }
      // Waits for what is being deleted just now.
      await inTurn(() => Promise.resolve());
    },
  };
}
