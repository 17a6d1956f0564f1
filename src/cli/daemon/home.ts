// Where JARVIS keeps its things, and how that is named to people.
import { homedir } from "node:os";
import { join, resolve, sep } from "node:path";

/** The folder that was asked for, else JARVIS_HOME, else `~/.jarvis`; absolute. */
export function homePath(asked: string | undefined): string {
  return resolve(asked ?? process.env["JARVIS_HOME"] ?? join(homedir(), ".jarvis"));
}

/** What a command needs to find this home again: nothing where it looks by itself. */
export function homeFlag(home: string): string {
  return home === homePath(undefined) ? "" : ` --home ${shortPath(home)}`;
}

/** `~/.jarvis` instead of the whole path. */
export function shortPath(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(`${home}${sep}`) ? `~${path.slice(home.length)}` : path;
}
