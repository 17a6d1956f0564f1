// Which project a command means: the one that is named, else the one that the user stands in, else the only one.
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ProjectSummary } from "../../wire/reads.ts";
import { UsageError } from "../failures.ts";
import { shortPath } from "./home.ts";

export interface Picked {
  readonly project: ProjectSummary;
  /** The repository that the user stands in, when another one was taken; null: none, or it is this one. */
  readonly insteadOf: string | null;
}

/** @throws UsageError that lists what there is */
export async function pickProject(
  projects: readonly ProjectSummary[],
  asked: string | undefined,
  cwd: string,
): Promise<Picked> {
  if (asked !== undefined) return { project: await named(projects, asked, cwd), insteadOf: null };
  const here = await mainWorktreeOf(cwd);
  const found = here === null ? undefined : await rootedAt(projects, here);
  if (found !== undefined) return { project: found, insteadOf: null };
  const [only, ...more] = projects;
  if (only !== undefined && more.length === 0) return { project: only, insteadOf: here };
  throw new UsageError(
    only === undefined
      ? "JARVIS has no project open. Open one: jarvis PATH"
      : `Which project? ${here === null ? `${shortPath(cwd)} is in no repository` : `${shortPath(here)} is not open in JARVIS`}. Name one with --project, or open another with jarvis PATH:\n${list(projects)}`,
  );
}

async function named(
  projects: readonly ProjectSummary[],
  asked: string,
  cwd: string,
): Promise<ProjectSummary> {
  const byId = projects.find((one) => one.id === asked);
  if (byId !== undefined) return byId;
  const path = resolve(cwd, asked);
  // What leads nowhere is no path: it would be taken for the repository around it.
  const root = (await kindOf(path)) === null ? null : await mainWorktreeOf(path);
  const byRoot = root === null ? undefined : await rootedAt(projects, root);
  if (byRoot !== undefined) return byRoot;
  const [byName, ...more] = projects.filter((one) => one.name === asked);
  if (byName !== undefined && more.length === 0) return byName;
  throw new UsageError(
    projects.length === 0
      ? `There is no project ${asked}: JARVIS has none open. Open it: jarvis ${asked}`
      : `There is no project ${asked}. Open it with jarvis PATH, or take one of these:\n${list(projects)}`,
  );
}

function list(projects: readonly ProjectSummary[]): string {
  return projects.map((one) => `  ${one.id}  ${shortPath(one.root)}`).join("\n");
}

async function rootedAt(
  projects: readonly ProjectSummary[],
  root: string,
): Promise<ProjectSummary | undefined> {
  const real = await realPath(root);
  for (const project of projects) if ((await realPath(project.root)) === real) return project;
  return undefined;
}

/** The main worktree of the repository that a folder is in, also from one of its linked worktrees; null: it is in none. */
async function mainWorktreeOf(folder: string): Promise<string | null> {
  for (let at = await realPath(folder); ; at = dirname(at)) {
    const git = join(at, ".git");
    const found = await kindOf(git);
    if (found === "folder") return at;
    if (found === "file") return (await mainWorktreeBehind(git)) ?? at;
    if (dirname(at) === at) return null;
  }
}

/** What a linked worktree's `.git` file leads to: `<main>/.git/worktrees/<name>`. A submodule's leads elsewhere and is a repository of its own. */
async function mainWorktreeBehind(gitFile: string): Promise<string | null> {
  const link = /^gitdir: (.+)$/m.exec(await readFile(gitFile, "utf8"))?.[1];
  const gitDir = link === undefined ? null : resolve(dirname(gitFile), link.trim());
  const parts = gitDir === null ? null : /^(.+)[/\\]\.git[/\\]worktrees[/\\][^/\\]+$/.exec(gitDir);
  return parts?.[1] ?? null;
}

async function kindOf(path: string): Promise<"folder" | "file" | null> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

/** A path that leads nowhere stays as it is. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (error instanceof Error && "code" in error) return path;
    throw error;
  }
}
