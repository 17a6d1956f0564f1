import type { RunId } from "../ids.ts";
import type { Run } from "../run/state.ts";
import type { State } from "../state.ts";
import type { Ticket } from "./state.ts";

/** The run of the last attempt; null: nobody has worked on it. */
export function latestRun(state: State, ticket: Ticket): Run | null {
  return ticket.runCount === 0 ? null : runOf(state, ticket, ticket.runCount);
}

/** The n-th attempt, from 1. */
export function runOf(state: State, ticket: Ticket, n: number): Run | null {
  return state.runs.get(`R-${ticket.id.slice(2)}.${n}` as RunId) ?? null; // run ids are made in exactly this form
}
