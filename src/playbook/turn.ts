import { z } from "zod";
import { memoise } from "./memo.ts";
import { readAttributes, readElements, type Tagged } from "./tags.ts";

/** One turn of the conversation as the host sends it: the board first, then what was said or reported. */
export interface Turn {
  readonly n: number;
  readonly kind: "user" | "report";
  readonly isBoardWhole: boolean;
  readonly rows: readonly BoardRow[];
  readonly messages: readonly { readonly id: string; readonly text: string }[];
  readonly reports: readonly TurnReport[];
}

export interface TurnReport {
  readonly id: string;
  readonly kind: string;
  readonly ticket: string;
  readonly run: string;
  readonly worker: string;
  readonly text: string;
}

const cell = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? "" : String(value)));

/** An empty string is "none". */
const rowSchema = z.looseObject({
  ticket: z.string(),
  stage: cell,
  title: cell,
  run: cell,
  worker: cell,
  branch: cell,
  lastCommit: cell,
  status: cell,
  waitsFor: cell,
});

export type BoardRow = z.output<typeof rowSchema>;

/** From `<turn` to the last `</turn>`; words without one are no turn. */
export function findTurn(text: string): string | undefined {
  const start = text.indexOf("<turn ");
  if (start === -1) return undefined;
  const end = text.lastIndexOf("</turn>");
  return end > start ? text.slice(start, end + "</turn>".length) : text.slice(start);
}

const TURNS_KEPT_MAX = 2_000;

/** Only the kind in the turn's own first line counts, whatever stands in a message or a report. */
export const parseTurn = memoise(TURNS_KEPT_MAX, readTurn);

function readTurn(text: string): Turn {
  const attributes = readAttributes(/^<turn\s([^>]*)>/.exec(text)?.[1] ?? "");
  const kind = attributes["kind"] === "report" ? "report" : "user";
  const board = cutBoard(text);
  return {
    n: Number(attributes["n"] ?? 0),
    kind,
    isBoardWhole: board.isWhole,
    rows: readRows(board.body),
    messages: kind === "user" ? readElements(board.rest, "message").map(readMessage) : [],
    reports: kind === "report" ? readElements(board.rest, "report").map(readReport) : [],
  };
}

/** The lines of a board that are rows; other lines are skipped. */
export function readRows(lines: string): BoardRow[] {
  return lines.split("\n").flatMap((line) => {
    const row = rowSchema.safeParse(readJson(line));
    return row.success ? [row.data] : [];
  });
}

/**
 * A board stands first in its turn (what looks like one further down is somebody's text) and is JSON lines, which
 * hold no line break: so a line that is the closing tag closes it.
 */
function cutBoard(text: string): { isWhole: boolean; body: string; rest: string } {
  const open = /^<turn\s[^>]*>\s*<board\b([^>]*)>[ \t]*$/m.exec(text);
  if (open === null) return { isWhole: false, body: "", rest: text };
  const start = open.index + open[0].length;
  const close = /^<\/board>[ \t]*$/m.exec(text.slice(start));
  const end = close === null ? start : start + close.index;
  return {
    isWhole: readAttributes(open[1] ?? "")["whole"] === "yes",
    body: text.slice(start, end),
    rest: text.slice(end + (close?.[0].length ?? 0)),
  };
}

function readJson(line: string): unknown {
  if (!line.trim().startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // A row cut short (a clipped tool result) is no row.
    throw error;
  }
}

function readMessage({ attributes, body }: Tagged): { id: string; text: string } {
  return { id: attributes["id"] ?? "", text: unescapeFrame(body) };
}

function readReport({ attributes, body }: Tagged): TurnReport {
  return {
    id: attributes["id"] ?? "",
    kind: attributes["kind"] ?? "",
    ticket: attributes["ticket"] ?? "",
    run: attributes["run"] ?? "",
    worker: attributes["worker"] ?? "",
    text: unescapeFrame(body),
  };
}

/** The host writes a frame's own tags inside it as `<\report>`, so that no text closes its frame. */
function unescapeFrame(text: string): string {
  return text.replaceAll(/<\\(?=\/?(?:turn|board|message|report)\b)/gi, "<");
}
