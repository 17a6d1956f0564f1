import { realpath } from "node:fs/promises";
import { branchName, commitSha, type BranchName } from "../../domain/ids.ts";
import { ProgramUnusable } from "../../ports/failure.ts";
import { SpawnFailed } from "../../ports/processes.ts";
import { RepositoryFailed, RepositoryUnusable, type RepositoryFacts } from "../../ports/repository.ts";
import { codeOf } from "./files.ts";
import { firstLine, type BoundGit, type Git } from "./git.ts";
import { readCommit, type Hub } from "./hub.ts";
import { findCheckoutsOf, listWorktrees } from "./worktree-list.ts";

const INSTALL = "Install git 2.38 or newer and put it on PATH.";
/** More branches would not help to choose one. */
const NAMED_BRANCHES_MAX = 20;
/** So many paths are counted; a checkout with more untracked files says this number. */
const STATUS_BYTES_MAX = 32 * 1024 * 1024;

/** Where the repository of a folder is. @throws RepositoryUnusable · ProgramUnusable */
export async function locateRepository(git: Git, path: string): Promise<{ root: string; commonDir: string }> {
  const folder = await realFolder(path);
  const here = git.at({ kind: "folder", path: folder });
  const commonDir = await readCommonDir(here, path);
  await refuseOldGit(here, path);
  const [main] = await listWorktrees(here);
  if (main && !main.isBare && main.path !== commonDir) return { root: await realpath(main.path), commonDir };
  const top = await here.read(["rev-parse", "--show-toplevel"], { accepts: [0, 128] });
  return { root: top.exitCode === 0 ? await realpath(firstLine(top)) : commonDir, commonDir };
}

async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!["ENOENT", "ENOTDIR", "EACCES"].includes(codeOf(error))) throw error;
    throw new RepositoryUnusable(
      path,
      "not-a-repository",
      "the folder does not exist or cannot be read",
      "Check the path.",
      {
        cause: error,
      },
    );
  }
}

async function readCommonDir(here: BoundGit, path: string): Promise<string> {
  const argv = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
  try {
    return await realpath(firstLine(await here.read(argv)));
  } catch (error) {
    if (error instanceof SpawnFailed)
      throw new ProgramUnusable("git", error.message, INSTALL, { cause: error });
    if (!(error instanceof RepositoryFailed)) throw error;
    const found = `git found no repository there (${error.message})`;
    const advice = "Run this in a git repository, or make one with `git init` and a first commit.";
    throw new RepositoryUnusable(path, "not-a-repository", found, advice, { cause: error });
  }
}

/** Asks git to merge a commit with itself as landing needs it, since version numbers of vendors tell little. */
async function refuseOldGit(here: BoundGit, path: string): Promise<void> {
  const head = await here.read(["rev-parse", "--verify", "-q", "HEAD^{commit}"], { accepts: [0, 1, 128] });
  const commit = firstLine(head);
  if (head.exitCode !== 0) return;
  const { exitCode } = await here.read(["merge-tree", "--write-tree", commit, commit], {
    accepts: [0, 1, 128, 129],
  });
  if (exitCode === 0) return;
  const version = firstLine(await here.read(["--version"]));
  throw new RepositoryUnusable(path, "git-too-old", `${version} cannot merge without a worktree`, INSTALL);
}

/**
 * The branch that work lands on: the wanted one; else the branch of HEAD; else, when HEAD is detached, the first
 * of `main`, `master` and the configured default branch that exists.
 * @throws RepositoryUnusable
 */
export async function chooseTarget(hub: Hub, wanted: BranchName | undefined): Promise<BranchName> {
  const head = await readHead(hub);
  const configured = await hub.shared.read(["config", "--get", "init.defaultBranch"], { accepts: [0, 1] });
  const fallbacks = ["main", "master", firstLine(configured)].filter(Boolean);
  const names = wanted ? [wanted] : head.kind === "branch" ? [head.name] : fallbacks;
  for (const name of names) if (await readCommit(hub, `refs/heads/${name}`)) return branchName(name);
  const { stdout } = await hub.shared.read([
    "for-each-ref",
    `--count=${NAMED_BRANCHES_MAX}`,
    "--format=%(refname:lstrip=2)",
    "refs/heads/",
  ]);
  const branches = stdout.toString("utf8").split("\n").filter(Boolean);
  const looked = names.map((name) => `"${name}"`).join(", ");
  if (branches.length === 0)
    throw new RepositoryUnusable(
      hub.root,
      "no-commits",
      "the repository has no commits yet",
      "Make a first commit, then start again.",
    );
  const found = wanted
    ? `there is no branch ${looked}`
    : head.kind === "branch"
      ? `HEAD is on ${looked}, which has no commits`
      : `HEAD is detached, and there is no branch ${looked}`;
  const advice = `Name the branch that work lands on as the target. There are: ${branches.join(", ")}.`;
  throw new RepositoryUnusable(hub.root, "no-target", found, advice);
}

export async function describeRepository(hub: Hub, target: BranchName): Promise<RepositoryFacts> {
  const targetTip = await readCommit(hub, `refs/heads/${target}`);
  if (!targetTip)
    throw new RepositoryUnusable(
      hub.root,
      "no-target",
      `the target branch "${target}" is gone`,
      "Make it again, or choose another target.",
    );
  const [checkout] = await findCheckoutsOf(hub, target);
  return {
    root: hub.root,
    commonDir: hub.commonDir,
    head: await readHead(hub),
    target,
    targetTip,
    targetCheckedOutIn: checkout?.path ?? null,
    uncommittedCount: hub.root === hub.commonDir ? 0 : await countUncommitted(hub),
  };
}

async function readHead(hub: Hub): Promise<RepositoryFacts["head"]> {
  // A bare repository is named, not found: the user may have forbidden to find one (`safe.bareRepository`).
  const place = hub.root === hub.commonDir ? hub.shared : hub.git.at({ kind: "folder", path: hub.root });
  const symbolic = await place.read(["symbolic-ref", "-q", "HEAD"], { accepts: [0, 1] });
  if (symbolic.exitCode === 0)
    return { kind: "branch", name: branchName(firstLine(symbolic).replace(/^refs\/heads\//, "")) };
  const commit = await place.read(["rev-parse", "--verify", "HEAD^{commit}"]);
  return { kind: "detached", commit: commitSha(firstLine(commit)) };
}

async function countUncommitted(hub: Hub): Promise<number> {
  const { stdout } = await hub.git
    .at({ kind: "folder", path: hub.root })
    .read(["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"], {
      outputBytesMax: STATUS_BYTES_MAX,
      whenExceeded: "cut",
    });
  let count = 0;
  for (const byte of stdout) if (byte === 0) count++;
  return count;
}
