// `jarvis adopt`: a ticket from work that is there already.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { ticketCard } from "../../wire/card-text.ts";
import { boxed } from "../render/cards.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";

interface AdoptOptions extends ProjectOption {
  readonly withUncommitted?: boolean;
  readonly message?: string;
}

export function adoptCommand(cli: Cli): Command {
  const command = define({
    usage: "adopt <branch-or-worktree>",
    summary: "draft a ticket from a branch of your own",
    details:
      "Drafts a ticket whose run begins with the commits of a branch, named by itself or by a worktree of it. Branch and worktree stay as they are. Approved, the work is imported, checked and reviewed as it is; with --message a worker goes on with it first. Uncommitted files are told, and only taken as a copy with --with-uncommitted.",
    examples: [
      "jarvis adopt fix/login",
      "jarvis adopt ../shop-login --with-uncommitted",
      "jarvis adopt fix/login --message 'add the missing tests'",
    ],
  })
    .option("--with-uncommitted", "with a copy of the worktree's uncommitted files")
    .option("--message <text>", "what a worker shall do with it");
  return does<AdoptOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const { withUncommitted = false, message } = options;
    const name = await nameOf(given);
    const { of, view } = await openProject(options, cli);
    const input = { name, withUncommitted, ...(message === undefined ? {} : { message }) };
    const { text } = accepted(await of.command("adopt", input));
    const [id = ""] = /^T-\d+/.exec(text) ?? [];
    const ticket = (await view()).tables.ticket[id];
    if (options.json === true) return cli.output.json({ ticket: id, hash: ticket?.hash ?? null, text });
    if (ticket !== undefined) cli.output.line(boxed(ticketCard(ticket, "jarvis show")));
    cli.output.line(`${text}\n${id} is drafted. Start it: jarvis approve ${id}`);
  });
}

/** A folder here is meant as a worktree; the daemon stands elsewhere. */
async function nameOf(given: string): Promise<string> {
  try {
    return (await stat(given)).isDirectory() ? resolve(given) : given;
  } catch (error) {
    if (error instanceof Error && "code" in error) return given;
    throw error;
  }
}
