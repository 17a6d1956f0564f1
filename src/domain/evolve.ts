// Folds one event into the state. Pure and forever: old journals are replayed through it.
import { raiseDay, raiseProject, spend } from "./budget/spending.ts";
import { evolveAccount, goesOnAfterRefusal, noteStart } from "./account/evolve.ts";
import { evolveAway } from "./away/evolve.ts";
import type { ConversationEvent } from "./conversation/events.ts";
import { evolveConversation } from "./conversation/evolve.ts";
import { isOfAccount, type ProjectEvent, type StoredEvent } from "./events.ts";
import { eventSequence } from "./ids.ts";
import type { LandingEvent } from "./landing/events.ts";
import { evolveLanding } from "./landing/evolve.ts";
import { WHOLE_FUSE } from "./landing/state.ts";
import type { RunEvent } from "./run/events.ts";
import { evolveRun } from "./run/evolve.ts";
import { assertNever, invariant } from "./shared.ts";
import type { State } from "./state.ts";
import type { TicketEvent } from "./ticket/events.ts";
import { evolveTicket } from "./ticket/evolve.ts";

export function evolve(state: State, event: StoredEvent): State {
  invariant(event.seq === eventSequence(state.seq + 1), `event ${event.seq} follows ${state.seq}`);
  const isGoingOn = goesOnAfterRefusal(state, event);
  return { ...noteStart(routed(state, event), event, isGoingOn), seq: event.seq, at: event.at };
}

function routed(state: State, event: StoredEvent): State {
  if (isProject(event)) return evolveProject(state, event);
  if (isTicket(event)) return evolveTicket(state, event);
  if (isRun(event)) return evolveRun(state, event);
  if (isLanding(event)) return evolveLanding(state, event);
  if (isConversation(event)) return evolveConversation(state, event);
  if (isOfAccount(event)) return evolveAccount(state, event);
  return assertRouted(event);
}

function evolveProject(state: State, event: StoredEvent & ProjectEvent): State {
  switch (event.type) {
    case "project.opened": {
      const { project: id, root, target, highestTicket } = event.data;
      return {
        ...state,
        project: { id, root, target },
        nextTicket: Math.max(state.nextTicket, highestTicket + 1),
      };
    }
    case "project.halted":
      return {
        ...state,
        halted: {
          reason: event.data.reason,
          // Halted once more for another reason, it stands since the first.
          since: state.halted?.since ?? event.at,
          heldBy: event.data.heldBy ?? null,
        },
      };
    case "project.went-on":
      return { ...state, halted: null };
    case "project.usage-reported":
      return { ...state, spending: spend(state.spending, event.data.spent, event.at) };
    case "project.budget-raised": {
      const { scope, added } = event.data;
      const { spending } = state;
      const raised = scope === "day" ? raiseDay(spending, added, event.at) : raiseProject(spending, added);
      return { ...state, spending: raised };
    }
    case "project.away-begun":
    case "project.away-refused":
    case "project.away-ended":
    case "project.came-back":
      return evolveAway(state, event);
    case "project.fuse-blown":
      return { ...state, fuse: { ...state.fuse, blown: { ...event.data, since: event.at } } };
    case "project.fuse-reset":
      return { ...state, fuse: WHOLE_FUSE };
    default:
      return assertNever(event);
  }
}

// The first word of a type names its aggregate; `assertRouted` fails to compile when one is forgotten.
const isProject = (event: StoredEvent): event is StoredEvent & ProjectEvent =>
  event.type.startsWith("project.");
const isTicket = (event: StoredEvent): event is StoredEvent & TicketEvent => event.type.startsWith("ticket.");
const isRun = (event: StoredEvent): event is StoredEvent & RunEvent => event.type.startsWith("run.");
const isLanding = (event: StoredEvent): event is StoredEvent & LandingEvent =>
  event.type.startsWith("landing.");
const isConversation = (event: StoredEvent): event is StoredEvent & ConversationEvent =>
  event.type.startsWith("conversation.");

function assertRouted(event: never): never {
  invariant(false, `no aggregate owns ${JSON.stringify(event)}`);
}
