// The projects of a home, as they lie in its folders.
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { z } from "zod";
import { projectId } from "../domain/ids.ts";
import { PortFailure } from "../ports/failure.ts";

export interface ProjectFolder {
  readonly id: string;
  readonly folder: string;
  /** Where the repository was when it was last opened; null when that is not on record. */
  readonly root: string | null;
}

/** `name` is no project of the home, or may be several. */
export class ProjectNotFound extends PortFailure {
  readonly code = "project-not-found";
  readonly retry = "after-change";
  readonly home: string;
  readonly known: readonly string[];
  constructor(home: string, name: string | null, known: readonly ProjectFolder[], options?: ErrorOptions) {
    const names = known.map(({ id, root }) => (root === null ? id : `${id} (${root})`));
    const found = name === null ? `it has ${known.length} projects` : `it has no project ${name}`;
    const advice =
      known.length === 0 ? "Start JARVIS in a repository first." : `Name one of ${names.join(", ")}.`;
    super(`Cannot choose a project of ${home}: ${found}. ${advice}`, options);
    this.home = home;
    this.known = names;
  }
}

const ProjectFile = z.object({ root: z.string() });
const PROJECT_ID = /^[0-9a-f]{12}$/;

/** In the order of their ids; none when the home is not there. */
export function listProjectFolders(home: string): readonly ProjectFolder[] {
  return namesIn(join(home, "projects"))
    .filter((name) => PROJECT_ID.test(name))
    .map((id) => ({ id, folder: projectFolderOf(home, id), root: rootOf(projectFolderOf(home, id)) }));
}

/** @throws MalformedId for what is no id, so that no name leads out of the home */
export function projectFolderOf(home: string, id: string): string {
  return join(home, "projects", projectId(id));
}

/** `name`: an id, the path of a repository, or null for the only one. @throws ProjectNotFound */
export function findProjectFolder(home: string, name: string | null): ProjectFolder {
  const all = listProjectFolders(home);
  const found = all.filter(({ id, root }) => name === null || id === name || isSamePath(root, name));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new ProjectNotFound(home, name, all);
  return only;
}

/** Id of the project whose repository this path lies in, the innermost; null: it lies in none. */
export function projectAround(home: string, path: string): string | null {
  const here = `${realPath(path)}${sep}`;
  const around = listProjectFolders(home)
    .filter(({ root }) => root !== null && here.startsWith(`${realPath(root)}${sep}`))
    .toSorted((one, other) => (other.root?.length ?? 0) - (one.root?.length ?? 0));
  return around[0]?.id ?? null;
}

function isSamePath(root: string | null, name: string): boolean {
  return root !== null && realPath(root) === realPath(name);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    // A repository that has moved is still known by where it was.
    if (isSystemError(error)) return path;
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return [];
    throw error;
  }
}

function rootOf(folder: string): string | null {
  try {
    const json: unknown = JSON.parse(readFileSync(join(folder, "project.json"), "utf8"));
    return ProjectFile.parse(json).root;
  } catch (error) {
    // Without it the project has only its id, and is a project all the same.
    if (error instanceof SyntaxError || error instanceof z.ZodError || isSystemError(error)) return null;
    throw error;
  }
}

function isSystemError(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && "code" in error;
}
