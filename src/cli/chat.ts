// The conversation in the terminal.
import { createInterface } from "node:readline";
import type { Said } from "../wire/client.ts";
import { boundedLines } from "./bounded-lines.ts";
import { createJsonView, createScreenView, type ChatView } from "./chat-view.ts";
import { createLineCollector } from "./lines.ts";
import type { ChatClient } from "./remote/client.ts";
import { bannerLines } from "./render/banner.ts";
import { boardLines, isOver } from "./render/board.ts";
import { createScreen } from "./screen.ts";

export interface ChatOptions {
  readonly client: ChatClient;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly isJson: boolean;
  /** Resolves when nothing is owed: what a pipe asked for is done before its end is the end. */
  readonly rest: () => Promise<void>;
  /** Resolves when there is nobody left to talk to. */
  readonly ended: Promise<void>;
}

const HELP = `Write what you want; JARVIS drafts a ticket, you approve it, a worker starts, and you keep talking.
  3              take choice 3 of a card
  /ls            the board            /show T-1      everything about a ticket
  /land T-1      land reviewed work   /undo T-1      take the last approval back
  /tell W1 TEXT  message to a worker  /stop W1       stop a worker, its work is kept
  /again W1      go on after "needs you"             /quit, or Ctrl-C twice
A fenced block may span lines; end a line with \\ to go on in the next.`;

/** Within this, a second Ctrl-C leaves. */
const LEAVE_WINDOW_MS = 3_000;

/**
 * Resolves when the user leaves, with an exit code: 1 when what came from a pipe got no answer. Workers stay as they are: their work,
 * workspaces and sessions are there at the next start.
 */
export async function chat(options: ChatOptions): Promise<number> {
  const { client, input, output, rest } = options;
  const lines = createInterface({
    input: input.isTTY ? input : boundedLines(input),
    output,
    prompt: "› ",
    terminal: output.isTTY && input.isTTY && !options.isJson,
    historySize: 200,
  });
  const screen = createScreen(lines, output);
  const view = options.isJson ? createJsonView(output) : createScreenView(screen);
  const hasPrompt = output.isTTY && !options.isJson;
  const way = Promise.withResolvers<void>();
  let hasLeft = false;
  let hasFailed = false;
  const leave = () => {
    hasLeft = true;
    way.resolve();
  };
  const pending = new Set<Promise<void>>();
  const collector = createLineCollector((text) => {
    const work = obey(text, client, view, leave)
      .catch(way.reject)
      .finally(() => pending.delete(work));
    pending.add(work);
  });
  const stopItems = client.onItem((item) => {
    if (item.kind === "notice" && item.level === "error") hasFailed = true;
    view.item(item);
  });
  const stopDeltas = client.onDelta((delta) => view.delta(delta.text));
  open(client, view);
  lines.on("line", (line) => {
    collector.take(line);
    lines.setPrompt(collector.isOpen() ? "… " : "› ");
    if (hasPrompt) screen.prompt();
  });
  lines.on("SIGINT", leaveAtTheSecond(view, leave));
  // A pipe that ends has said all; what it asked for is still done. At a terminal, Ctrl-D leaves as the second Ctrl-C does.
  lines.on("close", () => {
    if (hasLeft) return;
    if (input.isTTY) return leave();
    collector.flush();
    Promise.all(pending).then(rest).then(leave, way.reject);
  });
  void options.ended.then(leave);
  if (hasPrompt) screen.prompt();
  try {
    await way.promise;
  } finally {
    hasLeft = true;
    stopItems();
    stopDeltas();
    lines.close();
    letGo(input);
  }
  return hasFailed && !input.isTTY ? 1 : 0;
}

/** A pipe that is still open must not keep the process. */
function letGo(input: NodeJS.ReadStream): void {
  input.unpipe();
  input.pause();
}

/** What stands first, the open tickets, and the cards that wait for a word. */
function open(client: ChatClient, view: ChatView): void {
  view.opening([...bannerLines(client.banner), "/help shows the commands."]);
  if (client.board().some((row) => !isOver(row))) view.reply({ kind: "board", text: boardText(client) });
  for (const item of client.pending()) view.item(item);
}

function leaveAtTheSecond(view: ChatView, leave: () => void): () => void {
  let lastInterruptAt = 0;
  return () => {
    const now = Date.now();
    const isSecond = now - lastInterruptAt < LEAVE_WINDOW_MS;
    lastInterruptAt = now;
    if (isSecond) return leave();
    const text =
      "Ctrl-C once more to leave. Workers' work, worktrees and sessions are kept for the next start.";
    view.reply({ kind: "left", text });
  };
}

async function obey(text: string, client: ChatClient, view: ChatView, leave: () => void): Promise<void> {
  const [word = "", subject = "", ...rest] = text.split(/\s+/);
  const told = (said: Said) => {
    if (said.kind === "refused") view.reply({ kind: "refused", text: said.text });
  };
  if (/^\d{1,6}$/.test(text)) return told(await client.choose(Number(text)));
  if (!word.startsWith("/")) return told(await client.say(text));
  switch (word) {
    case "/ls":
      return view.reply({ kind: "board", text: boardText(client) });
    case "/show": {
      const found = await client.show(subject);
      const none = `There is no ticket called ${subject}. /ls shows them.`;
      return view.reply({ kind: "show", text: found ?? none });
    }
    case "/land":
      return told(await client.land(subject));
    case "/undo":
      return told(await client.undo(subject));
    case "/stop":
      return told(await client.stop(subject));
    case "/again":
      return told(await client.tryAgain(subject));
    case "/tell":
      return told(await client.send(subject, rest.join(" ")));
    case "/help":
      return view.reply({ kind: "help", text: HELP });
    case "/quit":
      return leave();
    default:
      return view.reply({ kind: "refused", text: `There is no command ${word}.\n${HELP}` });
  }
}

function boardText(client: ChatClient): string {
  const text = { orchestrator: client.orchestrator(), rows: client.board() };
  return boardLines(text, Date.now()).join("\n");
}
