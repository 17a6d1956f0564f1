// The board as lines of text.
import type { BoardRow } from "../../wire/client.ts";
import type { OrchestratorRow } from "../../wire/rows.ts";
import { elapsed } from "../text.ts";

export interface BoardText {
  readonly orchestrator: string;
  readonly rows: readonly BoardRow[];
}

/** First the orchestrator, then two to four lines for each ticket. */
export function boardLines({ orchestrator, rows }: BoardText, now: number): readonly string[] {
  const width = Math.max(0, ...rows.map((row) => row.ticket.length));
  return [
    `Main Orchestrator — ${orchestrator}`,
    ...(rows.length === 0
      ? ["No ticket yet: say what you want."]
      : rows.flatMap((row) => rowLines(row, width, now))),
  ];
}

function rowLines(row: BoardRow, width: number, now: number): readonly string[] {
  const worker = row.worker === null ? "" : ` · Worker ${row.worker.slice(1)}`;
  const indent = " ".repeat(width + 2);
  return [
    `${row.ticket.padEnd(width)}  ${row.title}${worker}`,
    `${indent}${row.status} · ${elapsed(row.since, now)}`,
    ...(row.branch === null || row.stage === "landed"
      ? []
      : [`${indent}${row.branch}${row.lastCommit === null ? "" : ` · ${row.lastCommit}`}`]),
    ...(row.waitsFor === null ? [] : [`${indent}you: ${row.waitsFor}`]),
  ];
}

/** `Active – Conversing`, `Idle`, or why nothing answers. */
export function orchestratorText(row: OrchestratorRow | null): string {
  if (row === null) return "Idle";
  if (row.word === "active") return `Active – ${row.doing}`;
  return row.word === "idle" ? "Idle" : `Offline – ${row.trouble ?? "no answer"}`;
}

export function isOver(row: Pick<BoardRow, "stage">): boolean {
  return row.stage === "landed" || row.stage === "closed";
}

/** T-2 before T-10. */
export function byTicket(one: { readonly ticket: string }, other: { readonly ticket: string }): number {
  return Number(one.ticket.slice(2)) - Number(other.ticket.slice(2));
}
