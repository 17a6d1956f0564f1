// What runs for a ticket ends, and the ticket with it or anew.
import type { DomainEvent } from "../events.ts";
import type { RunId } from "../ids.ts";
import { isLandingNow, tooLateToLetGo } from "../landing/due.ts";
import { accept, refuse, type Decision, type Given } from "../shared.ts";
import type { State } from "../state.ts";
import type { TicketCommand } from "./commands.ts";
import { latestRun } from "./latest-run.ts";
import type { StartPoint, Ticket } from "./state.ts";

/** A new run, which is told what happened before. */
export function retry(
  state: State,
  ticket: Ticket,
  { reason, isFromWork }: Extract<TicketCommand, { type: "ticket.retry" }>,
  given: Given,
): Decision<DomainEvent> {
  const stage = ticket.stage.name;
  if (stage === "draft" && ticket.runCount > 0)
    return refuse(
      "wrong-stage",
      `${ticket.id} is a draft again: approve it for a new run, which is told what happened before.`,
    );
  if (stage !== "running" && stage !== "review" && stage !== "landing")
    return refuse("wrong-stage", `${ticket.id} is ${stage}: there is no run to retry.`);
  if (isLandingNow(state, ticket, given.at)) return tooLateToLetGo(ticket);
  const startFrom = isFromWork === true ? workOf(state, ticket) : null;
  if (isFromWork === true && startFrom === null)
    return refuse(
      "wrong-stage",
      `${ticket.id} has no imported commit to go on from: its worker has not reported any. Retry it without its work; the new worker is told where that is kept.`,
    );
  return accept(
    [
      ...letGo(state, ticket, reason),
      {
        type: "ticket.requeued",
        data: { ticket: ticket.id, reason, ...(startFrom === null ? {} : { startFrom }) },
      },
    ],
    ticket.id,
  );
}

function workOf(state: State, ticket: Ticket): StartPoint | null {
  const run = latestRun(state, ticket);
  return run === null || run.head === null ? null : { base: run.base, head: run.head };
}

/** Ends what runs for a ticket: its landing is rejected, its run cancelled (its work is kept). */
export function letGo(state: State, ticket: Ticket, reason: string): readonly DomainEvent[] {
  const { stage } = ticket;
  const events: DomainEvent[] = [];
  if (stage.name === "landing")
    events.push({ type: "landing.rejected", data: { landing: stage.landing, reason } });
  if (stage.name === "running" || stage.name === "review" || stage.name === "landing")
    events.push(endRun(stage.run, reason));
  return events;
}

export function endRun(run: RunId, detail: string): DomainEvent {
  return { type: "run.ended", data: { run, outcome: "cancelled", detail } };
}
