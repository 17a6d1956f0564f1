// The conversation in the terminal.
import { createInterface } from "node:readline";
import type { BoardRow, Client, Item, Said } from "../wire/client.ts";
import { createLineCollector } from "./lines.ts";
import { createScreen, type Screen } from "./screen.ts";

export interface ChatOptions {
  readonly client: Client;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Resolves when nothing is owed: what a pipe asked for is done before its end is the end. */
  readonly rest: () => Promise<void>;
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
export async function chat({ client, input, output, rest }: ChatOptions): Promise<number> {
  const lines = createInterface({
    input,
    output,
    prompt: "› ",
    terminal: output.isTTY && input.isTTY,
    historySize: 200,
  });
  const screen = createScreen(lines, output);
  const stream = createStream(screen);
  const way = Promise.withResolvers<void>();
  let hasLeft = false;
  const leave = () => {
    hasLeft = true;
    way.resolve();
  };
  const pending = new Set<Promise<void>>();
  const collector = createLineCollector((text) => {
    const work = obey(text, client, screen, leave).finally(() => pending.delete(work));
    pending.add(work);
  });
  let hasFailed = false;
  const stopItems = client.onItem((item) => {
    if (item.kind === "notice" && item.level === "error") hasFailed = true;
    showItem(item, screen, stream);
  });
  const stopDeltas = client.onDelta((delta) => stream.add(delta.text));
  for (const line of bannerLines(client)) screen.print(line, "dim");
  if (client.board().some((row) => row.stage !== "landed" && row.stage !== "closed"))
    screen.print(boardLines(client).join("\n"));
  for (const item of client.pending()) showItem(item, screen, stream);
  lines.on("line", (line) => {
    collector.take(line);
    lines.setPrompt(collector.isOpen() ? "… " : "› ");
    if (output.isTTY) screen.prompt();
  });
  let lastInterruptAt = 0;
  lines.on("SIGINT", () => {
    const now = Date.now();
    const isSecond = now - lastInterruptAt < LEAVE_WINDOW_MS;
    lastInterruptAt = now;
    if (isSecond) return leave();
    screen.print(
      "Ctrl-C once more to leave. Workers' work, worktrees and sessions are kept for the next start.",
      "dim",
    );
  });
  // A pipe that ends has said all; what it asked for is still done. At a terminal, Ctrl-D leaves as the second Ctrl-C does.
  lines.on("close", () => {
    if (hasLeft) return;
    if (input.isTTY) return leave();
    collector.flush();
    void Promise.all(pending).then(async () => {
      await rest();
      leave();
    });
  });
  if (output.isTTY) screen.prompt();
  await way.promise;
  stopItems();
  stopDeltas();
  lines.close();
  return hasFailed && !input.isTTY ? 1 : 0;
}

async function obey(text: string, client: Client, screen: Screen, leave: () => void): Promise<void> {
  const [word = "", subject = "", ...rest] = text.split(/\s+/);
  if (/^\d{1,6}$/.test(text)) return told(screen, await client.choose(Number(text)));
  if (!word.startsWith("/")) return told(screen, await client.say(text));
  switch (word) {
    case "/ls":
      return screen.print(boardLines(client).join("\n"));
    case "/show":
      return screen.print(client.show(subject) ?? `There is no ticket called ${subject}. /ls shows them.`);
    case "/land":
      return told(screen, await client.land(subject));
    case "/undo":
      return told(screen, await client.undo(subject));
    case "/stop":
      return told(screen, await client.stop(subject));
    case "/again":
      return told(screen, await client.tryAgain(subject));
    case "/tell":
      return told(screen, await client.send(subject, rest.join(" ")));
    case "/help":
      return screen.print(HELP);
    case "/quit":
      return leave();
    default:
      return screen.print(`There is no command ${word}.\n${HELP}`, "yellow");
  }
}

function told(screen: Screen, said: Said): void {
  if (said.kind === "refused") screen.print(said.text, "yellow");
}

function bannerLines(client: Client): readonly string[] {
  const { banner } = client;
  const from =
    banner.detachedAt === null ? "" : ` (your HEAD is detached at ${banner.detachedAt}; it stays there)`;
  const dirty =
    banner.uncommittedCount === 0
      ? ""
      : ` your ${banner.uncommittedCount} uncommitted file${banner.uncommittedCount === 1 ? " is" : "s are"} not in it and stay${banner.uncommittedCount === 1 ? "s" : ""} untouched.`;
  return [
    `JARVIS · ${banner.root}`,
    `Workers start from ${banner.target} ${banner.targetTip};${dirty === "" ? " your checkout is clean." : dirty}${from}`,
    banner.mode === "playbook"
      ? "Model: playbook, a script and no language model: it carries out steps that you give it. --model claude connects one."
      : `Model: ${banner.model}.`,
    `Sandbox level ${banner.sandboxLevel}: ${banner.sandboxReason}.`,
    ...(banner.hint === null ? [] : [banner.hint]),
    "/help shows the commands.",
  ];
}

function boardLines(client: Client): readonly string[] {
  const rows = client.board();
  return [
    `Main Orchestrator — ${client.orchestrator()}`,
    ...(rows.length === 0 ? ["No ticket yet: say what you want."] : rows.flatMap(rowLines)),
  ];
}

function rowLines(row: BoardRow): readonly string[] {
  const worker = row.worker === null ? "" : ` · Worker ${row.worker.slice(1)}`;
  const branch =
    row.branch === null || row.stage === "landed"
      ? ""
      : `\n      ${row.branch}${row.lastCommit === null ? "" : ` · ${row.lastCommit}`}`;
  const needs = row.waitsFor === null ? "" : `\n      you: ${row.waitsFor}`;
  return [
    `${row.ticket}  ${row.title}${worker}\n      ${row.status} · ${elapsed(row.since)}${branch}${needs}`,
  ];
}

function elapsed(since: number): string {
  const seconds = Math.max(0, Math.round((Date.now() - since) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min`
    : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

function showItem(item: Item, screen: Screen, stream: Stream): void {
  switch (item.kind) {
    case "user":
      return screen.print(`you: ${item.text}`);
    case "answer":
      return stream.end(item.text);
    case "card":
      screen.print(
        [
          `┌ ${item.title}`,
          ...item.lines.map((line) => `│ ${line}`),
          ...item.choices.map((choice) => `│ [${choice.n}] ${choice.label}`),
          "└",
        ].join("\n"),
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

/** Shows an answer as it is written, and prints the whole when it has ended. */
function createStream(screen: Screen): Stream {
  let seen = "";
  return {
    add: (text) => {
      seen += text;
      screen.setLive(`JARVIS: ${seen.replaceAll("\n", "\n        ")}`);
    },
    end: (whole) => {
      seen = "";
      screen.setLive(null);
      screen.print(`JARVIS: ${whole.trim().replaceAll("\n", "\n        ")}`, "bold");
    },
  };
}
