// `jarvis discard`: a ticket is closed without landing; what was made for it is kept.
import type { Command } from "commander";
import { act, ticketName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

interface DiscardOptions extends ProjectOption {
  readonly reason?: string;
}

export function discardCommand(cli: Cli): Command {
  const command = define({
    usage: "discard <ticket>",
    summary: "close a ticket without landing it; what was made for it is kept",
    examples: ["jarvis discard T-3 --reason 'solved elsewhere'"],
  }).option("--reason <text>", "why, for the record");
  return does<DiscardOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const ticket = ticketName(given);
    const { reason } = options;
    await act(cli, options, {
      name: "discard-ticket",
      input: { ticket, ...(reason === undefined ? {} : { reason }) },
      sentence: () => `${ticket} is discarded. What was made for it is kept.`,
    });
  });
}
