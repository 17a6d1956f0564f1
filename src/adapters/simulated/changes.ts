// What differs between two commits, for people and for the rules about them.
import { isDeepStrictEqual } from "node:util";
import type { ChangedFile } from "../../ports/repository.ts";
import { countChangedLines, showChangedLines } from "./lines.ts";
import type { Files } from "./world.ts";
import { differing } from "./worktree.ts";

export function changedFiles(before: Files, after: Files): readonly ChangedFile[] {
  return differing(before, after).map((path) => ({
    path,
    ...countChangedLines(before.get(path) ?? "", after.get(path) ?? ""),
  }));
}

export function diffText(before: Files, after: Files): string {
  return differing(before, after)
    .map((path) => {
      const [from, to] = [before, after].map((files, side) =>
        files.has(path) ? `${side === 0 ? "a" : "b"}/${path}` : "/dev/null",
      );
      const head = `diff --git a/${path} b/${path}\n--- ${from ?? ""}\n+++ ${to ?? ""}\n`;
      return head + showChangedLines(before.get(path) ?? "", after.get(path) ?? "");
    })
    .join("");
}

const PROTECTED = [
  /(^|\/)\.(github|gitlab|circleci|husky|githooks|claude|jarvis)\//,
  /(^|\/)\.(gitlab-ci|travis)[^/]*$/,
  /(^|\/)(\.gitattributes|\.gitmodules|\.mcp\.json|jarvis\.jsonc?)$/,
];
const MANIFEST = /(^|\/)package\.json$/;

/** Changed paths that always ask. */
export function protectedPaths(before: Files, after: Files): readonly string[] {
  return differing(before, after).filter(
    (path) =>
      PROTECTED.some((pattern) => pattern.test(path.toLowerCase())) ||
      (MANIFEST.test(path) && !isDeepStrictEqual(scriptsOf(before.get(path)), scriptsOf(after.get(path)))),
  );
}

function scriptsOf(manifest: string | undefined): unknown {
  if (manifest === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(manifest);
    return typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "scripts") : undefined;
  } catch (error) {
    // Nobody knows what it runs: it asks whenever it changes.
    if (error instanceof SyntaxError) return manifest;
    throw error;
  }
}
