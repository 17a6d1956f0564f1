// What bounds a run of a ticket, in one line.
import type { TicketRow } from "./rows.ts";

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
