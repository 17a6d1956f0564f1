// `jarvis retry`: a new run on a ticket, told what happened before.
import type { Command } from "commander";
import { act, ticketName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

interface RetryOptions extends ProjectOption {
  readonly reason?: string;
  readonly fromWork?: boolean;
}

export function retryCommand(cli: Cli): Command {
  const command = define({
    usage: "retry <ticket>",
    summary: "a new run on a ticket, told what happened before",
    details:
      "Ends the run that is on the ticket, keeps its work, and starts a new one from the target. Its worker is told how the last one ended and why, where its work is, which checks failed, what it reported and what you had told it. With --from-work its branch begins with the commits that the last one reported.",
    examples: [
      "jarvis retry T-1 --reason 'start over, without the new dependency'",
      "jarvis retry T-1 --from-work",
    ],
  })
    .option("--reason <text>", "why, for the new worker and the record")
    .option("--from-work", "begin with the commits of the last run");
  return does<RetryOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const ticket = ticketName(given);
    const { reason, fromWork = false } = options;
    await act(cli, options, {
      name: "retry-ticket",
      input: { ticket, fromWork, ...(reason === undefined ? {} : { reason }) },
      sentence: () => `${ticket} is queued for a new run; what the last one made is kept.`,
    });
  });
}
