import { randomBytes } from "node:crypto";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { treeSha, type TreeSha } from "../../domain/ids.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import { codeOf, exists } from "./files.ts";
import { firstLine, nulFields, type BoundGit } from "./git.ts";
import type { ContentRequest } from "./content-request.ts";
import { findNested } from "./nested-repositories.ts";

export interface Content {
  /** Everything in the folder that is not ignored. */
  readonly tree: TreeSha;
  /** What is staged; null when paths are in conflict or the index is broken, so that it has no tree. */
  readonly staged: TreeSha | null;
  /** Folders of repositories that lie inside; their files are in `tree`, not as a link to a commit. */
  readonly nested: readonly string[];
}

/** Repositories in repositories are followed this deep; what lies deeper is somebody's package, not work. */
const DEPTH_MAX = 4;

/**
 * Writes trees of what is in a worktree without changing it or its index. Works on a copy of the index, so that
 * unchanged files are not read again; from the copy, marks are taken that hide changes from git.
 */
export async function writeContent(request: ContentRequest, depth = 1): Promise<Content> {
  const { folder } = request;
  const git = request.gitAt(folder);
  const index = join(request.scratch, `index-${randomBytes(4).toString("hex")}`);
  const env = { ...request.env, GIT_INDEX_FILE: index };
  const staged = await copyIndex(git, request, index, env);
  const nested = depth < DEPTH_MAX ? await findNested(git, request, env) : [];
  await addAll(git, nested, env);
  const deeper: string[] = [];
  for (const path of nested) {
    const inside = await writeContent({ ...request, folder: join(folder, path), index: null }, depth + 1);
    deeper.push(...inside.nested);
    await git.write(["update-index", "--force-remove", "-z", "--stdin"], { env, stdin: `${path}\0` });
    await git.write(["read-tree", `--prefix=${path}/`, inside.tree], { env });
  }
  const tree = await writeTree(git, env);
  if (tree === null) throw new RepositoryFailed(["write-tree"], 128, "the copy of the index has no tree");
  return { tree, staged, nested: [...nested.map((path) => join(folder, path)), ...deeper] };
}

/** @returns the staged tree. A missing or broken index counts as an empty one: the files are what matters. */
async function copyIndex(
  git: BoundGit,
  request: ContentRequest,
  index: string,
  env: Readonly<Record<string, string>>,
): Promise<TreeSha | null> {
  if (request.index !== null && (await copyIfThere(request.index, index))) {
    const listed = await git.read(["ls-files", "-v", "-z"], { env, accepts: [0, 128] });
    if (listed.exitCode === 0) {
      const staged = await writeTree(git, env);
      await unhide(git, request.folder, nulFields(listed.stdout), env);
      return staged;
    }
    await rm(index);
  }
  await git.write(["read-tree", "--empty"], { env });
  return null;
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

async function addAll(
  git: BoundGit,
  except: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const pathspecs = [".", ...except.map((path) => `:(exclude,literal)${path}`)];
  await git.write(
    ["-c", "core.safecrlf=false", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"],
    { env, stdin: pathspecs.map((one) => `${one}\0`).join("") },
  );
}

/** Null when the index holds paths in conflict. */
async function writeTree(git: BoundGit, env: Readonly<Record<string, string>>): Promise<TreeSha | null> {
  const written = await git.write(["write-tree"], { env, accepts: [0, 128] });
  return written.exitCode === 0 ? treeSha(firstLine(written)) : null;
}

/**
 * Files marked "assume unchanged" or "skip" would be left out by `git add`. The mark goes, in the copy, where there
 * is a file; a skipped path without one is a sparse checkout and stays.
 */
async function unhide(
  git: BoundGit,
  folder: string,
  listed: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const hidden: string[] = [];
  for (const field of listed) {
    const isMarked = /^[a-zS] /.test(field);
    if (isMarked && (await exists(join(folder, field.slice(2))))) hidden.push(field.slice(2));
  }
  if (hidden.length === 0) return;
  const stdin = hidden.map((path) => `${path}\0`).join("");
  for (const unmark of ["--no-assume-unchanged", "--no-skip-worktree"])
    await git.write(["update-index", unmark, "-z", "--stdin"], { env, stdin });
}
