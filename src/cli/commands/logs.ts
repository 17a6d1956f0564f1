// `jarvis logs`: what an agent did and said, once or as it goes on.
import type { Command } from "commander";
import type { View } from "../../wire/feed.ts";
import { PAGE_MAX, type TimelinePage } from "../../wire/reads.ts";
import type { TimelineRow } from "../../wire/rows.ts";
import { connectFeed } from "../daemon/feed.ts";
import { followRun } from "../daemon/follow-run.ts";
import { createPatience } from "../daemon/patience.ts";
import { messageOf } from "../failures.ts";
import { isOver } from "../render/board.ts";
import { timelineLines } from "../render/timeline.ts";
import { subjectName } from "./act.ts";
import { define, does, projectOptions, wholeFrom, type Cli, type ProjectOption } from "./cli.ts";
import { openProject, type OpenedProject } from "./project.ts";
import { runOf } from "./run-of.ts";

interface LogsOptions extends ProjectOption {
  readonly follow?: boolean;
  readonly review?: boolean;
  readonly lines?: number;
}

const LINES = 100;

export function logsCommand(cli: Cli): Command {
  const command = define({
    usage: "logs <name>",
    summary: "what an agent did and said",
    details:
      "The record of the agent on a worker or ticket: what it was told, what it said, each tool it used. With -f it follows until the run has ended; with --json -f each line is one JSON value.",
    examples: ["jarvis logs W1", "jarvis logs T-3 -f", "jarvis logs T-3 --review -n 20"],
  })
    .option("-f, --follow", "go on as it goes on")
    .option("--review", "of its reviewer instead")
    .option("-n, --lines <n>", `the last lines to begin with (default: ${LINES})`, wholeFrom(1));
  return does<LogsOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const opened = await openProject(options, cli);
    const run = await runOf(opened, subjectName(given));
    const record = options.review === true ? `${run}-review` : run;
    const page = await lastLines(opened, record, options.lines ?? LINES);
    if (options.json === true && options.follow !== true) return cli.output.json({ run: record, ...page });
    const show = (rows: readonly TimelineRow[]) => {
      for (const row of rows) {
        if (options.json === true) cli.output.json(row);
        else for (const line of timelineLines(row)) cli.output.line(line, row.isError ? "red" : undefined);
      }
    };
    show(page.rows);
    if (options.follow === true) return await follow(cli, opened, { run, record }, page, show);
    if (page.rows.length === 0) cli.output.note(`There is no line of ${record} yet.`);
  });
}

/** Page by page backwards, as many as were asked for. */
async function lastLines({ of }: OpenedProject, record: string, count: number): Promise<TimelinePage> {
  /** The newest first. */
  const pages: TimelinePage["rows"][] = [];
  let before: number | null = null;
  let missing = count;
  do {
    const limit = Math.min(PAGE_MAX, missing);
    const page: TimelinePage = await of.timeline(record, before === null ? { limit } : { before, limit });
    pages.push(page.rows);
    missing -= page.rows.length;
    before = page.rows.length === 0 ? null : page.before;
  } while (before !== null && missing > 0);
  return { rows: pages.toReversed().flat(), before };
}

/** Until the run has ended, or nobody reads any more. @throws DaemonFailed when the daemon is gone for good */
async function follow(
  { output }: Cli,
  { of, find, project }: OpenedProject,
  { run, record }: { readonly run: string; readonly record: string },
  page: TimelinePage,
  show: (rows: readonly TimelineRow[]) => void,
): Promise<void> {
  const end = Promise.withResolvers<void>();
  output.gone.addEventListener("abort", () => end.resolve(), { once: true });
  const follower = followRun({
    from: page.rows.at(-1)?.n ?? 0,
    read: (after) => of.timeline(record, { after }),
    onRows: show,
    onFailure: (error) => output.note(messageOf(error)),
  });
  const patience = createPatience((text) => output.note(text));
  const feed = await connectFeed({
    find,
    project: project.id,
    topics: [`run:${record}`],
    onView: (view) => {
      if (hasEnded(view, run)) end.resolve();
    },
    onActivity: (said) => {
      if (said.run === record) follower.note(said.rows);
    },
    onConnection: (state) => {
      patience.note(state);
      if (state === "back") void follower.catchUp();
    },
  });
  try {
    await follower.catchUp();
    await Promise.race([end.promise, patience.atItsEnd]);
    // What the feed had not brought when the run ended.
    await follower.catchUp();
  } finally {
    patience.close();
    feed.close();
  }
}

function hasEnded(view: View, run: string): boolean {
  const row = Object.values(view.tables.board).find((one) => one.run === run);
  // Another run is on the ticket now.
  return row === undefined || row.endedAt !== null || isOver(row);
}
