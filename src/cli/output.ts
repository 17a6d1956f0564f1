// The one place through which a command writes: whatever comes from elsewhere is fitted first.
import { styleText } from "node:util";
import { fitted, jsonLine } from "./text.ts";

export type Style = Parameters<typeof styleText>[0];

export interface Output {
  readonly isTerminal: boolean;
  /** Lines on standard output, coloured only on a terminal that wants it. */
  line(text: string, style?: Style): void;
  /** One value on a line of its own, whole. */
  json(value: unknown): void;
  /** Lines on standard error: what is not the answer. */
  note(text: string): void;
  /** On a terminal: draws lines in place of what this drew last. */
  redraw(lines: readonly string[]): void;
  /** Aborted when nobody reads standard output any more. */
  readonly gone: AbortSignal;
}

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** A row that is longer than the terminal is cut by it, so that rows can be counted. */
const NO_WRAP = "\u001B[?7l";
const WRAP = "\u001B[?7h";

export function createOutput({ stdout, stderr }: Streams): Output {
  const gone = new AbortController();
  // A reader that has left, as `head` does, is no failure; whatever else goes wrong on a stream has nobody left to be told.
  const onError = () => gone.abort();
  stdout.on("error", onError);
  stderr.on("error", onError);
  let drawnCount = 0;
  const write = (text: string) => {
    if (!gone.signal.aborted) stdout.write(text);
  };
  return {
    isTerminal: stdout.isTTY,
    gone: gone.signal,
    line: (text, style) => {
      drawnCount = 0;
      const shown = fitted(text);
      write(`${style === undefined ? shown : styleText(style, shown, { stream: stdout })}\n`);
    },
    json: (value) => write(`${jsonLine(value)}\n`),
    note: (text) => {
      if (!gone.signal.aborted) stderr.write(`${fitted(text)}\n`);
    },
    redraw: (lines) => {
      // What would scroll cannot be drawn over: the screen holds so many rows.
      const rowsMax = Math.max(5, (stdout.rows || 24) - 1);
      const shown = fitted(lines.join("\n")).split("\n");
      const cut = shown.length > rowsMax ? [...shown.slice(0, rowsMax - 1), "…"] : shown;
      const up = drawnCount > 0 ? `\u001B[${drawnCount}A` : "";
      write(`${up}\r\u001B[J${NO_WRAP}${cut.join("\n")}\n${WRAP}`);
      drawnCount = cut.length;
    },
  };
}
