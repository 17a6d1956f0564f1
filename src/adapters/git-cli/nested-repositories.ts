import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { commitSha, type CommitSha } from "../../domain/ids.ts";
import { IMPORT_BYTES_MAX, IMPORT_OBJECTS_MAX, RepositoryFailed } from "../../ports/repository.ts";
import { copyObjects } from "./copy-objects.ts";
import { exists } from "./files.ts";
import { firstLine, nulFields, type BoundGit } from "./git.ts";
import type { Hub } from "./hub.ts";
import type { ContentRequest } from "./content-request.ts";

/** A repository with more branches than this is a clone, whose branches are elsewhere. */
const BRANCHES_MAX = 1_000;

/**
 * Repositories inside a folder: those that a worker made or cloned there, and submodules with changes. Git would
 * record one as a link to a commit that exists nowhere else, or refuse it when it has none.
 */
export async function findNested(
  git: BoundGit,
  { folder, nestedGitAt }: Pick<ContentRequest, "folder" | "nestedGitAt">,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const untracked = await git.read(["ls-files", "--others", "--exclude-standard", "-z"], { env });
  const found = nulFields(untracked.stdout)
    .filter((path) => path.endsWith("/"))
    .map((path) => path.slice(0, -1));
  const tracked = await git.read(["ls-files", "--stage", "-z"], { env });
  for (const field of nulFields(tracked.stdout)) {
    const [, recorded = "", path = ""] = /^160000 ([0-9a-f]+) \d\t(.*)$/s.exec(field) ?? [];
    const inside = join(folder, path);
    if (path !== "" && (await isChangedModule(nestedGitAt(inside), inside, recorded))) found.push(path);
  }
  return found.toSorted();
}

async function isChangedModule(git: BoundGit, folder: string, recorded: string): Promise<boolean> {
  if (!(await exists(join(folder, ".git")))) return false;
  const head = await git.read(["rev-parse", "--verify", "-q", "HEAD"], { accepts: [0, 1, 128] });
  if (firstLine(head) !== recorded) return true;
  const status = await git.read(["status", "--porcelain=v1", "-z"]);
  return status.stdout.length > 0;
}

/**
 * Brings the commits that exist only in nested repositories into our object store.
 * @returns commits that lead to all of them
 * @throws RepositoryFailed when one is too large or damaged: then its history cannot be kept
 */
export async function copyNestedCommits(
  hub: Hub,
  folders: readonly string[],
  { nestedGitAt, env }: Pick<ContentRequest, "nestedGitAt" | "env">,
): Promise<CommitSha[]> {
  const found = new Set<CommitSha>();
  for (const folder of folders) {
    const git = nestedGitAt(folder);
    const own = await findOwnCommits(hub, git);
    for (const commit of own) found.add(commit);
    const missing = await missingIn(hub, own);
    if (missing.length === 0) continue;
    const outcome = await copyObjects({
      from: git,
      to: hub.shared,
      toEnv: env,
      revisions: missing,
      objectsMax: IMPORT_OBJECTS_MAX,
      bytesMax: IMPORT_BYTES_MAX,
    });
    if (outcome.kind === "copied") continue;
    const advice = "Move that folder out of the worktree, or push its commits and delete it";
    const complaint = `the history of the repository in ${folder} cannot be kept: ${outcome.found}. ${advice}`;
    throw new RepositoryFailed(["pack-objects"], null, complaint);
  }
  return [...found];
}

/** None for a clone without commits of its own: all it has is where it was cloned from. */
async function findOwnCommits(hub: Hub, git: BoundGit): Promise<CommitSha[]> {
  const place = await git.read(["rev-parse", "--path-format=absolute", "--git-common-dir"], {
    accepts: [0, 128],
  });
  if (place.exitCode !== 0) return [];
  const isOurs = (await realpath(firstLine(place))) === hub.commonDir;
  const head = await git.read(["rev-parse", "--verify", "-q", "HEAD^{commit}"], { accepts: [0, 1, 128] });
  const heads = head.exitCode === 0 ? [commitSha(firstLine(head))] : [];
  // Another worktree of this repository: its branches stay where they are; only its HEAD goes with its folder.
  if (isOurs) return heads;
  const own = await git.read(["rev-list", "--max-count=1", "--all", "--not", "--remotes"]);
  if (own.stdout.length === 0) return [];
  const format = "--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)";
  const refs = await git.read([
    "for-each-ref",
    `--count=${BRANCHES_MAX}`,
    format,
    "refs/heads/",
    "refs/stash",
  ]);
  const branches = refs.stdout.toString("utf8").split("\n").filter(Boolean).map(commitSha);
  return [...new Set([...heads, ...branches])];
}

async function missingIn(hub: Hub, commits: readonly CommitSha[]): Promise<CommitSha[]> {
  const headers = await Promise.all(commits.map((commit) => hub.objects.readHeader(commit)));
  return commits.filter((_, index) => headers[index] === null);
}
