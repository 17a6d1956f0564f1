// `jarvis undo`: takes the last approval of a ticket back, while that is possible.
import type { Command } from "commander";
import { canonicalName } from "../remote/rows.ts";
import { act, isProposalName, ticketName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

export function undoCommand(cli: Cli): Command {
  const command = define({
    usage: "undo <ticket>",
    summary: "take the last approval of a ticket or a proposal back",
    details:
      "Takes the last approval back: a start until its worker's first step, a landing while it waits in the queue. With a proposal, P-2: the start of every ticket of it whose worker has not begun.",
    examples: ["jarvis undo T-3", "jarvis undo P-2"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [given = ""]) => {
    const ticket = isProposalName(given) ? canonicalName(given) : ticketName(given);
    const sentence = () => `The last approval of ${ticket} is taken back.`;
    await act(cli, options, { name: "undo-approval", input: { ticket }, sentence });
  });
}
