// What may be said of several tickets at once, for random courses: proposals, one yes to all of one, and one ticket in the place of another.
import type { Command } from "../commands.ts";
import { ticketId, type TicketId } from "../ids.ts";
import type { State } from "../state.ts";
import { C1, SPEC, hashOf } from "./stories.ts";

export function supersededBy(state: State, ticket: TicketId, n: number): Command {
  const all = [...state.tickets.keys()];
  const successor = all[n % all.length] ?? ticket;
  const waiting = [...state.tickets.values()].filter(({ spec }) => spec.dependsOn.includes(ticket));
  // Now and then somebody has drafted one more that waits for it.
  const moved = waiting
    .slice(n % 4 === 0 ? 1 : 0)
    .map(({ id, spec }) => ({ ticket: id, hash: hashOf({ ...spec, successor }) }));
  return { type: "ticket.supersede", ticket, successor, moved };
}

export function proposalsAsked(state: State, n: number, ticketsMax: number): readonly Command[] {
  const asked = [...state.proposals.values()].flatMap(({ id: proposal, tickets }): readonly Command[] => [
    {
      type: "ticket.approve-all",
      proposal,
      shown: tickets
        .slice(n % 7 === 0 ? 1 : 0)
        .map((ticket) => ({ ticket, hash: state.tickets.get(ticket)?.hash ?? hashOf("older") })),
    },
    { type: "ticket.undo-all", proposal },
  ]);
  return state.tickets.size >= ticketsMax ? asked : [...asked, proposeOf(state, n)];
}

/** Two or three in a row, now and then side by side. */
function proposeOf(state: State, n: number): Command {
  const count = 2 + (n % 2);
  const first = ticketId(`T-${state.nextTicket + (n % 11 === 0 ? 1 : 0)}`);
  const tickets = Array.from({ length: count }, (_, index) => {
    const before = index === 0 || n % 5 === 0 ? [] : [ticketId(`T-${state.nextTicket + index - 1}`)];
    const scope = n % 3 === 0 ? [`part-${index}`] : SPEC.scope;
    const spec = { ...SPEC, title: `Part ${index}`, scope, dependsOn: before };
    return { spec, hash: hashOf(spec) };
  });
  return { type: "ticket.propose", conversation: C1, title: "A large wish", first, tickets };
}
