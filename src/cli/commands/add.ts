// `jarvis add`: a ticket file becomes a draft.
import type { Command } from "commander";
import { ticketCard } from "../../wire/card-text.ts";
import { boxed } from "../render/cards.ts";
import { readTicketFile } from "../ticket-file.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";

export function addCommand(cli: Cli): Command {
  const command = define({
    usage: "add <file>",
    summary: "draft a ticket from a ticket file",
    details:
      'Drafts a ticket from a Markdown file ("# Title", then text, "## Criteria", "## Checks", fenced steps), or from standard input with -. Nothing starts before it is approved.',
    examples: ["jarvis add tickets/rename.md", "printf '# Say hello\\n' | jarvis add -"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [from = "-"]) => {
    const markdown = await readTicketFile(from, cli.world.stdin);
    const { of, view } = await openProject(options, cli);
    const { text: id } = accepted(await of.command("add-ticket", { markdown }));
    const ticket = (await view()).tables.ticket[id];
    if (options.json === true) return cli.output.json({ ticket: id, hash: ticket?.hash ?? null });
    if (ticket !== undefined) cli.output.line(boxed(ticketCard(ticket, "jarvis show")));
    cli.output.line(`${id} is drafted. Start it: jarvis approve ${id}`);
  });
}
