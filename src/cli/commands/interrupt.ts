// `jarvis interrupt`: the running turn of a worker ends; its process and work stay.
import type { Command } from "commander";
import { act, workerOrAll } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { messageText } from "./send.ts";

interface InterruptOptions extends ProjectOption {
  readonly all?: boolean;
}

export function interruptCommand(cli: Cli): Command {
  const command = define({
    usage: "interrupt [words...]",
    summary: "end a worker's running turn: W1, T-1 or --all, with TEXT to go on with",
    details:
      "Ends the running turn of a worker at once; its process, its work and its session stay. With a text it goes on with that, without one it waits for your word: jarvis send, or jarvis resume. The text is the rest of the line, or standard input with -.",
    examples: [
      "jarvis interrupt W1",
      "jarvis interrupt T-1 'use the old parser instead'",
      "jarvis interrupt --all",
    ],
  }).option("--all", "every worker that works");
  return does<InterruptOptions>(cli, projectOptions(command), async (options, words) => {
    const isAll = options.all ?? false;
    const [first, ...rest] = words;
    const worker = workerOrAll(isAll ? undefined : first, isAll);
    const given = isAll ? words : rest;
    const text = given.length === 0 ? null : await messageText(cli, given);
    await act(cli, options, {
      name: "interrupt-worker",
      input: { worker, ...(text === null ? {} : { text }) },
      sentence: (whom) =>
        text === null
          ? `Interrupted: ${whom}. Its process waits for your word: ${isAll ? "" : `jarvis send ${worker} TEXT, or `}jarvis resume ${isAll ? "--all" : worker}`
          : `Interrupted, and told: ${whom}.`,
    });
  });
}
