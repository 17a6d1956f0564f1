// What a queued ticket waits for: the one answer for the engine and for the board.
import type { State } from "../state.ts";
import type { Ticket } from "./state.ts";

/** Null: it may start now. Queued tickets start in the order of their approval. */
export function waitsFor(state: State, ticket: Ticket): string | null {
  const open = ticket.spec.dependsOn.filter((id) => state.tickets.get(id)?.stage.name !== "landed");
  if (open.length > 0) return `${open.join(", ")} to land`;
  const runs = [...state.runs.values()];
  const busyCount = runs.filter(
    (run) => run.stage.name === "preparing" || run.stage.name === "working",
  ).length;
  const aheadCount = [...state.tickets.values()].filter((other) => isAhead(state, other, ticket)).length;
  if (busyCount + aheadCount >= state.limits.runsMax)
    return `a free worker (${busyCount} of ${state.limits.runsMax} busy)`;
  const unreviewedCount = runs.filter(
    (run) =>
      run.stage.name === "reported" &&
      run.stage.step.name === "ready" &&
      state.tickets.get(run.ticket)?.stage.name === "review",
  ).length;
  if (unreviewedCount >= state.limits.unreviewedMax) return `your review (${unreviewedCount} reports wait)`;
  return null;
}

function isAhead(state: State, other: Ticket, ticket: Ticket): boolean {
  if (other.id === ticket.id || other.stage.name !== "queued") return false;
  if (other.spec.dependsOn.some((id) => state.tickets.get(id)?.stage.name !== "landed")) return false;
  return (
    other.since < ticket.since ||
    (other.since === ticket.since && Number(other.id.slice(2)) < Number(ticket.id.slice(2)))
  );
}
