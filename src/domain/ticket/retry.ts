// A new run for a ticket whose run did not get there: what ran for it ends first.
import type { DomainEvent } from "../events.ts";
import { isLandingNow, tooLateToLetGo } from "../landing/due.ts";
import { accept, refuse, type Decision, type Given } from "../shared.ts";
import type { State } from "../state.ts";
import type { TicketCommand } from "./commands.ts";
import { latestRun } from "./latest-run.ts";
import { letGo } from "./let-go.ts";
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
      ...letGo(ticket, reason),
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
