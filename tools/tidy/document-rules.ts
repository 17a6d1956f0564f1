// A document is true: its links lead somewhere, its commands exist, its files are there.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Source } from "../sources.ts";
import { type Document, type Problem, problemsOfMatches, type Repository } from "./rule.ts";

const LINKS = [
  /\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g,
  /^\[[^\]]+\]:\s*(\S+)/gm,
  /(?:src|href)="([^"]+)"/g,
];

export function deadLinks({ path, text }: Document, { root }: Repository): Problem[] {
  const prose = withoutCode(text);
  return LINKS.flatMap((expression) => [...prose.matchAll(expression)])
    .filter(([, target]) => target !== undefined && !/^[a-z][a-z+.-]*:/i.test(target))
    .filter(([, target = ""]) => !leadsSomewhere(root, path, target))
    .map((match) => ({ offset: match.index, message: `the link ${match[1]} leads nowhere` }));
}

function leadsSomewhere(root: string, from: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const at = file === "" ? join(root, from) : join(root, file.startsWith("/") ? "" : dirname(from), file);
  if (!existsSync(at)) return false;
  return !anchor || !at.endsWith(".md") || anchorsOf(readFileSync(at, "utf8")).has(anchor);
}

/** The anchors a Markdown page gets for its headings: lower case, no punctuation, blanks as dashes, numbered when repeated. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    let place = anchor;
    for (let n = 1; anchors.has(place); n++) place = `${anchor}-${n}`;
    anchors.add(place);
  }
  return anchors;
}

export function unknownScripts({ text }: Document, { scripts }: Repository): Problem[] {
  return [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)]
    .filter(([, name = ""]) => !scripts.has(name))
    .map((match) => ({ offset: match.index, message: `package.json has no script "${match[1]}"` }));
}

/** History may name what is gone: the changelog and the decisions are left out. */
export function missingFiles({ path, text }: Document, { root }: Repository): Problem[] {
  if (/^(CHANGELOG\.md|docs\/decisions\/)/.test(path)) return [];
  return [
    ...withoutFences(text).matchAll(
      /`((?:src|web|tools|test|bench|docs|bin|assets|examples)\/[a-z0-9/._-]+\.[a-z]+)`/g,
    ),
  ]
    .filter(([, file = ""]) => !existsSync(join(root, file)))
    .map((match) => ({ offset: match.index, message: `there is no file ${match[1]}` }));
}

/** Comments cite decisions and benchmarks; what they cite must be there. */
export function missingCitations({ comments }: Source, { root }: Repository): Problem[] {
  return comments.flatMap(({ start, value }) =>
    [...value.matchAll(/(?<![\w/.-])(docs\/[a-z0-9/-]+\.md|bench\/[a-z0-9/-]+\.ts)\b/g)]
      .filter(([, file = ""]) => !existsSync(join(root, file)))
      .map((match) => ({ offset: start, message: `there is no file ${match[1]}` })),
  );
}

export function fixedBadges({ text }: Document): Problem[] {
  return problemsOfMatches(text, /img\.shields\.io\/(static|badge)\b/g, "a badge that cannot turn red");
}

/** Blanks out code, keeping every offset. */
function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/`[^`\n]*`/g, blank);
}

function withoutFences(text: string): string {
  return text.replaceAll(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[`~]*[ \t]*$/gm, blank);
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}
