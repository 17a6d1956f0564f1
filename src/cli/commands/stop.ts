// `jarvis stop`: ends a worker, or every live one; what they made is kept.
import type { Command } from "commander";
import { act, workerOrAll } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

interface StopOptions extends ProjectOption {
  readonly all?: boolean;
  readonly reason?: string;
}

export function stopCommand(cli: Cli): Command {
  const command = define({
    usage: "stop [worker]",
    summary: "stop a worker, or all of them; their work is kept",
    examples: ["jarvis stop W1", "jarvis stop --all --reason 'wrong direction'"],
  })
    .option("--all", "every live worker")
    .option("--reason <text>", "why, for the record");
  return does<StopOptions>(cli, projectOptions(command), async (options, [given]) => {
    const worker = workerOrAll(given, options.all ?? false);
    const { reason } = options;
    await act(cli, options, {
      name: "stop-worker",
      input: { worker, ...(reason === undefined ? {} : { reason }) },
      sentence: (stopped) => `Stopped: ${stopped}. What they made is kept.`,
    });
  });
}
