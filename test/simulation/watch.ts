// Looks after every rule: after each tick, and when all is at rest.
import { evolve } from "../../src/domain/evolve.ts";
import { eventSequence } from "../../src/domain/ids.ts";
import { obligations } from "../../src/domain/obligations.ts";
import { emptyState, type State } from "../../src/domain/state.ts";
import { fuseHolds, moneyEndsWithTheBudget, nobodyApprovesWhileAway } from "./rules/away.ts";
import { allowedByTheUser } from "./rules/asks.ts";
import { answersOnce, repliesStand } from "./rules/conversation.ts";
import { owedIsBegun, stateIsTheJournals } from "./rules/engine-in-step.ts";
import { oneAgentASession, stopsLeaveNoSurvivor } from "./rules/processes.ts";
import type { Rule } from "./rules/rule.ts";
import { capsHold, isOver, noTicketIsForgotten } from "./rules/tickets.ts";
import { checksAreOfThisHead, landsOnce, nothingIsLost, ownBranchesStay } from "./rules/work-kept.ts";
import type { Simulation } from "./simulation.ts";

const RULES: readonly ((simulation: Simulation) => Rule)[] = [
  noTicketIsForgotten,
  nothingIsLost,
  landsOnce,
  ownBranchesStay,
  checksAreOfThisHead,
  oneAgentASession,
  stopsLeaveNoSurvivor,
  capsHold,
  nobodyApprovesWhileAway,
  moneyEndsWithTheBudget,
  fuseHolds,
  answersOnce,
  allowedByTheUser,
  repliesStand,
  stateIsTheJournals,
  owedIsBegun,
];

export interface Watch {
  /** What the journal tells. */
  state(): State;
  look(): void;
  /** Nothing is owed, and every ticket is where it may stay. */
  isAtRest(): boolean;
  lookAtEnd(): void;
}

export function createWatch(simulation: Simulation): Watch {
  const rules = RULES.map((rule) => rule(simulation));
  let state = emptyState(simulation.limits);
  let seenChange = -1;
  return {
    state: () => state,
    look: () => {
      const before = state.seq;
      // The journal is asked, not the daemon: what it says is true even when the daemon died before it could publish.
      for (const event of simulation.daemon.journal.readFrom(eventSequence(state.seq))) {
        state = evolve(state, event);
        for (const rule of rules) rule.onEvent?.(event, state);
      }
      for (const rule of rules) rule.onTick?.(state);
      if (state.seq === before && simulation.changeCount === seenChange) return;
      seenChange = simulation.changeCount;
      for (const rule of rules) rule.onChange?.(state);
    },
    isAtRest: () => {
      const { engine, life } = simulation.daemon;
      return (
        !life.isDead() &&
        engine.state().seq === state.seq &&
        [...state.tickets.values()].every((ticket) => isOver(state, ticket)) &&
        obligations(state).length === 0
      );
    },
    lookAtEnd: () => {
      // What went wrong before is the cause; what is left because of it says nothing.
      if (simulation.problems.length === 0) for (const rule of rules) rule.atEnd?.(state);
    },
  };
}
