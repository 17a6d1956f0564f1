// Faults that a run can be given: each takes away one protection, and an invariant must notice.
import type { Command } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { obligationKey } from "../../src/domain/ids.ts";
import { USER, type Planted } from "./simulation.ts";

/** The decide of a run: the real one, with the planted faults of the domain in front of it and behind it. */
export function decideWith(planted: Planted): typeof decide {
  return (state, command, given) => {
    const lifted =
      planted.reportsMayApprove === true && given.actor.kind === "orchestrator"
        ? { ...given, actor: USER }
        : given;
    const decision = decide(
      state,
      planted.takesStaleObservations === true ? fresh(state, command) : command,
      lifted,
    );
    if (
      planted.forgetsInterrupted === true &&
      decision.kind === "accepted" &&
      command.type === "conversation.observe-interrupted"
    ) {
      return {
        ...decision,
        events: decision.events.map((event) =>
          event.type === "conversation.turn-interrupted"
            ? { type: "conversation.turn-answered", data: { ...event.data, text: "" } }
            : event,
        ),
      };
    }
    return decision;
  };
}

/** Rewrites a key to the generation that is owed now: the fault of comparing kinds instead of keys. */
function fresh(state: Parameters<typeof decide>[0], command: Command): Command {
  if (!("key" in command) || !("run" in command)) return command;
  const run = state.runs.get(command.run);
  if (run === undefined) return command;
  const kind = command.key.split("/")[1]?.split("#")[0] ?? "";
  const generation = ["import-commits", "check-run", "review-run"].includes(kind) ? run.report : run.life;
  return { ...command, key: obligationKey(run.id, kind, generation) };
}
