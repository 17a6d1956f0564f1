// What goes with a ticket that ends or starts over: its run, its landing, and those that waited for it.
import type { DomainEvent } from "../events.ts";
import { messageId, type MessageId, type RunId } from "../ids.ts";
import type { Given } from "../shared.ts";
import type { State } from "../state.ts";
import type { Ticket } from "./state.ts";

/** Ends what runs for a ticket: its landing is rejected, its run cancelled (its work is kept). */
export function letGo({ stage }: Ticket, reason: string): readonly DomainEvent[] {
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

/** Tickets that have not begun and wait for this one. */
export function waitingFor(state: State, ticket: Ticket): readonly Ticket[] {
  return [...state.openTickets.values()].filter(
    ({ stage, spec }) =>
      (stage.name === "draft" || stage.name === "queued") && spec.dependsOn.includes(ticket.id),
  );
}

/** What waited for a ticket that will never land goes back to the user, who is told. */
export function handBack(waiting: readonly Ticket[], closed: Ticket, given: Given): readonly DomainEvent[] {
  return waiting
    .filter(({ stage }) => stage.name === "queued")
    .flatMap((other, index): readonly DomainEvent[] => [
      { type: "ticket.approval-undone", data: { ticket: other.id } },
      needsYou(
        other,
        messageId(`r-${given.uuid}-${index}`),
        `${other.id} waited for ${closed.id}, which is closed and will never land. Change what ${other.id} depends on, then approve it again.`,
      ),
    ]);
}

function needsYou({ id: ticket, conversation }: Ticket, id: MessageId, text: string): DomainEvent {
  return {
    type: "conversation.report-queued",
    data: { conversation, id, about: "needs-you", ticket, run: null, worker: null, text },
  };
}
