// Faults that a run can be given: each takes away one protection, and a rule must notice.
import type { Command } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { obligationKey } from "../../src/domain/ids.ts";
import type { State } from "../../src/domain/state.ts";
import type { Obligation } from "../../src/domain/obligation.ts";
import { USER } from "./simulation.ts";

/** What is planted, in words. One line each; the code that has the fault asks for its name. */
export const PLANTED = {
  landsWithoutLooking: "landing without the test of ancestry",
  keepsNothing: "removing a workspace without keeping its work",
  isSupervisorLazy: "not ending the agent of a former life",
  takesStaleObservations: "taking observations of a former life for this one's",
  startsAboveTheCap: "starting one more run than may run",
  forgetsAfterRestart: "forgetting approved tickets at a restart",
  reportsMayApprove: "giving report turns the user's rights",
  forgetsInterrupted: "forgetting a report that was interrupted",
} as const;

export type PlantedName = keyof typeof PLANTED;

/** Null: nothing is planted. */
export type Planted = PlantedName | null;

export function isPlantedName(name: string): name is PlantedName {
  return Object.hasOwn(PLANTED, name);
}

/** The decide of a run: the real one, with the planted faults of the domain in front of it and behind it. */
export function decideWith(planted: Planted): typeof decide {
  switch (planted) {
    case "reportsMayApprove":
      return (state, command, given) =>
        decide(state, command, given.actor.kind === "orchestrator" ? { ...given, actor: USER } : given);
    case "takesStaleObservations":
      return (state, command, given) => decide(state, fresh(state, command), given);
    case "forgetsInterrupted":
      return (state, command, given) => {
        const decision = decide(state, command, given);
        if (decision.kind !== "accepted" || command.type !== "conversation.observe-interrupted")
          return decision;
        return {
          ...decision,
          events: decision.events.map((event) =>
            event.type === "conversation.turn-interrupted"
              ? { type: "conversation.turn-answered", data: { ...event.data, text: "" } }
              : event,
          ),
        };
      };
    default:
      return decide;
  }
}

/** Rewrites a key to the generation that is owed now: the fault of comparing kinds instead of keys. */
function fresh(state: State, command: Command): Command {
  if (!("key" in command) || !("run" in command)) return command;
  const run = state.runs.get(command.run);
  if (run === undefined) return command;
  const kind = command.key.split("/")[1]?.split("#")[0] ?? "";
  const generation = ["import-commits", "check-run", "review-run"].includes(kind) ? run.report : run.life;
  return { ...command, key: obligationKey(run.id, kind, generation) };
}

/** The fault of starting effects from events alone: what was owed when the daemon began is never compared. */
export function isForgotten(
  planted: Planted,
  obligation: Obligation,
  owedAtStart: ReadonlySet<string>,
): boolean {
  return (
    planted === "forgetsAfterRestart" && obligation.kind === "start-run" && owedAtStart.has(obligation.key)
  );
}
