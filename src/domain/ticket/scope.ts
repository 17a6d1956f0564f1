// Where two scopes may meet. Conservative: two that are told apart never touch the same path, two that are not may.

/** One path or glob of a scope, as far as it can be compared: all paths that it matches begin with `prefix`. */
interface Area {
  readonly written: string;
  readonly prefix: string;
  /** It names one path and what lies below it; else every path with the prefix may match. */
  readonly isPath: boolean;
}

/** The entry of one scope that may match what the other does; null: the two never meet. A scope without an entry meets everything. */
export function meetingPlace(mine: readonly string[], others: readonly string[]): string | null {
  const [left, right] = [areasOf(mine), areasOf(others)];
  if (left.length === 0 || right.length === 0) return left[0]?.written ?? right[0]?.written ?? "everything";
  for (const one of left) {
    const other = right.find((area) => mayMeet(one, area));
    // The narrower of the two says best where.
    if (other !== undefined) return one.prefix.length < other.prefix.length ? other.written : one.written;
  }
  return null;
}

/** What an exclusion takes away is not counted: a scope of exclusions only is everything. */
function areasOf(scope: readonly string[]): readonly Area[] {
  return scope.filter((entry) => !entry.trim().startsWith("!")).map(areaOf);
}

const GLOB = /[*?[\]{}()!+@\\]/;

function areaOf(written: string): Area {
  // Some file systems do not tell Src from src.
  const path = written.trim().toLowerCase().replaceAll("\\", "/");
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  // A path that climbs, or none at all, may lead anywhere.
  if (parts.length === 0 || parts.includes("..")) return { written, prefix: "", isPath: false };
  const clean = parts.join("/");
  const at = clean.search(GLOB);
  return at < 0
    ? { written, prefix: clean, isPath: true }
    : { written, prefix: clean.slice(0, at), isPath: false };
}

function mayMeet(a: Area, b: Area): boolean {
  if (a.isPath && b.isPath)
    return a.prefix === b.prefix || isBelow(a.prefix, b.prefix) || isBelow(b.prefix, a.prefix);
  if (a.isPath) return mayMatchUnder(a.prefix, b.prefix);
  if (b.isPath) return mayMatchUnder(b.prefix, a.prefix);
  return a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
}

/** A glob may match the path itself or something below it. */
function mayMatchUnder(path: string, globPrefix: string): boolean {
  return path.startsWith(globPrefix) || globPrefix.startsWith(`${path}/`) || globPrefix === `${path}/`;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
