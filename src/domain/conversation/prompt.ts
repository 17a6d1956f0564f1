// The text of one turn as the orchestrator reads it: what changed on the board, then the messages or the reports. Facts, delimited.
import { withoutTags } from "../frames.ts";
import type { BoardRow } from "../status.ts";
import type { QueuedMessage, Turn } from "./state.ts";

export interface BoardNews {
  /** The rows that changed since this session last saw them; all of them when `isWhole`. */
  readonly rows: readonly BoardRow[];
  readonly isWhole: boolean;
}

/** About 1,000 tokens of board: what is cut is told, and the `board` tool has it all. */
export const BOARD_CHARS_MAX = 4_000;

export function turnPrompt(turn: Turn, board: BoardNews): string {
  const messages = turn.messages.map(messageText).join("\n");
  return `<turn kind="${turn.kind}" n="${turn.n}">\n<board whole="${board.isWhole ? "yes" : "no"}">\n${boardText(board.rows)}\n</board>\n${messages}\n</turn>`;
}

/** One JSON line a row, without a `<` that could open or close a frame; newest tickets first when it has to be cut. */
export function boardText(rows: readonly BoardRow[], charsMax: number = BOARD_CHARS_MAX): string {
  const lines: string[] = [];
  let left = charsMax;
  for (const row of rows.toReversed()) {
    const line = JSON.stringify(row).replaceAll("<", "\\u003c");
    left -= line.length + 1;
    if (left < 0)
      return [
        `(${rows.length - lines.length} older rows left out: ask the board tool)`,
        ...lines.toReversed(),
      ].join("\n");
    lines.push(line);
  }
  return lines.toReversed().join("\n");
}

function messageText(message: QueuedMessage): string {
  if (message.kind === "user") return `<message id="${message.id}">\n${escaped(message.text)}\n</message>`;
  const { id, about, ticket, run, worker, text } = message;
  return `<report id="${id}" kind="${about}" ticket="${ticket}" run="${run ?? ""}" worker="${worker ?? ""}">\n${escaped(text)}\n</report>`;
}

function escaped(text: string): string {
  return withoutTags(text, ["turn", "board", "message", "report"]);
}
