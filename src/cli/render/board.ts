// The board as lines of text.
import type { BoardRow } from "../../wire/client.ts";
import type { AskRow } from "../../wire/ask-row.ts";
import type { OrchestratorRow } from "../../wire/rows.ts";
import type { ParkedRow } from "../../wire/parked.ts";
import { clockTime, elapsed } from "../text.ts";

/** Left out by who is not told what workers ask. */
interface Asking {
  readonly asks?: readonly AskRow[] | undefined;
}

export interface BoardText {
  /** What waits for its model, where the reader is shown it; left out: the rows say it. */
  readonly parked?: ParkedRow | null;
  readonly orchestrator: string;
  readonly rows: readonly (BoardRow & Asking)[];
}

/** First the orchestrator, then two to four lines for each ticket. */
export function boardLines({ orchestrator, parked = null, rows }: BoardText, now: number): readonly string[] {
  const width = Math.max(0, ...rows.map((row) => row.ticket.length));
  return [
    `Main Orchestrator — ${orchestrator}`,
    ...(parked === null ? [] : [parkedLine(parked, now)]),
    ...(rows.length === 0
      ? ["No ticket yet: say what you want."]
      : rows.flatMap((row) => rowLines(row, width, now))),
  ];
}

/** `2 workers wait: rate limit of your plan · resumes 03:10`. */
export function parkedLine({ text, until, waitsFor }: ParkedRow, now: number): string {
  const next = until === null ? "" : ` · resumes ${clockTime(until, now)}`;
  return `${text}${next}${waitsFor === null ? "" : ` · you: ${waitsFor}`}`;
}

function rowLines(row: BoardRow & Asking, width: number, now: number): readonly string[] {
  const worker = row.worker === null ? "" : ` · Worker ${row.worker.slice(1)}`;
  const indent = " ".repeat(width + 2);
  return [
    `${row.ticket.padEnd(width)}  ${row.title}${worker}`,
    `${indent}${row.status} · ${elapsed(row.since, now)}`,
    ...(row.branch === null || row.stage === "landed"
      ? []
      : [`${indent}${row.branch}${row.lastCommit === null ? "" : ` · ${row.lastCommit}`}`]),
    ...(row.waitsFor === null ? [] : [`${indent}you: ${row.waitsFor}`]),
    ...askLines(row, now).map((line) => `${indent}${line}`),
  ];
}

/** Each with its number and its exact words: these are what is allowed. */
export function askLines(
  { asks = [], worker }: Asking & Pick<BoardRow, "worker">,
  now: number,
): readonly string[] {
  return asks.flatMap((ask) => {
    const head = ask.kind === "question" ? "asks:" : `asks for ${ask.tool}:`;
    const late = ask.isExpired
      ? "was denied, since nobody answered; answer it late"
      : `denied at ${clockTime(ask.dueAt, now)} unless you answer`;
    const answers = ask.kind === "question" ? "-- WORDS" : ask.isExpired ? "ticket|deny" : "once|ticket|deny";
    return [
      `${ask.n} ${head}`,
      ...ask.subject.split("\n").map((line) => `    ${line}`),
      ...ask.options.map(
        ({ label, description }) => `    · ${label}${description === "" ? "" : ` — ${description}`}`,
      ),
      `    ${late}: jarvis answer ${worker ?? ""} ${ask.n} ${answers}`,
    ];
  });
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
