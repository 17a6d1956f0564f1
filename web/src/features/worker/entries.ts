// An agent's record as it is read: the two lines of a tool call are one entry, and each entry says what kind of work it was.
import type { TimelineRow } from "../../../../src/wire/rows.ts";

export interface ToolEntry {
  readonly kind: "tool";
  /** Number of its first line; unique. */
  readonly n: number;
  readonly at: number;
  /** `Bash`, `Edit`: the tool's bare name. */
  readonly tool: string;
  /** `npm test`, `src/app.ts`; empty when its start is on an older page. */
  readonly subject: string;
  readonly started: TimelineRow | null;
  readonly ended: TimelineRow | null;
  /** `lost`: the turn or the process ended without a word of how the call went. */
  readonly result: "running" | "done" | "failed" | "lost";
  readonly durationMs: number | null;
}

export interface LineEntry {
  readonly kind: "line";
  readonly n: number;
  readonly at: number;
  readonly row: TimelineRow;
}

export type Entry = ToolEntry | LineEntry;

/** Lines in order of `n`; the entries are in the order of their first lines. */
export function entriesOf(rows: readonly TimelineRow[]): readonly Entry[] {
  const entries: Entry[] = [];
  /** Where the calls without a result stand, by id. */
  const open = new Map<string, number>();
  for (const row of rows) {
    if (row.kind === "tool-started") {
      open.set(row.id, entries.length);
      entries.push(toolEntry(row, null));
    } else if (row.kind === "tool-ended") {
      const at = open.get(row.id);
      const before = at === undefined ? undefined : entries[at];
      open.delete(row.id);
      if (at === undefined || before?.kind !== "tool") entries.push(toolEntry(null, row));
      else entries[at] = toolEntry(before.started, row);
    } else {
      if (row.kind === "turn-ended" || row.kind === "closed") loseOpen(entries, open);
      entries.push({ kind: "line", n: row.n, at: row.at, row });
    }
  }
  return entries;
}

function toolEntry(started: TimelineRow | null, ended: TimelineRow | null): ToolEntry {
  const title = started?.title ?? ended?.title ?? "";
  const [tool = ""] = title.split(" ", 1);
  return {
    kind: "tool",
    n: started?.n ?? ended?.n ?? 0,
    at: started?.at ?? ended?.at ?? 0,
    tool,
    subject: title.slice(tool.length).trim(),
    started,
    ended,
    result: ended === null ? "running" : ended.isError ? "failed" : "done",
    durationMs: ended?.durationMs ?? null,
  };
}

function loseOpen(entries: Entry[], open: Map<string, number>): void {
  for (const at of open.values()) {
    const entry = entries[at];
    if (entry?.kind === "tool") entries[at] = { ...entry, result: "lost" };
  }
  open.clear();
}

export const FILTERS = ["all", "edits", "commands", "errors"] as const;
export type Filter = (typeof FILTERS)[number];

/** Tools by what they do, in the names that the known agents give them. */
const EDITS = /^(Edit|MultiEdit|Write|NotebookEdit|apply_patch)$/;
const COMMANDS = /^(Bash|BashOutput|KillShell|KillBash|shell|exec)$/;

export function isKindOf(entry: Entry, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "edits":
      return entry.kind === "tool" && EDITS.test(entry.tool);
    case "commands":
      return entry.kind === "tool" && COMMANDS.test(entry.tool);
    case "errors":
      return isError(entry);
    default:
      return filter satisfies never;
  }
}

function isError(entry: Entry): boolean {
  return entry.kind === "tool" ? entry.result === "failed" : entry.row.isError;
}

/** Whether all of `words` stand somewhere in it, as far as its lines are loaded. */
export function matches(entry: Entry, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const rows = entry.kind === "tool" ? [entry.started, entry.ended] : [entry.row];
  const text = rows
    .map((row) => (row === null ? "" : `${row.title}\n${row.text}`))
    .join("\n")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

export function wordsOf(search: string): readonly string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Index of the next error after (or before) `from`, round the end to the other side. `from` null: from the end that lies behind. Null: there is none. */
export function nextError(entries: readonly Entry[], from: number | null, step: 1 | -1): number | null {
  const count = entries.length;
  const start = from ?? (step === 1 ? -1 : count);
  for (let hop = 1; hop <= count; hop++) {
    const at = (start + step * hop + count * 2) % count;
    const entry = entries[at];
    if (entry !== undefined && isError(entry)) return at;
  }
  return null;
}

/** Loaded entries of each filter. */
export function countsOf(entries: readonly Entry[]): Readonly<Record<Filter, number>> {
  const count = (filter: Filter) => entries.filter((entry) => isKindOf(entry, filter)).length;
  return { all: entries.length, edits: count("edits"), commands: count("commands"), errors: count("errors") };
}

/** Duration of the longest call, in milliseconds; 0 when none was measured. */
export function longestOf(entries: readonly Entry[]): number {
  return entries.reduce(
    (most, entry) => Math.max(most, entry.kind === "tool" ? (entry.durationMs ?? 0) : 0),
    0,
  );
}

/** Of a command, the command itself: its JSON would hide the line breaks. */
export function inputText(text: string): string {
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input !== "object" || input === null || !("command" in input)) return text;
    const { command } = input;
    return typeof command === "string" ? command : text;
  } catch {
    // Cut, or no JSON at all: it is shown as it came.
    return text;
  }
}
