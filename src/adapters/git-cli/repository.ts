import type { BranchName } from "../../domain/ids.ts";
import type { Processes } from "../../ports/processes.ts";
import { RepositoryFailed, statOf, type Repository } from "../../ports/repository.ts";
import type { ExistingWorks } from "../../ports/existing-work.ts";
import { readExisting } from "./existing-work.ts";
import { createGit } from "./git.ts";
import { createHub, readCommit, readTree, type Hub } from "./hub.ts";
import { importCommits } from "./import-commits.ts";
import { readChanges } from "./changes.ts";
import { land } from "./land.ts";
import { dropCandidate, makeCandidate, mergeTree } from "./merge.ts";
import { chooseTarget, describeRepository, locateRepository } from "./open-repository.ts";
import { listFiles, readDiff, readFile, readLog, readPatch, search } from "./read-history.ts";
import { openRegistry } from "./registry.ts";

export interface OpenedRepository extends Repository, ExistingWorks {
  /** Ends the process that reads objects. No call may follow. */
  close(): Promise<void>;
}

/**
 * @throws RepositoryUnusable when the folder is no repository, has no commits or no such target, or git is too old
 * @throws ProgramUnusable when there is no git
 */
export async function openRepository(options: {
  readonly path: string;
  /** The branch that work lands on. Default: see `chooseTarget`. */
  readonly target?: BranchName;
  readonly processes: Processes;
  readonly environment?: NodeJS.ProcessEnv;
}): Promise<OpenedRepository> {
  const git = createGit({ processes: options.processes, environment: options.environment });
  const hub = createHub({ git, ...(await locateRepository(git, options.path)) });
  try {
    const target = await chooseTarget(hub, options.target);
    return bind(hub, target);
  } catch (error) {
    await hub.objects.close();
    throw error;
  }
}

function bind(hub: Hub, target: BranchName): OpenedRepository {
  const registry = openRegistry(hub.commonDir);
  return {
    describe: () => describeRepository(hub, target),
    readTip: async (branch) => {
      const tip = await readCommit(hub, `refs/heads/${branch}`);
      if (!tip)
        throw new RepositoryFailed(["rev-parse", `refs/heads/${branch}`], null, "there is no such branch");
      return tip;
    },
    importCommits: (request) => importCommits(hub, registry, request),
    mergeTree: (request) => mergeTree(hub, request),
    makeCandidate: (request) => makeCandidate(hub, request),
    dropCandidate: (landing) => dropCandidate(hub, landing),
    land: (request) => land(hub, request),
    readTreeOf: (commit) => readTree(hub, commit),
    readDiff: (request) => readDiff(hub, request),
    readStat: async ({ base, head }) => statOf(await readChanges(hub, base, head)),
    readFile: (commit, path) => readFile(hub, commit, path),
    listFiles: (commit, glob) => listFiles(hub, commit, glob),
    search: (commit, pattern, pathGlob) => search(hub, commit, pattern, pathGlob),
    readLog: (commit, limit) => readLog(hub, commit, limit),
    readPatch: (request) => readPatch(hub, request),
    readExisting: (request) => readExisting(hub, registry, request),
    readHighestTicket: () => readHighestTicket(hub),
    close: () => hub.objects.close(),
  };
}

/** A number counts as used when a run of its ticket was imported or kept. */
async function readHighestTicket(hub: Hub): Promise<number> {
  const argv = ["for-each-ref", "--format=%(refname)", "refs/jarvis/run/", "refs/jarvis/keep/"];
  const { stdout } = await hub.shared.read(argv);
  let highest = 0;
  for (const [, ticket] of stdout.toString("utf8").matchAll(/^refs\/jarvis\/(?:run|keep)\/R-(\d+)\./gm))
    highest = Math.max(highest, Number(ticket));
  return highest;
}
