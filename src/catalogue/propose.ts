// A large wish as several tickets: the command that drafts them, whoever asks.
import type { z } from "zod";
import type { Command } from "../domain/commands.ts";
import { ticketId, type BranchName, type ConversationId } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import { withDependencyMoved } from "../domain/ticket/spec.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import type { ProposalInput } from "../wire/spec.ts";
import { hashOf, makeSpec } from "./spec.ts";

/** Somebody else may draft a ticket at the same moment: its number is taken then, and the next ones are tried. */
const TRIES_MAX = 3;

type Plan = z.output<typeof ProposalInput>;

interface Around {
  readonly conversation: ConversationId;
  readonly defaults: { readonly target: BranchName; readonly checks: readonly string[] };
  /** The user's own words, for the workers. */
  readonly decided: readonly string[];
}

/** What fits no state at all; null: nothing. */
export function planProblem({ tickets }: Plan): string | null {
  for (const [index, { title, after }] of tickets.entries()) {
    const wrong = after.find((place) => place > tickets.length);
    if (wrong !== undefined)
      return `Ticket ${index + 1} “${title}” waits for ticket ${wrong}, and there are only ${tickets.length}.`;
  }
  return null;
}

/** Gives the command, with the numbers that are next, until nobody came in between. */
export async function runProposal<Reply>(
  plan: Plan,
  around: Around & {
    state(): State;
    readonly run: (command: Command) => Promise<Reply>;
    /** The numbers were given away meanwhile. */
    readonly isTaken: (reply: Reply) => boolean;
  },
): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    const reply = await around.run(proposeCommand(around.state(), plan, around));
    if (tries === TRIES_MAX || !around.isTaken(reply)) return reply;
  }
}

function proposeCommand({ nextTicket }: State, { title, tickets }: Plan, around: Around): Command {
  const numbered = (place: number) => ticketId(`T-${nextTicket + place - 1}`);
  const drafts = tickets.map(({ after, ...input }) => {
    const made = makeSpec(input, around.defaults, around.decided);
    const dependsOn = [...new Set([...made.dependsOn, ...after.map(numbered)])];
    const spec = { ...made, dependsOn };
    return { spec, hash: hashOf(spec) };
  });
  const { conversation } = around;
  return { type: "ticket.propose", conversation, title, first: numbered(1), tickets: drafts };
}

/** One ticket in the place of another, with the hash that each one gets that waited for it. */
export function supersedeCommand(state: State, ticket: Ticket, successor: Ticket): Command {
  const waiting = [...state.tickets.values()].filter(({ spec }) => spec.dependsOn.includes(ticket.id));
  const moved = waiting.map(({ id, spec }) => ({
    ticket: id,
    hash: hashOf(withDependencyMoved(spec, ticket.id, successor.id)),
  }));
  return { type: "ticket.supersede", ticket: ticket.id, successor: successor.id, moved };
}
