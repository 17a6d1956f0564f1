// `jarvis land`: the user's yes to reviewed work as it is at this moment.
import type { Command } from "commander";
import type { View } from "../../wire/feed.ts";
import type { ReviewRow } from "../../wire/rows.ts";
import { Declined } from "../failures.ts";
import { projectOf, reviewOf } from "../remote/rows.ts";
import { reviewCard } from "../../wire/card-text.ts";
import { boxed } from "../render/cards.ts";
import { ticketName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";

interface LandOptions extends ProjectOption {
  readonly acceptUnverified?: boolean;
}

export function landCommand(cli: Cli): Command {
  const command = define({
    usage: "land <ticket>",
    summary: "land reviewed work on the target branch",
    details:
      "Shows what is landed (change, checks, review) and lands exactly that: if it changes in between, nothing lands.",
    examples: ["jarvis land T-3", "jarvis land T-3 --accept-unverified"],
  }).option("--accept-unverified", "land although no check has proved it");
  return does<LandOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const name = ticketName(given);
    const { of, view: read } = await openProject(options, cli);
    const view = await read();
    const { review, hash } = landable(view, name);
    if (options.json !== true)
      cli.output.line(boxed(reviewCard(view.tables.board[name]?.title ?? "", review)));
    const isUnverifiedAccepted = options.acceptUnverified ?? false;
    if (review.color === "unverified" && !isUnverifiedAccepted)
      throw new Declined(
        "unverified",
        `${name} was not landed: no check is configured that could prove it. Accept that: jarvis land ${name} --accept-unverified`,
      );
    const fuse = projectOf(view)?.fuse ?? null;
    if (fuse !== null)
      cli.output.note(
        `(The landing fuse has blown: ${fuse.reason}. ${name} lands by your word all the same; look first.)`,
      );
    const done = accepted(await of.command("land", { ticket: name, hash, isUnverifiedAccepted }));
    if (options.json === true) return cli.output.json({ ...done, ticket: name, run: review.run, hash });
    cli.output.line(`${name} is in the landing queue. See it land: jarvis ls -w`);
  });
}

/** @throws Declined when there is nothing to land */
function landable(view: View, name: string): { readonly review: ReviewRow; readonly hash: string } {
  const row = view.tables.board[name];
  if (row === undefined)
    throw new Declined(
      "unknown-subject",
      `There is no ticket called ${name}. jarvis ls shows those that are.`,
    );
  const review = reviewOf(view, name);
  if (review === null || review.landHash === null)
    throw new Declined(
      "wrong-stage",
      `${name} was not landed: it is “${row.status}”, so there is no reviewed work to land${row.waitsFor === null ? " yet" : `; ${row.waitsFor}`}.`,
    );
  return { review, hash: review.landHash };
}
