// What screens read of the project they are in. Each re-renders only when what it selects has changed.
import { useCallback, useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Refused } from "../../../src/wire/commands.ts";
import type { View } from "../../../src/wire/feed.ts";
import type {
  BoardRow,
  ItemRow,
  OrchestratorRow,
  ProjectRow,
  ReviewRow,
  TicketRow,
} from "../../../src/wire/rows.ts";
import { useFeed } from "./feed-context.tsx";
import type { Feed } from "./feed.ts";
import type { Known, StreamingAnswer } from "./fold.ts";
import { type ProgramRun, runProgram } from "./run-program.ts";
import type { Connection } from "./socket.ts";

/** `select` returns what is stable while nothing changes: a row, a table, a number; never a new list. */
export function useView<Value>(select: (view: View) => Value): Value {
  return useStore(useFeed().store, ({ known }) => select(known.view));
}

/** The same of all that is known, for what is not in a table. */
export function useKnown<Value>(select: (known: Known) => Value): Value {
  return useStore(useFeed().store, ({ known }) => select(known));
}

/** Null before the first snapshot. */
export function useProject(): ProjectRow | null {
  const { project } = useFeed();
  return useView(({ tables }) => tables.project[project] ?? firstOf(tables.project));
}

/** The first row of the fleet; null before there is a conversation. */
export function useOrchestrator(): OrchestratorRow | null {
  return useView(({ tables }) => firstOf(tables.orchestrator));
}

/** By ticket number. Changes at most ten times a second. */
export function useBoard(): readonly BoardRow[] {
  const fleet = useStore(useFeed().store, (state) => state.fleet);
  return useMemo(() => sorted(fleet), [fleet]);
}

export function useBoardRow(ticket: string): BoardRow | null {
  return useView(({ tables }) => tables.board[ticket] ?? null);
}

export function useTicket(ticket: string): TicketRow | null {
  return useView(({ tables }) => tables.ticket[ticket] ?? null);
}

/** Null when the run goes on or has ended: there is nothing to decide. */
export function useReview(run: string): ReviewRow | null {
  return useView(({ tables }) => tables.review[run] ?? null);
}

export function useReviews(): readonly ReviewRow[] {
  const table = useView(({ tables }) => tables.review);
  return useMemo(() => Object.values(table).toSorted((one, other) => one.since - other.since), [table]);
}

export interface Items {
  readonly items: readonly ItemRow[];
  /** There may be some before the first. */
  readonly hasOlder: boolean;
  readonly isReadingOlder: boolean;
  /** Why the last page did not come. */
  readonly olderTrouble: string | null;
  readonly readOlder: () => void;
}

export function useItems(): Items {
  const feed = useFeed();
  const items = useKnown((known) => known.items);
  const older = useStore(feed.store, (state) => state.older);
  return {
    items,
    hasOlder: items.length > 0 && items[0]?.n !== older.start,
    isReadingOlder: older.isReading,
    olderTrouble: older.trouble,
    readOlder: () => void feed.readOlder(),
  };
}

/** Answers as they are written. Asks for the text of answers while it is mounted. */
export function useStreaming(): readonly StreamingAnswer[] {
  const feed = useFeed();
  useEffect(() => feed.watch("deltas"), [feed]);
  return useKnown((known) => known.streaming);
}

export function useConnection(): Connection {
  return useStore(useFeed().store, (state) => state.connection);
}

/** Turns an instant of the server into one of this browser's clock, from which ages are counted. */
export function useLocalTime(): (at: number) => number {
  const aheadMs = useKnown((known) => known.clockAheadMs);
  return (at) => at - aheadMs;
}

/** The same rows with instants of this browser's clock. */
export function useLocalRows(rows: readonly BoardRow[]): readonly BoardRow[] {
  const aheadMs = useKnown((known) => known.clockAheadMs);
  return useMemo(() => (aheadMs === 0 ? rows : rows.map((row) => localRow(row, aheadMs))), [rows, aheadMs]);
}

export function useLocalRow(row: BoardRow | null): BoardRow | null {
  const aheadMs = useKnown((known) => known.clockAheadMs);
  return useMemo(() => (row === null || aheadMs === 0 ? row : localRow(row, aheadMs)), [row, aheadMs]);
}

export function useLocalReview(review: ReviewRow | null): ReviewRow | null {
  const aheadMs = useKnown((known) => known.clockAheadMs);
  return useMemo(
    () => (review === null || aheadMs === 0 ? review : { ...review, since: review.since - aheadMs }),
    [review, aheadMs],
  );
}

function localRow(row: BoardRow, aheadMs: number): BoardRow {
  const local = (at: number | null) => (at === null ? null : at - aheadMs);
  return {
    ...row,
    since: row.since - aheadMs,
    seenAt: local(row.seenAt),
    startedAt: local(row.startedAt),
    endedAt: local(row.endedAt),
    resumesAt: local(row.resumesAt),
  };
}

/** Has something done in this project. */
export function useCommand(): Feed["run"] {
  return useFeed().run;
}

/** Runs a program of the user in worktrees of this project. */
export function useRunProgram(): (run: ProgramRun) => Promise<Refused | null> {
  const { project } = useFeed();
  return useCallback((run) => runProgram(project, run), [project]);
}

function sorted(table: View["tables"]["board"]): readonly BoardRow[] {
  return Object.values(table).toSorted((one, other) => numberOf(one) - numberOf(other));
}

function numberOf({ ticket }: BoardRow): number {
  return Number(ticket.slice(2));
}

function firstOf<Row>(table: Readonly<Record<string, Row>>): Row | null {
  for (const key in table) return table[key] ?? null;
  return null;
}
