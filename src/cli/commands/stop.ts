// `jarvis stop`: ends a worker, or every live one; what they made is kept.
import type { Command } from "commander";
import { UsageError } from "../failures.ts";
import { act, workerOrAll } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

interface StopOptions extends ProjectOption {
  readonly all?: boolean;
  readonly everything?: boolean;
  readonly reason?: string;
}

export function stopCommand(cli: Cli): Command {
  const command = define({
    usage: "stop [worker]",
    summary: "stop a worker, or all of them; their work is kept",
    details:
      "Stops one worker, or with --all every live one: their tickets are drafts again. With --everything nothing is undone: no agent, check or landing goes on until jarvis go-on, and then all of it does.",
    examples: ["jarvis stop W1", "jarvis stop --all --reason 'wrong direction'", "jarvis stop --everything"],
  })
    .option("--all", "every live worker")
    .option("--everything", "agents, checks and landings, until jarvis go-on")
    .option("--reason <text>", "why, for the record");
  return does<StopOptions>(cli, projectOptions(command), async (options, [given]) => {
    const { reason } = options;
    if (options.everything === true) {
      if (given !== undefined || options.all === true)
        throw new UsageError("Expected --everything alone: it stops all workers, and what else goes on.");
      const sentence = () => "Everything is stopped; all work is kept. Go on: jarvis go-on";
      const input = reason === undefined ? {} : { reason };
      return await act(cli, options, { name: "stop-everything", input, sentence });
    }
    const worker = workerOrAll(given, options.all ?? false);
    await act(cli, options, {
      name: "stop-worker",
      input: { worker, ...(reason === undefined ? {} : { reason }) },
      sentence: (stopped) => `Stopped: ${stopped}. What they made is kept.`,
    });
  });
}
