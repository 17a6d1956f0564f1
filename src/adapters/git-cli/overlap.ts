import { dirname, join } from "node:path";
import { NO_FILE, type TreeChange } from "./changes.ts";
import { codeOf, exists, statOf, walkFiles } from "./files.ts";
import { nulFields, type BoundGit } from "./git.ts";

/** What is named to the user; more of them would not help to decide. */
const NAMED_MAX = 1_000;

/**
 * Files of the user that a fast-forward of this checkout would have to touch: modified or staged ones, and
 * untracked or ignored ones that lie where a file would come to be. Git itself overwrites ignored files.
 */
export async function findOverlap(
  checkout: string,
  git: BoundGit,
  changes: readonly TreeChange[],
): Promise<string[]> {
  const modified = await readModified(git);
  const found = new Set(changes.map((change) => change.path).filter((path) => modified.has(path)));
  for (const path of await findHidden(git, checkout, changes)) found.add(path);
  const vacated = new Set(
    changes.filter((change) => change.newMode === NO_FILE).map((change) => change.path),
  );
  const look = createLook(checkout, vacated);
  for (const change of changes) {
    if (change.oldMode !== NO_FILE || found.has(change.path)) continue;
    for (const path of await look(change.path)) found.add(path);
    if (found.size >= NAMED_MAX) break;
  }
  return [...found].toSorted().slice(0, NAMED_MAX);
}

/** Tracked paths that differ from HEAD in the index or in the worktree. */
export async function readModified(git: BoundGit): Promise<Set<string>> {
  const argv = ["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames"];
  const { stdout } = await git.read(argv);
  return new Set(nulFields(stdout).map((field) => field.slice(3)));
}

/** Blob names that the files would get on `git add`, so that line ends and filters do not count as edits. */
export async function hashAsStored(
  git: BoundGit,
  checkout: string,
  wanted: readonly string[],
): Promise<Map<string, string>> {
  const paths: string[] = [];
  for (const path of wanted) {
    const stats = await statOf(join(checkout, path));
    if (stats?.isFile() && !path.includes("\n")) paths.push(path);
  }
  if (paths.length === 0) return new Map();
  const { stdout } = await git.read(["hash-object", "--stdin-paths"], { stdin: `${paths.join("\n")}\n` });
  const hashes = stdout.toString("utf8").split("\n");
  return new Map(paths.map((path, index) => [path, hashes[index] ?? ""]));
}

/** Paths that would change and that the user told git not to look at ("assume unchanged", "skip"). */
export async function listHidden(git: BoundGit, changes: readonly TreeChange[]): Promise<TreeChange[]> {
  const { stdout } = await git.read(["ls-files", "-v", "-z"]);
  const marked = nulFields(stdout).filter((field) => /^[a-zS] /.test(field));
  const hidden = new Set(marked.map((field) => field.slice(2)));
  return changes.filter((change) => hidden.has(change.path));
}

/** Those of them that differ from what git would replace. */
async function findHidden(
  git: BoundGit,
  checkout: string,
  changes: readonly TreeChange[],
): Promise<string[]> {
  const asked = await listHidden(git, changes);
  const paths = asked.map((change) => change.path);
  const hashes = await hashAsStored(git, checkout, paths);
  const isTouched = ({ path, oldBlob }: TreeChange): boolean =>
    hashes.has(path) && hashes.get(path) !== oldBlob;
  return asked.filter(isTouched).map((change) => change.path);
}

/** Finds what stands in the way of a file that comes to be at a path. */
function createLook(checkout: string, vacated: ReadonlySet<string>): (path: string) => Promise<string[]> {
  const known = new Map<string, Promise<string[]>>();
  const inTheWayAbove = (folder: string): Promise<string[]> => {
    if (folder === ".") return Promise.resolve([]);
    const answer = known.get(folder) ?? lookAtFolder(folder);
    known.set(folder, answer);
    return answer;
  };
  const lookAtFolder = async (folder: string): Promise<string[]> => {
    const above = await inTheWayAbove(dirname(folder));
    if (above.length > 0) return above;
    const stats = await statOf(join(checkout, folder));
    if (!stats) return [];
    if (!stats.isDirectory()) return vacated.has(folder) ? [] : [folder];
    // A repository of the user's in there: its files are not for us to mix with.
    return (await exists(join(checkout, folder, ".git"))) ? [folder] : [];
  };
  return async (path) => {
    const above = await inTheWayAbove(dirname(path));
    if (above.length > 0) return above;
    const stats = await statOf(join(checkout, path));
    if (!stats) return [];
    if (!stats.isDirectory()) return [path];
    return (await listBelow(checkout, path)).filter((inside) => !vacated.has(inside));
  };
}

async function listBelow(checkout: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const path of walkFiles(join(checkout, folder))) {
      found.push(join(folder, path));
      if (found.length >= NAMED_MAX) break;
    }
    return found;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return found;
    // What cannot be read cannot be shown to be safe.
    if (codeOf(error) === "EACCES") return [folder];
    throw error;
  }
}
