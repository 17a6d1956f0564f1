// Proposals that tests begin with.
import type { Command } from "../commands.ts";
import { proposalId, ticketId, type ProposalId } from "../ids.ts";
import { must } from "../state.ts";
import type { TicketSpec } from "../ticket/state.ts";
import type { CommandIn } from "./given.ts";
import { C1, SPEC, hashOf } from "./stories.ts";

export const P1 = proposalId("P-1");

/** `first`: the number of its first ticket. */
export function plan(
  specs: readonly Partial<TicketSpec>[],
  over: { readonly first?: number; readonly title?: string } = {},
): Command {
  const tickets = specs.map((one, n) => {
    const spec = { ...SPEC, title: `Part ${n}`, ...one };
    return { spec, hash: hashOf(spec) };
  });
  const { first = 1, title = "A large wish" } = over;
  return { type: "ticket.propose", conversation: C1, title, first: ticketId(`T-${first}`), tickets };
}

/** So many tickets side by side, each in a folder of its own, from the next number on. */
export function proposal(count: number): CommandIn {
  return ({ nextTicket }) =>
    plan(
      Array.from({ length: count }, (_, n) => ({ scope: [`part-${n}`] })),
      { first: nextTicket },
    );
}

/** As its card shows it at this moment. */
export function approveAll(id: ProposalId = P1): CommandIn {
  return (state) => ({
    type: "ticket.approve-all",
    proposal: id,
    shown: must(state.proposals, id).tickets.map((ticket) => ({
      ticket,
      hash: must(state.tickets, ticket).hash,
    })),
  });
}
