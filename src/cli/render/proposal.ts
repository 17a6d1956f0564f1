// A proposal as lines of text: its tickets in the order in which they are to be done, how each stands, and what it waits for.
import type { BoardRow, ProposalRow, TicketRow } from "../../wire/rows.ts";

export interface ProposalTicket {
  readonly ticket: TicketRow;
  /** Null: nothing is told of it yet. */
  readonly board: BoardRow | null;
}

export function proposalLines(
  { approval }: ProposalRow,
  tickets: readonly ProposalTicket[],
): readonly string[] {
  return [
    approvalText(approval),
    ...tickets.flatMap(({ ticket, board }, index) => [
      `${index + 1}. ${ticket.ticket} · ${ticket.title}`,
      `   ${board?.status ?? ticket.stage}${ticket.dependsOn.length === 0 ? "" : ` · after ${ticket.dependsOn.join(", ")}`}`,
      ...(board?.waitsFor == null ? [] : [`   you: ${board.waitsFor}`]),
    ]),
  ];
}

function approvalText(approval: ProposalRow["approval"]): string {
  if (approval === null) return "Not approved as a whole.";
  return approval.quote === null
    ? `Approved by ${approval.by}.`
    : `Approved by your words: “${approval.quote}”.`;
}
