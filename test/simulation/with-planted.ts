// The planted faults that are ours: in what is decided, and in what is begun.
import type { Command } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { obligationKey } from "../../src/domain/ids.ts";
import type { Obligation } from "../../src/domain/obligation.ts";
import type { State } from "../../src/domain/state.ts";
import type { Planted } from "./planted.ts";
import { USER } from "./simulation.ts";

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
    case "grantsByTool":
      return (state, command, given) => {
        const decision = decide(state, command, given);
        if (decision.kind !== "accepted" || command.type !== "run.observe-asked") return decision;
        const ticket = state.runs.get(command.run)?.ticket;
        const { grants = [] } = (ticket === undefined ? undefined : state.tickets.get(ticket)) ?? {};
        return grants.length > 0 ? { ...decision, events: [], reply: "granted" } : decision;
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
