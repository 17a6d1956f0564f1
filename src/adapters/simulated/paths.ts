// Rules about paths, as far as the model knows them.
import { PathOutsideTree } from "../../ports/repository.ts";

/** @throws PathOutsideTree */
export function insideTree(path: string): string {
  const leadsOut = path === "" || path.startsWith("/") || /(^|\/)\.\.?(\/|$)/.test(path);
  if (leadsOut || /[\0\n]/.test(path)) throw new PathOutsideTree(path);
  return path;
}

/** `*` and `?` stay inside a folder, `**` passes any number of them. @throws PathOutsideTree */
export function globPattern(glob: string): RegExp {
  return new RegExp(`^${globSource(insideTree(glob))}$`);
}

function globSource(glob: string): string {
  return glob.replace(/\*\*\/|\*\*|\*|\?|[\\^$.+()[\]{}|]/g, (found) => WILDCARDS[found] ?? `\\${found}`);
}

const WILDCARDS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

/** By the lines of a `.gitignore` at the root: names and globs, at any depth unless they hold a slash; no exceptions (`!`). */
export function isIgnored(rules: string, path: string): boolean {
  return rules
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .some((line) => ignorePattern(line).test(path));
}

function ignorePattern(line: string): RegExp {
  const name = line.replace(/\/$/, "");
  const anywhere = name.includes("/") ? "" : "(?:.*/)?";
  const below = line.endsWith("/") ? "/.*" : "(?:/.*)?";
  return new RegExp(`^${anywhere}${globSource(name.replace(/^\//, ""))}${below}$`);
}
