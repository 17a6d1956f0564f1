// One ticket takes the place of another: the old one is closed, and what waited for it waits for the new one.
import type { DomainEvent } from "../events.ts";
import { isLandingNow, tooLateToLetGo } from "../landing/due.ts";
import { accept, refuse, type Decision, type Given } from "../shared.ts";
import type { State } from "../state.ts";
import type { TicketCommand } from "./commands.ts";
import { handBack, letGo, waitingFor } from "./let-go.ts";
import { reaches } from "./spec.ts";
import type { Ticket } from "./state.ts";

export function supersede(
  state: State,
  ticket: Ticket,
  command: Extract<TicketCommand, { type: "ticket.supersede" }>,
  given: Given,
): Decision<DomainEvent> {
  const { successor: by } = command;
  const refusal = refusalFor(state, ticket, by);
  if (refusal !== null) return refusal;
  if (isLandingNow(state, ticket, given.at)) return tooLateToLetGo(ticket);
  const hashes = new Map(command.moved.map((one) => [one.ticket, one.hash]));
  const waiting = waitingFor(state, ticket);
  const moved = waiting.flatMap(({ id }): readonly DomainEvent[] => {
    const hash = hashes.get(id);
    if (hash === undefined) return [];
    return [{ type: "ticket.dependency-moved", data: { ticket: id, from: ticket.id, to: by, hash } }];
  });
  // Whoever asked knew nothing of these, so no card shows them with what they would wait for.
  const left = waiting.filter(({ id }) => !hashes.has(id));
  return accept(
    [
      ...letGo(ticket, `superseded by ${by}`),
      { type: "ticket.closed", data: { ticket: ticket.id, reason: "superseded", detail: `by ${by}` } },
      ...moved,
      ...handBack(left, ticket, given),
    ],
    ticket.id,
  );
}

/** The landed and the closed have an end already; who takes a place must be able to land, and must not wait for whom it replaces. */
function refusalFor(state: State, { id, stage }: Ticket, by: Ticket["id"]): Decision<DomainEvent> | null {
  const other = state.tickets.get(by);
  if (other === undefined)
    return refuse("unknown-subject", `There is no ticket ${by} to take the place of ${id}.`);
  if (by === id) return refuse("invalid", `${id} cannot take its own place: name another ticket.`);
  if (stage.name === "landed" || stage.name === "closed")
    return refuse("wrong-stage", `${id} is ${stage.name}: nothing to supersede.`);
  if (other.stage.name === "closed")
    return refuse("invalid", `${by} is closed and will never land: it cannot take the place of ${id}.`);
  if (reaches(state, by, id))
    return refuse(
      "cycle",
      `${by} waits for ${id}, so it cannot take its place. Change what ${by} depends on first.`,
    );
  return null;
}
