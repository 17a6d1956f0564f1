// A budget in one line: what bounds a run of a ticket, what it has spent and what is reserved.
import { boundsText } from "../../wire/bounds-text.ts";
import type { BoardRow, TicketRow } from "../../wire/rows.ts";

export function budgetText(ticket: TicketRow, { budget }: Pick<BoardRow, "budget">): string {
  const reservedUsd = budget?.reserved.costUsd ?? 0;
  const ofTicket =
    budget === undefined || budget.ticketCapUsd === null
      ? []
      : [`all its runs $${budget.ticketSpentUsd.toFixed(2)} of $${budget.ticketCapUsd.toFixed(2)}`];
  return [
    boundsText(ticket),
    ...(reservedUsd > 0 ? [`$${reservedUsd.toFixed(2)} reserved`] : []),
    ...ofTicket,
  ].join(" · ");
}
