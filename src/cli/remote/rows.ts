// The rows of a view in order, and one of them by what people call it.
import type { View } from "../../wire/feed.ts";
import type { RowsNow } from "../../wire/item-maker.ts";
import type { BoardRow, OrchestratorRow, ProjectRow, ReviewRow, TicketRow } from "../../wire/rows.ts";
import { byTicket } from "../render/board.ts";

export function boardOf(view: View): readonly BoardRow[] {
  return Object.values(view.tables.board).toSorted(byTicket);
}

export function rowsNow({ tables }: View): RowsNow {
  return {
    ticket: (id) => tables.ticket[id],
    board: (ticket) => tables.board[ticket],
    review: (run) => tables.review[run],
    proposals: () => Object.values(tables.proposal),
  };
}

export function projectOf(view: View): ProjectRow | null {
  return Object.values(view.tables.project)[0] ?? null;
}

/** Of the first conversation. */
export function orchestratorOf(view: View): OrchestratorRow | null {
  return Object.values(view.tables.orchestrator)[0] ?? null;
}

/** By `T-3`, or by the worker or run that is on it: `W1`, `R-3.1`. */
export function findRow(rows: readonly BoardRow[], name: string): BoardRow | null {
  const said = canonicalName(name);
  return rows.find((row) => row.ticket === said || row.worker === said || row.run === said) ?? null;
}

export function findTicket(view: View, name: string): TicketRow | null {
  const row = findRow(boardOf(view), name);
  return row === null ? null : (view.tables.ticket[row.ticket] ?? null);
}

/** Of the run that is on this ticket now. */
export function reviewOf(view: View, ticket: string): ReviewRow | null {
  const run = view.tables.board[ticket]?.run ?? null;
  return run === null ? null : (view.tables.review[run] ?? null);
}

/** `p2`, `P-2` → `P-2`; `t3`, `T-3` → `T-3`; `w1`, `W-1`, `worker 1` → `W1`; `r3.1` → `R-3.1`; anything else as it is. */
export function canonicalName(name: string): string {
  const [, kind = "", number = ""] = /^(t|p|w|r|worker)[- ]?(\d+(?:\.\d+)?)$/i.exec(name.trim()) ?? [];
  const letter = kind.charAt(0).toUpperCase();
  if (letter === "" || number.includes(".") !== (letter === "R")) return name.trim();
  return letter === "W" ? `W${number}` : `${letter}-${number}`;
}
