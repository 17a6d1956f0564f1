// A budget in one line: what bounds a run of a ticket, what it has spent and what is reserved.
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

/** `200 turns, $5, 2 h`: for one run, with what the user added. */
export function boundsText({ turnsMax, costUsdMax, caps = {} }: TicketRow): string {
  const { turnCount = turnsMax, costUsd = costUsdMax, runningMs, tokens } = caps;
  return [
    `${turnCount} turns`,
    `$${costUsd}`,
    ...(runningMs === undefined ? [] : [hoursText(runningMs)]),
    ...(tokens === undefined ? [] : [`${tokens.toLocaleString("en-US")} tokens`]),
  ].join(", ");
}

function hoursText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
