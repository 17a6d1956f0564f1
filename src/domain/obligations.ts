// What the world owes the state. Compared by the engine with what is in flight; nothing else starts an effect.
import { accountObligations } from "./account/obligations.ts";
import { awayObligations } from "./away/decide.ts";
import type { Subject } from "./commands.ts";
import { conversationObligations } from "./conversation/obligations.ts";
import { landingObligations } from "./landing/obligations.ts";
import type { Obligation } from "./obligation.ts";
import { runObligations } from "./run/obligations.ts";
import { assertNever } from "./shared.ts";
import type { State } from "./state.ts";
import { ticketObligations } from "./ticket/obligations.ts";

export function obligations(state: State): readonly Obligation[] {
  return unlessHalted(state, allObligations(state));
}

/** What one subject is owed now: its part of `obligations`. */
export function owedNow(state: State, subject: Subject): readonly Obligation[] {
  return unlessHalted(state, obligationsOf(state, subject));
}

/** While everything is stopped, only that processes end, and that a time away does: that starts nothing. */
function unlessHalted({ halted }: State, all: readonly Obligation[]): readonly Obligation[] {
  return halted === null
    ? all
    : all.filter(({ kind, subject }) => kind === "stop-agent" || subject.kind === "project");
}

function allObligations(state: State): readonly Obligation[] {
  return [
    ...[...state.tickets.values()].flatMap((ticket) => ticketObligations(state, ticket)),
    ...[...state.runs.values()].flatMap((run) => runObligations(state, run)),
    ...state.queue.flatMap((id) => landingObligations(state, id)),
    ...[...state.conversations.values()].flatMap((conversation) =>
      conversationObligations(state, conversation),
    ),
    ...accountObligations(state),
    ...awayObligations(state),
  ];
}

/** Also what waits while everything is stopped: an observation of what was under way is true all the same. */
export function obligationsOf(state: State, subject: Subject): readonly Obligation[] {
  switch (subject.kind) {
    case "ticket": {
      const ticket = state.tickets.get(subject.ticket);
      return ticket === undefined ? [] : ticketObligations(state, ticket);
    }
    case "run": {
      const run = state.runs.get(subject.run);
      return run === undefined ? [] : runObligations(state, run);
    }
    case "landing": {
      const id = state.queue.find((one) => one === subject.landing);
      return id === undefined ? [] : landingObligations(state, id);
    }
    case "conversation": {
      const conversation = state.conversations.get(subject.conversation);
      return conversation === undefined ? [] : conversationObligations(state, conversation);
    }
    case "account":
      return accountObligations(state);
    case "project":
      return awayObligations(state);
    default:
      return assertNever(subject);
  }
}
