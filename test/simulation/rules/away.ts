// While nobody watches, no person's yes counts and no run works beyond the budget; while the fuse has blown, nothing begins to land by itself.
import { isAway } from "../../../src/domain/away/state.ts";
import { spentAway } from "../../../src/domain/away/report.ts";
import type { Simulation } from "../simulation.ts";
import type { Rule } from "./rule.ts";

const NEEDS_A_PERSON: readonly string[] = [
  "ticket.approved",
  "ticket.budget-raised",
  "project.budget-raised",
  "project.went-on",
  "project.fuse-reset",
];

export function nobodyApprovesWhileAway(simulation: Simulation): Rule {
  return {
    onEvent: (event, { away }) => {
      if (!isAway({ away }, event.at)) return;
      const isByWord = event.type === "landing.queued" && event.data.by.kind !== "with-ticket";
      if (NEEDS_A_PERSON.includes(event.type) || isByWord)
        simulation.problem(`${event.type} although the user is away`);
    },
  };
}

export function moneyEndsWithTheBudget(simulation: Simulation): Rule {
  return {
    onTick: (state) => {
      const { away } = state;
      if (away === null || spentAway(state, away).costUsd < away.costUsdMax) return;
      for (const { id, stage } of state.openRuns.values())
        if (stage.name === "working") simulation.problem(`${id} works beyond the budget of the time away`);
    },
  };
}

export function fuseHolds(simulation: Simulation): Rule {
  return {
    onEvent: (event, { fuse, landings }) => {
      if (event.type !== "landing.verifying" || fuse.blown === null) return;
      if (landings.get(event.data.landing)?.by.kind === "with-ticket")
        simulation.problem(`${event.data.landing} begins to land by itself although the fuse has blown`);
    },
  };
}
