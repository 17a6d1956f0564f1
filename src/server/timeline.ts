// An agent's record as a reader gets it: each row with what it says first, its text cut, nothing in it that could move a cursor.
import { plainText, plainTexts } from "../domain/plain-text.ts";
import { stepText } from "../domain/run/step-text.ts";
import { cut } from "../domain/shared.ts";
import type { Activity } from "../journal/activity/activity.ts";
import type { ActivityRow } from "../journal/activity/items.ts";
import { TIMELINE_CHARS_MAX, type TimelineRow } from "../wire/rows.ts";
import { PAGE_MAX, type TimelinePage } from "../wire/reads.ts";

/** Tools of ours stand behind this prefix; the user reads their bare names. */
const OWN_TOOL = "mcp__jarvis__";
const TITLE_CHARS_MAX = 160;
/** One whole line: beyond, an agent's output is for a file. */
const WHOLE_CHARS_MAX = 1_000_000;

export interface TimelineRequest {
  readonly run: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly limit: number;
}

/** The last lines before `before`, or the first after `after`. */
export function readTimelinePage(
  activity: Activity,
  root: string | null,
  page: TimelineRequest,
): TimelinePage {
  const limit = Math.max(1, Math.min(page.limit, PAGE_MAX));
  const rows = rowsOf(activity, page, limit).map((row) => timelineRow(row, root));
  const first = rows[0]?.n ?? 1;
  return { rows, before: first > 1 ? first : null };
}

function rowsOf(activity: Activity, { run, before, after }: TimelineRequest, limit: number) {
  if (after !== null) return activity.read({ run, after, limit });
  if (before === null) return activity.lastN(run, limit);
  // Numbers count up by one and miss only what a full disk took.
  return activity
    .read({ run, after: Math.max(0, before - 1 - limit), limit })
    .filter((row) => row.n < before);
}

/** One line with its whole text; null: there is none. */
export function readTimelineLine(
  activity: Activity,
  root: string | null,
  run: string,
  n: number,
): TimelineRow | null {
  const row = activity.read({ run, after: n - 1, limit: 1 })[0];
  return row === undefined || row.n !== n
    ? null
    : timelineRow(activity.readWhole(row), root, WHOLE_CHARS_MAX);
}

/** `root`: the worktree, which stands in paths as nothing. */
export function timelineRow(
  row: ActivityRow,
  root: string | null,
  charsMax = TIMELINE_CHARS_MAX,
): TimelineRow {
  const body = bodyOf(row);
  const text = plainText(root === null ? body.text : body.text.replaceAll(`${root}/`, ""));
  const title = plainText(root === null ? body.title : body.title.replaceAll(`${root}/`, ""));
  return {
    n: row.n,
    at: row.at,
    kind: row.kind,
    // A cut may go through the middle of a character.
    title: cut(title.split("\n")[0] ?? "", TITLE_CHARS_MAX).toWellFormed(),
    text: cut(text, charsMax).toWellFormed(),
    isCut: text.length > charsMax || (row.spilled !== null && charsMax === TIMELINE_CHARS_MAX),
    id: plainText(body.id ?? ""),
    isError: body.isError ?? false,
    durationMs: body.durationMs ?? null,
  };
}

interface Body {
  readonly title: string;
  readonly text: string;
  readonly id?: string;
  readonly isError?: boolean;
  readonly durationMs?: number;
}

function bodyOf(row: ActivityRow): Body {
  switch (row.kind) {
    case "message-in":
      return { title: row.item.from, text: row.item.text };
    case "text":
      return { title: row.item.text, text: row.item.text };
    case "tool-started": {
      const { id, name, input } = row.item;
      return { id, title: toolTitle(name, input), text: inputText(input) };
    }
    case "tool-ended": {
      const { id, name, output, isError, durationMs } = row.item;
      return { id, title: bare(name), text: output, isError, durationMs };
    }
    case "retrying": {
      const { attempt, delayMs, detail } = row.item;
      return {
        title: `waits for the model (attempt ${attempt}, again in ${Math.round(delayMs / 1_000)} s)`,
        text: detail,
        isError: true,
      };
    }
    case "turn-ended":
      return { title: row.item.outcome, text: row.item.text, isError: row.item.outcome.startsWith("failed") };
    case "closed":
      return { title: "its process ended", text: row.item.detail };
    default:
      return row satisfies never;
  }
}

/** `Read src/app.ts`, `Bash npm test`. */
export function toolTitle(name: string, input: unknown): string {
  return `${bare(name)} ${stepText(input)}`.trim();
}

function bare(name: string): string {
  return name.replace(OWN_TOOL, "");
}

function inputText(input: unknown): string {
  // Each text by itself: as JSON its control characters are escapes, which whoever reads the JSON gets back.
  return typeof input === "string" ? input : JSON.stringify(plainTexts(input), null, 2);
}
