// `jarvis show`: everything about one ticket.
import type { Command } from "commander";
import type { View } from "../../wire/feed.ts";
import type { TicketDetail } from "../../wire/reads.ts";
import type { BoardRow, TicketRow } from "../../wire/rows.ts";
import { Declined } from "../failures.ts";
import { boardOf, canonicalName, findRow, reviewOf } from "../remote/rows.ts";
import { changeLines } from "../../wire/card-text.ts";
import { askLines } from "../render/board.ts";
import { budgetText } from "../render/budget.ts";
import { clockTime, elapsed } from "../text.ts";
import { proposalLines } from "../render/proposal.ts";
import { isProposalName, subjectName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { openProject } from "./project.ts";

export function showCommand(cli: Cli): Command {
  const command = define({
    usage: "show <name>",
    summary: "everything about a ticket, the one that a worker is on, or a proposal",
    details:
      "Of a proposal, P-1: its tickets in the order in which they are to be done, how each stands, and which it waits for.",
    examples: ["jarvis show T-3", "jarvis show W1 --json", "jarvis show P-1"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [given = ""]) => {
    if (isProposalName(given)) return await showProposal(cli, options, canonicalName(given));
    const name = subjectName(given);
    const { of, view: read } = await openProject(options, cli);
    const view = await read();
    const board = findRow(boardOf(view), name);
    const ticket = board === null ? undefined : view.tables.ticket[board.ticket];
    if (board === null || ticket === undefined)
      throw new Declined("unknown-subject", `There is no ${name}. jarvis ls shows what there is.`);
    const detail = await of.ticket(ticket.ticket);
    const review = reviewOf(view, ticket.ticket);
    if (options.json === true) return cli.output.json({ ticket, board, review, detail });
    cli.output.line(`${ticket.ticket} · ${ticket.title}`, "bold");
    for (const line of [
      ...fields(ticket, board),
      ...askLines(board, Date.now()),
      ...reviewLines(view, ticket),
      ...texts(ticket, detail),
    ])
      cli.output.line(line);
  });
}

async function showProposal(cli: Cli, options: ProjectOption, name: string): Promise<void> {
  const { view: read } = await openProject(options, cli);
  const { tables } = await read();
  const proposal = tables.proposal[name];
  if (proposal === undefined)
    throw new Declined("unknown-subject", `There is no proposal called ${name}. They are called P-1, P-2, …`);
  const tickets = proposal.tickets.flatMap((id) => {
    const ticket = tables.ticket[id];
    return ticket === undefined ? [] : [{ ticket, board: tables.board[id] ?? null }];
  });
  if (options.json === true) return cli.output.json({ proposal, tickets });
  cli.output.line(`${proposal.proposal} · ${proposal.title}`, "bold");
  for (const line of proposalLines(proposal, tickets)) cli.output.line(line);
}

function fields(ticket: TicketRow, board: BoardRow): readonly string[] {
  const { approval } = ticket;
  return [
    field("Status", `${board.status} · ${elapsed(board.since, Date.now())}`),
    ...(board.resumesAt === null ? [] : [field("Resumes", clockTime(board.resumesAt, Date.now()))]),
    ...(board.waitsFor === null ? [] : [field("You", board.waitsFor)]),
    ...(board.worker === null ? [] : [field("Worker", `${board.worker} · ${board.run ?? ""}`)]),
    ...(board.branch === null ? [] : [field("Branch", `${board.branch} from ${board.base ?? "?"}`)]),
    ...(board.lastCommit === null ? [] : [field("Commit", board.lastCommit)]),
    ...(board.run === null
      ? []
      : [
          field(
            "Spent",
            `${board.turnCount} turn${board.turnCount === 1 ? "" : "s"}, ${board.tokens} tokens, $${board.costUsd.toFixed(2)}`,
          ),
        ]),
    field("Budget", budgetText(ticket, board)),
    field(
      "Type",
      `${ticket.workerType} · model ${ticket.model ?? "default"}${ticket.fallbackModel === null ? "" : `, else ${ticket.fallbackModel}`}`,
    ),
    field("Lands on", `${ticket.target}${ticket.landWhenGreen ? ", when green" : ", after your approval"}`),
    ...(approval === null
      ? []
      : [
          field(
            "Approved",
            approval.quote === null ? `by ${approval.by}` : `by your words: “${approval.quote}”`,
          ),
        ]),
    ...listed("After", ticket.dependsOn),
    ...listed("Criteria", ticket.criteria),
    ...listed("Scope", ticket.scope),
    ...listed("Checks", ticket.checks),
    ...ticket.overlaps,
    field("Hash", ticket.hash),
  ];
}

function reviewLines(view: View, { ticket }: TicketRow): readonly string[] {
  const review = reviewOf(view, ticket);
  if (review === null) return [];
  return [
    "",
    "Work:",
    ...changeLines(review).map((line) => `  ${line}`),
    ...(review.report === "" ? [] : ["", "The worker says:", indented(review.report)]),
  ];
}

function texts(ticket: TicketRow, detail: TicketDetail): readonly string[] {
  return [
    "",
    "Description:",
    indented(detail.description),
    ...(ticket.stage === "draft" ? ["", "The worker's first message:", indented(detail.firstMessage)] : []),
  ];
}

function field(name: string, value: string): string {
  return `${`${name}:`.padEnd(NAME_WIDTH)}${value}`;
}

function listed(name: string, values: readonly string[]): readonly string[] {
  return values.map((value, index) =>
    index === 0 ? field(name, value) : `${" ".repeat(NAME_WIDTH)}${value}`,
  );
}

const NAME_WIDTH = 11;

function indented(text: string): string {
  return `  ${text.trim().replaceAll("\n", "\n  ")}`;
}
