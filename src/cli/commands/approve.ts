// `jarvis approve`: the user's yes to a draft as it is at this moment.
import type { Command } from "commander";
import { Declined } from "../failures.ts";
import { proposalCard, ticketCard } from "../../wire/card-text.ts";
import { canonicalName } from "../remote/rows.ts";
import { boxed } from "../render/cards.ts";
import { isProposalName, ticketName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";

interface ApproveOptions extends ProjectOption {
  readonly landWhenGreen?: boolean;
}

export function approveCommand(cli: Cli): Command {
  const command = define({
    usage: "approve <ticket>",
    summary: "approve a draft, or all of a proposal: a worker starts on it",
    details:
      "Shows what is approved (title, criteria, checks, budget) and approves exactly that: if the draft changes in between, nothing starts. With a proposal, P-2: all of its drafts, in its order.",
    examples: ["jarvis approve T-3", "jarvis approve T-3 --land-when-green", "jarvis approve P-2"],
  }).option(
    "--land-when-green",
    "land without another question once checks are green and the review accepts",
  );
  return does<ApproveOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    if (isProposalName(given)) return await approveProposal(cli, options, given);
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

/** All drafts of a proposal as they are at this moment. */
async function approveProposal(cli: Cli, options: ApproveOptions, given: string): Promise<void> {
  const name = canonicalName(given);
  const { of, view } = await openProject(options, cli);
  const { tables } = await view();
  const row = tables.proposal[name];
  if (row === undefined)
    throw new Declined("unknown-subject", `There is no proposal called ${name}. They are called P-1, P-2, …`);
  const tickets = row.tickets.flatMap((ticket) => tables.ticket[ticket] ?? []);
  const shown = tickets
    .filter(({ stage }) => stage === "draft")
    .map(({ ticket, hash }) => ({ ticket, hash }));
  if (options.json !== true) cli.output.line(boxed(proposalCard(row, tickets, "jarvis show")));
  const landWhenGreen = options.landWhenGreen ?? false;
  const done = accepted(await of.command("approve-proposal", { proposal: name, shown, landWhenGreen }));
  if (options.json === true) return cli.output.json({ ...done, proposal: name, shown, landWhenGreen });
  cli.output.line(
    `${shown.map(({ ticket }) => ticket).join(", ")} ${shown.length === 1 ? "is" : "are"} approved, in this order${landWhenGreen ? ", and land when green" : ""}; each starts when what it waits for has landed. See how they stand: jarvis ls`,
  );
}
