// A large wish as its writer split it: several headings, or a numbered list, each with steps of its own.
import { fencedLines, readFencedBlocks, readSteps, type Step } from "./fenced-blocks.ts";
import { isKnownHeading, readParts, type TicketFile } from "./ticket-file.ts";

export interface PlanPart {
  readonly ticket: TicketFile;
  readonly steps: readonly Step[];
  /** Places of those before it that it is to wait for, as it says itself (`After: 1, 2`); 1 is the first. */
  readonly after: readonly number[];
}

export interface Plan {
  /** What stands before the first part. */
  readonly opening: string;
  readonly parts: readonly PlanPart[];
}

const HEADING = /^##\s+(.+?)\s*#*\s*$/;
const NUMBERED = /^\d{1,2}[.)]\s+(.+?)\s*$/;
const AFTER = /^\s*after:?\s+(\d[\d\s,and&+]*)\.?\s*$/i;

/** Null unless there are two parts at least, and each of them has a step: otherwise it is one ticket. */
export function readPlan(markdown: string): Plan | null {
  // Looking for fences costs more than this, and nearly every message has no parts at all.
  const mayHave = [/^##\s/gm, /^\d{1,2}[.)]\s/gm].some((start) => (markdown.match(start) ?? []).length >= 2);
  if (!mayHave) return null;
  const lines = linesOf(markdown);
  return planBy(lines, headingOf) ?? planBy(lines, (line) => NUMBERED.exec(line)?.[1]);
}

interface Line {
  readonly text: string;
  readonly isFenced: boolean;
}

function linesOf(markdown: string): readonly Line[] {
  const fenced = fencedLines(markdown);
  return markdown.split(/\r?\n/).map((text, index) => ({ text, isFenced: fenced.has(index + 1) }));
}

function headingOf(line: string): string | undefined {
  const title = HEADING.exec(line)?.[1];
  return title === undefined || isKnownHeading(title) ? undefined : title;
}

function planBy(lines: readonly Line[], titleOf: (line: string) => string | undefined): Plan | null {
  const opening: string[] = [];
  const sections: { readonly title: string; readonly lines: string[] }[] = [];
  for (const { text, isFenced } of lines) {
    const title = isFenced ? undefined : titleOf(text);
    if (title !== undefined) sections.push({ title, lines: [] });
    else (sections.at(-1)?.lines ?? opening).push(text);
  }
  if (sections.length < 2) return null;
  const parts = sections.map(partOf);
  return parts.every(({ steps }) => steps.length > 0) ? { opening: opening.join("\n").trim(), parts } : null;
}

function partOf({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): PlanPart {
  const body = lines.join("\n");
  const said = linesOf(body).map(({ text, isFenced }) => (isFenced ? null : AFTER.exec(text)));
  const kept = lines.filter((_, index) => (said[index] ?? null) === null);
  const after = said.flatMap((found) => found?.[1]?.match(/\d+/g) ?? []).map(Number);
  const ticket = readParts(`# ${title.replaceAll("**", "")}\n${kept.join("\n")}`);
  return { ticket, steps: readSteps(readFencedBlocks(body)), after: [...new Set(after)] };
}
