import { fencedLines, readFencedBlocks } from "./fenced-blocks.ts";

/** A ticket written as Markdown, as it lies in `tickets/` or is given by hand. */
export interface TicketFile {
  readonly title: string;
  /** All that stands under no known heading, fenced blocks included: what a worker reads. */
  readonly description: string;
  readonly criteria: readonly string[];
  readonly scope: readonly string[];
  readonly checks: readonly string[];
  readonly dependsOn: readonly string[];
}

export type TicketFileResult =
  | { readonly isOk: true; readonly ticket: TicketFile }
  | { readonly isOk: false; readonly problem: string };

export const TICKET_FILE_CHARS_MAX = 256 * 1024;

type Section = "description" | "criteria" | "scope" | "checks" | "dependsOn";

const SECTIONS: Readonly<Record<string, Section>> = {
  criteria: "criteria",
  "acceptance criteria": "criteria",
  scope: "scope",
  checks: "checks",
  "depends on": "dependsOn",
  dependencies: "dependsOn",
  description: "description",
};

/**
 * `# Title`, then `## Criteria`, `## Scope`, `## Checks`, `## Depends on` with one bullet each entry; everything
 * else is the description. Headings inside fenced blocks are text.
 */
export function parseTicketFile(markdown: string): TicketFileResult {
  if (markdown.length > TICKET_FILE_CHARS_MAX) {
    return fail(
      `The ticket is ${markdown.length} characters long; at most ${TICKET_FILE_CHARS_MAX} are read.`,
    );
  }
  const open = readFencedBlocks(markdown).find((block) => !block.isClosed);
  if (open !== undefined) return fail(`The fenced block that begins in line ${open.line} never ends.`);
  const parts = readParts(markdown);
  if (parts.title === "") return fail('The ticket has no title: begin the file with "# Title".');
  return { isOk: true, ticket: parts };
}

/** `## Criteria`, `## Scope`, …: a list of the ticket, not a part of the text. */
export function isKnownHeading(words: string): boolean {
  return SECTIONS[words.toLowerCase().replace(/:$/, "")] !== undefined;
}

/** The same reading for text that may have no title and no headings at all. */
export function readParts(markdown: string): TicketFile {
  const fenced = fencedLines(markdown);
  const lists: Record<Section, string[]> = {
    description: [],
    criteria: [],
    scope: [],
    checks: [],
    dependsOn: [],
  };
  let title = "";
  let section: Section = "description";
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const heading = fenced.has(index + 1) ? null : /^(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (heading === null) {
      addLine(lists, section, line, fenced.has(index + 1));
      continue;
    }
    const words = heading[2] ?? "";
    if (title === "" && heading[1] === "#") {
      title = words;
      continue;
    }
    const known = SECTIONS[words.toLowerCase().replace(/:$/, "")];
    section = known ?? "description";
    if (known === undefined) lists.description.push(line);
  }
  return {
    title,
    description: lists.description.join("\n").trim(),
    criteria: lists.criteria,
    scope: lists.scope.map(unquote),
    checks: lists.checks.map(unquote),
    dependsOn: lists.dependsOn.flatMap((entry) => entry.match(/\bT-\d+\b/g) ?? []),
  };
}

function fail(problem: string): TicketFileResult {
  return { isOk: false, problem };
}

function addLine(lists: Record<Section, string[]>, section: Section, line: string, isFenced: boolean): void {
  if (section === "description" || isFenced) {
    lists.description.push(line);
    return;
  }
  const bullet = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(.+?)\s*$/.exec(line)?.[1];
  if (bullet !== undefined) {
    lists[section].push(bullet);
    return;
  }
  const last = lists[section].length - 1;
  const isContinued = last >= 0 && /^\s+\S/.test(line);
  if (isContinued) lists[section][last] = `${lists[section][last]} ${line.trim()}`;
  else if (line.trim() !== "") lists.description.push(line);
}

/** Criteria keep their backticks (they mark what must stand in the change); paths and commands lose them. */
function unquote(entry: string): string {
  return /^`([^`]+)`$/.exec(entry)?.[1] ?? entry;
}
