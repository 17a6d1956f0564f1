// Prints above the line that the user is typing. Whatever comes from elsewhere loses its control characters first.
import { styleText } from "node:util";
import type { Interface } from "node:readline";
import type { Style } from "./output.ts";
import { fitted } from "./text.ts";

export interface Screen {
  /** Prints whole lines, wrapped, above the prompt. */
  print(text: string, style?: Style): void;
  /** Shows text that is still being written, above the prompt, in place of what was live before; null ends it. Only on a terminal. */
  setLive(text: string | null): void;
  prompt(): void;
}

const WIDTH_MAX = 110;

export function createScreen(input: Interface, output: NodeJS.WriteStream): Screen {
  const isTerminal = output.isTTY;
  const width = () => Math.min(WIDTH_MAX, Math.max(40, (output.columns || WIDTH_MAX) - 1));
  let live: string | null = null;
  let liveRows = 0;

  /** Removes the half-typed line and what is live above it; the prompt draws the former again. */
  function erase(): string {
    const up = input.getCursorPos().rows + liveRows;
    liveRows = 0;
    return `\r${up > 0 ? `\u001B[${up}A` : ""}\u001B[J`;
  }

  function draw(text: string): void {
    const shown = live === null ? "" : `${live}\n`;
    output.write(`${erase()}${text}${shown}`);
    liveRows = live === null ? 0 : live.split("\n").length;
    input.prompt(true);
  }

  return {
    print: (text, style) => {
      const lines = wrap(fitted(text), width());
      if (!isTerminal) output.write(`${lines}\n`);
      else draw(`${style === undefined ? lines : styleText(style, lines, { stream: output })}\n`);
    },
    setLive: (text) => {
      live = text === null ? null : wrap(fitted(text), width()).split("\n").slice(-LIVE_ROWS_MAX).join("\n");
      if (isTerminal) draw("");
    },
    prompt: () => input.prompt(true),
  };
}

/** Of an answer that is being written, so much stands above the prompt; the whole is printed when it has ended. */
const LIVE_ROWS_MAX = 8;

/** Breaks long lines at spaces; what follows keeps the indent, and the border of a card. */
export function wrap(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, width))
    .join("\n");
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  const indent = /^(?:│ )? */.exec(line)?.[0] ?? "";
  // A line that is all indent has no room beside it.
  const next = indent.length < width / 2 ? indent : "";
  let rest = line;
  while (rest.length > width) {
    const at = rest.lastIndexOf(" ", width);
    const cutAt = at > next.length ? at : width;
    lines.push(rest.slice(0, cutAt));
    rest = `${next}${rest.slice(cutAt).trimStart()}`;
  }
  return [...lines, rest];
}
