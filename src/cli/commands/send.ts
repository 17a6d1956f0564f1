// `jarvis send`: a message to one worker, or to every live one.
import type { Command } from "commander";
import { readBoundedText } from "../bounded-text.ts";
import { UsageError } from "../failures.ts";
import { act, workerOrAll } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

interface SendOptions extends ProjectOption {
  readonly all?: boolean;
}

/** As much as the daemon takes. */
const MESSAGE_CHARS_MAX = 65_536;

export function sendCommand(cli: Cli): Command {
  const command = define({
    usage: "send [words...]",
    summary: "a message to a worker: W1 TEXT, T-1 TEXT, or --all TEXT",
    details:
      "Sends a message to a worker (W1), to the worker on a ticket (T-1), or to every live one (--all). The text is the rest of the line, or standard input with -.",
    examples: [
      "jarvis send W1 keep the old name as an alias",
      "jarvis send --all 'main has moved: rebase before you report'",
      "jarvis send T-3 - < notes.txt",
    ],
  }).option("--all", "to every live worker");
  return does<SendOptions>(cli, projectOptions(command), async (options, words) => {
    const isAll = options.all ?? false;
    const [first, ...rest] = words;
    const worker = workerOrAll(isAll ? undefined : first, isAll);
    const text = await messageText(cli, isAll ? words : rest);
    await act(cli, options, {
      name: "send-message",
      input: { worker, text },
      sentence: (sentTo) => `Sent to ${sentTo}.`,
    });
  });
}

/** The words as one text, or standard input for `-`. @throws UsageError when there is none, or too much */
export async function messageText(cli: Cli, words: readonly string[]): Promise<string> {
  const given = words.join(" ");
  const source = { from: "-", stdin: cli.world.stdin, charsMax: MESSAGE_CHARS_MAX, what: "the message from" };
  const text = given === "-" ? await readBoundedText(source) : given;
  if (text.trim() === "") throw new UsageError("Expected the text of the message, or - to read it.");
  if (text.length > MESSAGE_CHARS_MAX)
    throw new UsageError(`The message is longer than ${MESSAGE_CHARS_MAX} characters. Make it shorter.`);
  return text;
}
