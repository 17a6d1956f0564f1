import type { RunId } from "../ids.ts";
import type { Run } from "../run/state.ts";
import type { State } from "../state.ts";
import type { Ticket } from "./state.ts";

/** The run of the last attempt; null: nobody has worked on it. */
export function latestRun(state: State, ticket: Ticket): Run | null {
  return ticket.runCount === 0 ? null : runOf(state, ticket, ticket.runCount);
}

/** All attempts, the last one last. */
export function runsOf(state: State, ticket: Ticket): readonly Run[] {
  return Array.from({ length: ticket.runCount }, (_, index) => index + 1).flatMap(
    (n) => runOf(state, ticket, n) ?? [],
  );
}

/** The n-th attempt, from 1. */
function runOf(state: State, ticket: Ticket, n: number): Run | null {
  return state.runs.get(`R-${ticket.id.slice(2)}.${n}` as RunId) ?? null; // run ids are made in exactly this form
}
