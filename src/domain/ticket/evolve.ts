import { plus } from "../budget/amounts.ts";
import { NOTHING } from "../budget/state.ts";
import type { StoredEvent } from "../events.ts";
import { assertNever, invariant } from "../shared.ts";
import { must, withTicket, type State } from "../state.ts";
import type { TicketEvent } from "./events.ts";
import { withDependencyMoved } from "./spec.ts";
import { TICKET_TRANSITIONS, type Ticket, type TicketStage } from "./state.ts";

export function evolveTicket(state: State, event: StoredEvent & TicketEvent): State {
  if (event.type === "ticket.drafted") {
    const { ticket: id, conversation, spec, hash, proposal = null } = event.data;
    const ticket: Ticket = {
      id,
      conversation,
      spec,
      hash,
      hashSeq: event.seq,
      draftedAt: event.at,
      proposal,
      stage: { name: "draft" },
      since: event.at,
      raised: NOTHING,
      runCount: 0,
      generation: 0,
      startFrom: null,
    };
    return {
      ...withTicket(state, ticket),
      nextTicket: Math.max(state.nextTicket, Number(id.slice(2)) + 1),
    };
  }
  const ticket = must(state.tickets, event.data.ticket);
  return withTicket(state, changed(ticket, event));
}

function changed(
  ticket: Ticket,
  event: StoredEvent & Exclude<TicketEvent, { type: "ticket.drafted" }>,
): Ticket {
  switch (event.type) {
    case "ticket.edited":
      return { ...ticket, spec: event.data.spec, hash: event.data.hash, hashSeq: event.seq };
    case "ticket.dependency-moved": {
      const { from, to: by, hash } = event.data;
      return { ...ticket, spec: withDependencyMoved(ticket.spec, from, by), hash, hashSeq: event.seq };
    }
    case "ticket.approved":
      return to(ticket, event, {
        name: "queued",
        approval: { hash: event.data.hash, by: event.data.by, at: event.at },
      });
    case "ticket.approval-undone":
      return to({ ...ticket, generation: ticket.generation + 1, startFrom: null }, event, { name: "draft" });
    case "ticket.started":
      return to({ ...ticket, runCount: ticket.runCount + 1, startFrom: null }, event, {
        name: "running",
        approval: approvalOf(ticket),
        run: event.data.run,
      });
    case "ticket.requeued":
      return to(withStart({ ...ticket, generation: ticket.generation + 1 }, event.data.startFrom), event, {
        name: "queued",
        approval: approvalOf(ticket),
      });
    case "ticket.review-entered":
    case "ticket.landing-left":
      return to(ticket, event, { name: "review", approval: approvalOf(ticket), run: event.data.run });
    case "ticket.sent-back":
      return to(ticket, event, { name: "running", approval: approvalOf(ticket), run: event.data.run });
    case "ticket.landing-entered":
      return to(ticket, event, {
        name: "landing",
        approval: approvalOf(ticket),
        run: event.data.run,
        landing: event.data.landing,
      });
    case "ticket.landed":
      return to(ticket, event, {
        name: "landed",
        run: event.data.run,
        landing: event.data.landing,
        commit: event.data.commit,
      });
    case "ticket.closed":
      return to(ticket, event, { name: "closed", reason: event.data.reason, detail: event.data.detail });
    case "ticket.budget-raised":
      return { ...ticket, raised: plus(ticket.raised, event.data.added) };
    default:
      return assertNever(event);
  }
}

function withStart(ticket: Ticket, startFrom: Ticket["startFrom"] = null): Ticket {
  return { ...ticket, startFrom };
}

function to(ticket: Ticket, event: StoredEvent, stage: TicketStage): Ticket {
  const from = ticket.stage.name;
  invariant(
    TICKET_TRANSITIONS[from].includes(stage.name),
    `${ticket.id} may not go from ${from} to ${stage.name}`,
  );
  return { ...ticket, stage, since: event.at };
}

function approvalOf(ticket: Ticket) {
  invariant("approval" in ticket.stage, `${ticket.id} is ${ticket.stage.name} and carries no approval`);
  return ticket.stage.approval;
}
