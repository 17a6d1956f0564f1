// What a queued ticket waits for: the one answer for the engine and for the board.
import { accountWaitsFor } from "../account/gate.ts";
import type { Run } from "../run/state.ts";
import type { State } from "../state.ts";
import type { Ticket } from "./state.ts";

/** What a paused or parked run that is to go on waits for; null: it may go on now. The one that was asked for first goes first. */
export function resumeWaitsFor(state: State, run: Run): string | null {
  const account = accountWaitsFor(state, run.id);
  if (account !== null) return account;
  const isBefore = (other: Run) =>
    other.id !== run.id &&
    isComingBack(other) &&
    (other.since < run.since || (other.since === run.since && other.workerNumber < run.workerNumber));
  const aheadCount = [...state.runs.values()].filter(isBefore).length;
  return freeWorker(state, aheadCount);
}

/** Null: it may start now. Queued tickets start in the order of their approval. */
export function waitsFor(state: State, ticket: Ticket): string | null {
  const open = ticket.spec.dependsOn.filter((id) => state.tickets.get(id)?.stage.name !== "landed");
  if (open.length > 0) return `${open.join(", ")} to land`;
  const account = accountWaitsFor(state, null);
  if (account !== null) return account;
  const runs = [...state.runs.values()];
  // What was begun goes on before anything new is begun.
  const resumedCount = runs.filter(isComingBack).length;
  const aheadCount = [...state.tickets.values()].filter((other) => isAhead(state, other, ticket)).length;
  const worker = freeWorker(state, aheadCount + resumedCount);
  if (worker !== null) return worker;
  const unreviewedCount = runs.filter(
    (run) =>
      run.stage.name === "reported" &&
      run.stage.step.name === "ready" &&
      state.tickets.get(run.ticket)?.stage.name === "review",
  ).length;
  if (unreviewedCount >= state.limits.unreviewedMax) return `your review (${unreviewedCount} reports wait)`;
  return null;
}

function isComingBack({ stage }: Run): boolean {
  return stage.name === "parked" || (stage.name === "paused" && stage.isResumeAsked);
}

function freeWorker(state: State, aheadCount: number): string | null {
  const { runsMax } = state.limits;
  const busyCount = [...state.runs.values()].filter(
    ({ stage }) => stage.name === "preparing" || stage.name === "working",
  ).length;
  return busyCount + aheadCount >= runsMax ? `a free worker (${busyCount} of ${runsMax} busy)` : null;
}

function isAhead(state: State, other: Ticket, ticket: Ticket): boolean {
  if (other.id === ticket.id || other.stage.name !== "queued") return false;
  if (other.spec.dependsOn.some((id) => state.tickets.get(id)?.stage.name !== "landed")) return false;
  return (
    other.since < ticket.since ||
    (other.since === ticket.since && Number(other.id.slice(2)) < Number(ticket.id.slice(2)))
  );
}
