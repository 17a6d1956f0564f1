// How the conversation looks: lines and cards on a terminal, plain lines through a pipe, or one JSON value a line.
import type { Item } from "../wire/client.ts";
import { boxed } from "./render/cards.ts";
import type { Screen } from "./screen.ts";
import { jsonLine } from "./text.ts";

export interface ChatView {
  item(item: Item): void;
  /** Text of an answer as it is written. */
  delta(text: string): void;
  /** What was asked for with a command, or what came of it. */
  reply(reply: Reply): void;
  /** Before anything else. */
  opening(lines: readonly string[]): void;
}

export interface Reply {
  readonly kind: "board" | "show" | "help" | "refused" | "left";
  readonly text: string;
}

export function createScreenView(screen: Screen): ChatView {
  const stream = createStream(screen);
  return {
    item: (item) => showItem(item, screen, stream),
    delta: (text) => stream.add(text),
    reply: ({ kind, text }) =>
      screen.print(text, kind === "refused" ? "yellow" : kind === "left" ? "dim" : undefined),
    opening: (lines) => {
      for (const line of lines) screen.print(line, "dim");
    },
  };
}

/** Every item as the wire has it, every reply as `{kind, text}`; answers come whole. */
export function createJsonView(output: NodeJS.WriteStream): ChatView {
  const write = (value: unknown) => void output.write(`${jsonLine(value)}\n`);
  return { item: write, delta: () => undefined, reply: write, opening: () => undefined };
}

function showItem(item: Item, screen: Screen, stream: Stream): void {
  switch (item.kind) {
    case "user":
      return screen.print(`you: ${item.text}`);
    case "answer":
      return stream.end(item.text);
    case "card":
      screen.print(
        boxed(
          item,
          item.choices.map((choice) => `[${choice.n}] ${choice.label}`),
        ),
        "cyan",
      );
      return;
    case "step":
      return screen.print(`[${item.label}] → ${item.text}`, "dim");
    case "notice":
      return screen.print(
        `• ${item.text}`,
        item.level === "info" ? "green" : item.level === "warning" ? "yellow" : "red",
      );
    default:
      return item satisfies never;
  }
}

interface Stream {
  add(text: string): void;
  end(whole: string): void;
}

/** More than what stands above the prompt of an answer that is being written. */
const LIVE_CHARS_MAX = 4_000;

/** Shows an answer as it is written, and prints the whole when it has ended. */
function createStream(screen: Screen): Stream {
  let seen = "";
  return {
    add: (text) => {
      seen = `${seen}${text}`.slice(-LIVE_CHARS_MAX);
      screen.setLive(`JARVIS: ${seen.replaceAll("\n", "\n        ")}`);
    },
    end: (whole) => {
      seen = "";
      screen.setLive(null);
      screen.print(`JARVIS: ${whole.trim().replaceAll("\n", "\n        ")}`, "bold");
    },
  };
}
