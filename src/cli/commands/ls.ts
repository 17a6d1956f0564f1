// `jarvis ls`: the board, once or as it changes.
import type { Command } from "commander";
import type { View } from "../../wire/feed.ts";
import type { Board } from "../../wire/reads.ts";
import type { BoardRow } from "../../wire/rows.ts";
import { connectFeed } from "../daemon/feed.ts";
import { createPatience } from "../daemon/patience.ts";
import { boardOf, orchestratorOf, projectOf } from "../remote/rows.ts";
import { boardLines, byTicket, isOver, orchestratorText, parkedLine } from "../render/board.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { awayLine } from "./away.ts";
import { openProject, type OpenedProject } from "./project.ts";

interface LsOptions extends ProjectOption {
  readonly watch?: boolean;
  readonly all?: boolean;
}

/** Landed and closed tickets that are shown without --all. */
const OVER_MAX = 10;
/** How often ages are drawn anew. */
const REDRAW_MS = 1_000;

export function lsCommand(cli: Cli): Command {
  const command = define({
    usage: "ls",
    summary: "the board: every ticket with its worker, branch, last commit and status",
    details:
      "The board: every open ticket and the last of those that are over. With -w it follows: drawn in place on a terminal, else one line for each row that changes; with --json one board on a line for each change.",
    examples: ["jarvis ls", "jarvis ls -w", "jarvis ls --all --json"],
  })
    .option("-w, --watch", "follow it until Ctrl-C")
    .option("-a, --all", "also everything that is over");
  return does<LsOptions>(cli, projectOptions(command), async (options) => {
    const opened = await openProject(options, cli);
    if (options.watch === true) return await watch(cli, options, opened);
    const board = await opened.of.board();
    if (options.json === true) return cli.output.json(board);
    for (const line of textOf(board, options)) cli.output.line(line);
  });
}

function fuseLine({ fuse }: Board["project"]): string | null {
  if (fuse === null || fuse === undefined) return null;
  return `Landing fuse blown: ${fuse.reason}. Nothing lands by itself; look, then: jarvis reset-fuse`;
}

function textOf(board: Board, options: LsOptions): readonly string[] {
  const { project } = board;
  const rows = board.rows.toSorted(byTicket);
  const over = rows.filter(isOver);
  const hidden = new Set(options.all === true ? [] : over.slice(0, -OVER_MAX));
  return [
    `${project.name} · ${project.target} ${project.targetTip} · ${project.model.name}${budgetOf(project)}`,
    ...[awayLine(project.away), fuseLine(project)].filter((line) => line !== null),
    ...boardLines(
      {
        orchestrator: orchestratorText(board.orchestrator),
        parked: project.parked,
        rows: rows.filter((row) => !hidden.has(row)),
      },
      Date.now(),
    ),
    ...(hidden.size === 0 ? [] : [`(${hidden.size} more that are over: jarvis ls --all)`]),
  ];
}

/** What a day with a bound has left, beside what stands over the board. */
function budgetOf({ budget }: Board["project"]): string {
  return budget === undefined || budget.text === null ? "" : ` · ${budget.text}`;
}

/** Until nobody reads any more. @throws DaemonFailed when the daemon is gone for good */
async function watch(cli: Cli, options: LsOptions, { find, project }: OpenedProject): Promise<void> {
  const { output } = cli;
  const isDrawn = output.isTerminal && options.json !== true;
  const shown = options.json === true ? jsonBoards(cli) : isDrawn ? drawn(cli, options) : lines(cli);
  const patience = createPatience((text) => output.note(text));
  const feed = await connectFeed({
    find,
    project: project.id,
    topics: [],
    onView: (view) => shown(boardIn(view)),
    onConnection: (state) => patience.note(state),
  });
  const timer = isDrawn ? setInterval(() => shown(boardIn(feed.view())), REDRAW_MS) : undefined;
  try {
    await Promise.race([gone(output.gone), patience.atItsEnd]);
  } finally {
    clearInterval(timer);
    patience.close();
    feed.close();
  }
}

/** Null: the project is not in view any more. */
function boardIn(view: View): Board | null {
  const project = projectOf(view);
  return project === null ? null : { project, orchestrator: orchestratorOf(view), rows: [...boardOf(view)] };
}

function drawn({ output }: Cli, options: LsOptions): (board: Board | null) => void {
  return (board) => {
    if (board !== null) output.redraw(textOf(board, options));
  };
}

/** What differs only in what nobody sees, as a tip of the target that is read anew, is one board. */
function jsonBoards({ output }: Cli): (board: Board | null) => void {
  let last = "";
  return (board) => {
    const json = JSON.stringify(board);
    if (board === null || json === last) return;
    last = json;
    output.json(board);
  };
}

/** One line for each row that says something else than before. */
function lines({ output }: Cli): (board: Board | null) => void {
  const last = new Map<string, string>();
  const tell = (key: string, text: string) => {
    if (last.get(key) === text) return;
    last.set(key, text);
    output.line(text);
  };
  return (board) => {
    if (board === null) return;
    tell("orchestrator", `Main Orchestrator — ${orchestratorText(board.orchestrator)}`);
    const { parked } = board.project;
    if (parked !== null) tell("parked", parkedLine(parked, Date.now()));
    for (const row of board.rows) tell(row.ticket, rowLine(row));
  };
}

function rowLine(row: BoardRow): string {
  const worker = row.worker === null ? "" : ` · Worker ${row.worker.slice(1)}`;
  const needs = row.waitsFor === null ? "" : ` · you: ${row.waitsFor}`;
  return `${row.ticket}  ${row.title}${worker} · ${row.status}${needs}`;
}

async function gone(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
