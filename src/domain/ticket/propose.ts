// A large wish becomes two to eight tickets at once, in the order in which they are to be done. None of them may be in another's way.
import type { DomainEvent } from "../events.ts";
import { proposalId, ticketId, type TicketId } from "../ids.ts";
import { accept, refuse, type Decision } from "../shared.ts";
import type { State } from "../state.ts";
import type { TicketCommand } from "./commands.ts";
import { meetingPlace } from "./scope.ts";
import { specProblem, titleProblem } from "./spec.ts";
import { PROPOSAL_TICKETS_MAX, PROPOSAL_TICKETS_MIN, type Ticket, type TicketSpec } from "./state.ts";

/** A ticket of a proposal as it would be. */
interface Planned {
  readonly id: TicketId;
  readonly spec: TicketSpec;
  /** What the user calls it. */
  readonly name: string;
}

export function propose(
  state: State,
  command: Extract<TicketCommand, { type: "ticket.propose" }>,
): Decision<DomainEvent> {
  const { conversation, title, first, tickets } = command;
  if (!state.conversations.has(conversation))
    return refuse("unknown-subject", `There is no conversation ${conversation}.`);
  const count = tickets.length;
  if (count < PROPOSAL_TICKETS_MIN || count > PROPOSAL_TICKETS_MAX)
    return refuse(
      "invalid",
      `A proposal has ${PROPOSAL_TICKETS_MIN} to ${PROPOSAL_TICKETS_MAX} tickets, this one has ${count}. ${count < PROPOSAL_TICKETS_MIN ? "Draft a ticket instead." : "Propose the first ones now, the rest when they have landed."}`,
    );
  if (first !== `T-${state.nextTicket}`)
    return refuse(
      "changed-since",
      `${first} is not the next ticket: others were drafted meanwhile. Propose it again.`,
    );
  const problem = titleProblem(title);
  if (problem !== null) return refuse("invalid", problem.replace("A ticket", "A proposal"));
  const planned = tickets.map(({ spec }, index): Planned => {
    const name = `ticket ${index + 1} “${spec.title}”`;
    return { id: ticketId(`T-${state.nextTicket + index}`), spec, name };
  });
  const refusal = orderProblem(planned) ?? specsProblem(state, planned) ?? overlapProblem(state, planned);
  if (refusal !== null) return refusal;
  const proposal = proposalId(`P-${state.proposals.size + 1}`);
  const ids = planned.map(({ id }) => id);
  return accept(
    [
      ...tickets.map(({ spec, hash }, index): DomainEvent => {
        const ticket = planned[index]?.id ?? first;
        return { type: "ticket.drafted", data: { ticket, conversation, spec, hash, proposal } };
      }),
      { type: "conversation.proposal-made", data: { conversation, proposal, title, tickets: ids } },
      { type: "conversation.put-up", data: { conversation, subject: { kind: "proposal", proposal } } },
    ],
    proposal,
  );
}

/** One waits only for those before it: so there is no circle, and the order on the card is the order of the work. */
function orderProblem(planned: readonly Planned[]): Decision<DomainEvent> | null {
  for (const [index, { spec, name }] of planned.entries()) {
    const later = planned.slice(index).find(({ id }) => spec.dependsOn.includes(id));
    if (later !== undefined)
      return refuse(
        "cycle",
        later.name === name
          ? `${capital(name)} would wait for itself.`
          : `${capital(name)} waits for ${later.name}, which stands after it: put them in the order in which they are to be done.`,
      );
  }
  return null;
}

function specsProblem(state: State, planned: readonly Planned[]): Decision<DomainEvent> | null {
  const drafted = new Set(planned.map(({ id }) => id));
  for (const { spec, name } of planned) {
    const problem = specProblem(state, spec, null, drafted);
    if (problem !== null) return refuse(problem.refusal.code, `${capital(name)}: ${problem.refusal.message}`);
  }
  return null;
}

/** Two that may change the same path at the same time would meet in a conflict: one has to wait for the other. */
function overlapProblem(state: State, planned: readonly Planned[]): Decision<DomainEvent> | null {
  const specs = new Map(planned.map(({ id, spec }) => [id, spec]));
  const dependsOn = (id: TicketId) => (specs.get(id) ?? state.tickets.get(id)?.spec)?.dependsOn ?? [];
  for (const [index, one] of planned.entries()) {
    for (const other of planned.slice(0, index)) {
      const place = meetingPlace(other.spec.scope, one.spec.scope);
      if (place === null || isPath(one.id, other.id, dependsOn) || isPath(other.id, one.id, dependsOn))
        continue;
      const where =
        place === "everything"
          ? "neither names a scope, so both may change anything"
          : one.spec.scope.length === 0 || other.spec.scope.length === 0
            ? `${one.spec.scope.length === 0 ? one.name : other.name} names no scope, so it may change anything, ${place} too`
            : `both may change ${place}`;
      return refuse(
        "overlap",
        `${capital(other.name)} and ${one.name} could be in each other's way: ${where}. Let one wait for the other, or give them scopes that do not meet.`,
      );
    }
  }
  return null;
}

/** After an edit: null when the ticket is in the way of no other of its proposal. */
export function overlapAfter(state: State, ticket: Ticket, spec: TicketSpec): Decision<DomainEvent> | null {
  const proposal = ticket.proposal === null ? undefined : state.proposals.get(ticket.proposal);
  if (proposal === undefined) return null;
  const planned = proposal.tickets.flatMap((id): readonly Planned[] => {
    const of = state.tickets.get(id);
    if (of === undefined || of.stage.name === "landed" || of.stage.name === "closed") return [];
    const its = id === ticket.id ? spec : of.spec;
    return [{ id, spec: its, name: `${id} “${its.title}”` }];
  });
  return overlapProblem(state, planned);
}

function isPath(from: TicketId, to: TicketId, dependsOn: (id: TicketId) => readonly TicketId[]): boolean {
  const seen = new Set<TicketId>();
  const open: TicketId[] = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...dependsOn(id));
  }
  return false;
}

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
