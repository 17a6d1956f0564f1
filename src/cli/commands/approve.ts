// `jarvis approve`: the user's yes to a draft as it is at this moment.
import type { Command } from "commander";
import { Declined } from "../failures.ts";
import { ticketCard } from "../../wire/card-text.ts";
import { boxed } from "../render/cards.ts";
import { ticketName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";

interface ApproveOptions extends ProjectOption {
  readonly landWhenGreen?: boolean;
}

export function approveCommand(cli: Cli): Command {
  const command = define({
    usage: "approve <ticket>",
    summary: "approve a draft: a worker starts on it",
    details:
      "Shows what is approved (title, criteria, checks, budget) and approves exactly that: if the draft changes in between, nothing starts.",
    examples: ["jarvis approve T-3", "jarvis approve T-3 --land-when-green"],
  }).option(
    "--land-when-green",
    "land without another question once checks are green and the review accepts",
  );
  return does<ApproveOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const name = ticketName(given);
    const { of, view } = await openProject(options, cli);
    const card = (await view()).tables.ticket[name];
    if (card === undefined)
      throw new Declined(
        "unknown-subject",
        `There is no ticket called ${name}. jarvis ls shows those that are.`,
      );
    if (options.json !== true) cli.output.line(boxed(ticketCard(card, "jarvis show")));
    const { ticket, hash } = card;
    const landWhenGreen = options.landWhenGreen ?? false;
    const done = accepted(await of.command("approve-ticket", { ticket, hash, landWhenGreen }));
    if (options.json === true) return cli.output.json({ ...done, ticket, hash, landWhenGreen });
    cli.output.line(
      `${ticket} is approved${landWhenGreen ? " and lands when green" : ""}; a worker starts on it. Follow it: jarvis logs ${ticket} -f`,
    );
  });
}
