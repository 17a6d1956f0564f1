// `jarvis supersede`: one ticket takes the place of another.
import type { Command } from "commander";
import { act, ticketName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

export function supersedeCommand(cli: Cli): Command {
  const command = define({
    usage: "supersede <ticket> <successor>",
    summary: "close a ticket because another takes its place",
    details:
      "Closes TICKET as superseded; work of its run is kept. What waited for it waits for SUCCESSOR instead, and keeps its approval.",
    examples: ["jarvis supersede T-3 T-7"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [given = "", other = ""]) => {
    const ticket = ticketName(given);
    const successor = ticketName(other);
    await act(cli, options, {
      name: "supersede-ticket",
      input: { ticket, successor },
      sentence: () => `${ticket} is superseded by ${successor}. What was made for it is kept.`,
    });
  });
}
