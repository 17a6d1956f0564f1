// Who stands in line for a worker, counted once for each state: a thousand tickets that wait must not each count the thousand others.
import { plus, sum } from "../budget/amounts.ts";
import { claimOf, leftOf } from "../budget/caps.ts";
import { isFreed } from "../budget/crossing.ts";
import { hasOwnBudget } from "../budget/room.ts";
import type { Amounts } from "../budget/state.ts";
import type { Instant } from "../ids.ts";
import { isBusy } from "../run/is-busy.ts";
import type { Run } from "../run/state.ts";
import type { State } from "../state.ts";
import type { Ticket } from "./state.ts";

export interface Line {
  /** Runs that have a worker. */
  readonly busyCount: number;
  /** Reports that wait for the user. */
  readonly unreviewedCount: number;
  /** Begun runs that are to go on, before any ticket is begun. */
  readonly resumedCount: number;
  /** Queued tickets that wait for nothing but their turn, in the order of their approval. */
  readonly tickets: readonly Ticket[];
  /** What all that go before the n-th of the tickets may use up; one more than there are tickets. */
  readonly claimedBefore: readonly Amounts[];
}

const lines = new WeakMap<State, Line>();

export function lineOf(state: State): Line {
  const known = lines.get(state);
  if (known !== undefined) return known;
  const line = formLine(state);
  lines.set(state, line);
  return line;
}

/** How many of the line go before this ticket, whether it stands in it or not. */
export function placeOf({ tickets }: Line, ticket: Ticket): number {
  let [low, high] = [0, tickets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = tickets[middle];
    if (other !== undefined && byApproval(other, ticket) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A paused, held or parked run that is to go on as soon as it may. */
export function isComingBack(state: State, run: Run, at: Instant): boolean {
  return (run.stage.name === "paused" && run.stage.isResumeAsked) || isFreed(state, run, at);
}

function formLine(state: State): Line {
  const runs = [...state.openRuns.values()];
  const resumed = runs.filter((run) => isComingBack(state, run, state.at));
  const tickets = [...state.openTickets.values()]
    .filter((ticket) => isReady(state, ticket))
    .toSorted(byApproval);
  let claimed = sum(resumed.map((run) => leftOf(state, run)));
  const claimedBefore = [claimed];
  for (const ticket of tickets) claimedBefore.push((claimed = plus(claimed, claimOf(state, ticket))));
  return {
    busyCount: runs.filter(isBusy).length,
    unreviewedCount: runs.filter((run) => isUnreviewed(state, run)).length,
    resumedCount: resumed.length,
    tickets,
    claimedBefore,
  };
}

function isUnreviewed(state: State, { stage, ticket }: Run): boolean {
  return (
    stage.name === "reported" &&
    stage.step.name === "ready" &&
    state.tickets.get(ticket)?.stage.name === "review"
  );
}

function isReady(state: State, ticket: Ticket): boolean {
  const isLanded = (id: Ticket["id"]) => state.tickets.get(id)?.stage.name === "landed";
  return (
    ticket.stage.name === "queued" &&
    ticket.spec.dependsOn.every(isLanded) &&
    hasOwnBudget(state, ticket, state.at)
  );
}

function byApproval(one: Ticket, other: Ticket): number {
  return one.since - other.since || Number(one.id.slice(2)) - Number(other.id.slice(2));
}
