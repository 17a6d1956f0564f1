// `jarvis wait`: until a ticket has come somewhere, for scripts.
import { Option, type Command } from "commander";
import type { View } from "../../wire/feed.ts";
import type { BoardRow } from "../../wire/rows.ts";
import { connectFeed } from "../daemon/feed.ts";
import { createPatience } from "../daemon/patience.ts";
import { boardOf } from "../remote/rows.ts";
import { Declined, UsageError } from "../failures.ts";
import { ticketName } from "./act.ts";
import { define, does, projectOptions, wholeFrom, type Cli, type ProjectOption } from "./cli.ts";
import { openProject } from "./project.ts";

interface WaitOptions extends ProjectOption {
  readonly until: "reviewed" | "landed";
  readonly seconds: number;
}

export function waitCommand(cli: Cli): Command {
  const command = define({
    usage: "wait <ticket>",
    summary: "wait until a ticket is reviewed, or landed",
    details:
      "Ends with 0 when the ticket is there, and with 1 when it will not come there by itself: it needs you, was closed, or the time is over.",
    examples: ["jarvis wait T-1", "jarvis wait T-1 --until landed --seconds 600"],
  })
    .addOption(
      new Option("--until <where>", "reviewed or landed").choices(["reviewed", "landed"]).default("reviewed"),
    )
    .addOption(
      new Option("--seconds <n>", "how long at most").argParser(wholeFrom(1)).default(SECONDS_DEFAULT),
    );
  return does<WaitOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const ticket = ticketName(given);
    const row = await reached(cli, options, ticket);
    if (options.json === true) cli.output.json(row);
    else cli.output.line(`${row.ticket}  ${row.title} · ${row.status}`);
  });
}

const SECONDS_DEFAULT = 1_800;
/** A failed check that goes back to its worker is in review for a moment: what needs somebody stays so. */
const STEADY_MS = 1_000;

/** @throws Declined when it will not come there by itself · UsageError when there is no such ticket */
async function reached(cli: Cli, options: WaitOptions, ticket: string): Promise<BoardRow> {
  const { find, project } = await openProject(options, cli);
  const found = Promise.withResolvers<BoardRow>();
  let steady: NodeJS.Timeout | undefined;
  const look = (view: View) => {
    const row = boardOf(view).find((one) => one.ticket === ticket);
    clearTimeout(steady);
    if (row === undefined)
      return found.reject(new UsageError(`There is no ticket ${ticket}. jarvis ls shows those that are.`));
    if (isThere(row, options.until)) return found.resolve(row);
    if (isStuck(row, options.until))
      steady = setTimeout(() => found.reject(notReached(ticket, options.until, row.status)), STEADY_MS);
  };
  const patience = createPatience((text) => cli.output.note(text));
  const feed = await connectFeed({
    find,
    project: project.id,
    topics: [],
    onView: look,
    onConnection: (state) => patience.note(state),
  });
  const limit = setTimeout(() => {
    const status = boardOf(feed.view()).find((one) => one.ticket === ticket)?.status ?? "unknown";
    found.reject(notReached(ticket, options.until, `${status} after ${options.seconds} s`));
  }, options.seconds * 1_000);
  try {
    look(feed.view());
    return await Promise.race([found.promise, patience.atItsEnd]);
  } finally {
    clearTimeout(limit);
    clearTimeout(steady);
    patience.close();
    feed.close();
  }
}

function notReached(ticket: string, until: string, found: string): Declined {
  return new Declined(
    "not-reached",
    `Waited for ${ticket} to be ${until}; it is: ${found}. jarvis show ${ticket} tells more.`,
  );
}

function isThere({ stage, word }: BoardRow, until: WaitOptions["until"]): boolean {
  if (stage === "landed") return true;
  return until === "reviewed" && (word === "ready" || stage === "landing");
}

/** It waits for somebody, or is over: time alone does not bring it there. */
function isStuck({ stage, word, waitsFor }: BoardRow, until: WaitOptions["until"]): boolean {
  if (stage === "closed" || stage === "draft") return true;
  return waitsFor !== null && (until === "landed" || word !== "ready");
}
