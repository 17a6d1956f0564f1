// One line of an agent's record as lines of text.
import type { TimelineRow } from "../../wire/rows.ts";
import { cutTo } from "../text.ts";

/** Of what an agent says or was told; `--json` has more. */
const TEXT_CHARS_MAX = 1_000;

export function timelineLines(row: TimelineRow): readonly string[] {
  const head = `${clock(row.at)} `;
  switch (row.kind) {
    case "message-in":
      return block(`${head}» ${row.title}: `, row.text);
    case "text":
      return block(`${head}  `, row.text);
    case "tool-started":
      return [`${head}→ ${row.title}`];
    case "tool-ended":
      return [`${head}${row.isError ? "✗" : "✓"} ${row.title}${tookText(row.durationMs)}`];
    case "retrying":
      return [`${head}… ${row.title}${row.text === "" ? "" : `: ${cutTo(TEXT_CHARS_MAX, row.text)}`}`];
    case "turn-ended":
    case "closed":
      return [`${head}■ ${row.title}`];
    default:
      return row.kind satisfies never;
  }
}

/** The first line beside its head, the others under it. */
function block(head: string, text: string): readonly string[] {
  const [first = "", ...rest] = cutTo(TEXT_CHARS_MAX, text.trim()).split("\n");
  const indent = " ".repeat("00:00:00 ".length + 2);
  return [`${head}${first}`, ...rest.map((line) => `${indent}${line}`)];
}

function tookText(durationMs: number | null): string {
  return durationMs === null ? "" : ` (${(durationMs / 1_000).toFixed(1)} s)`;
}

/** Hours, minutes and seconds of the reader's day. */
function clock(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
