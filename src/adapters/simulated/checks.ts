import type { CheckOutcome, Checks } from "../../ports/checks.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";

/** Checks that take virtual time and end as `outcomeOf` says. */
export function createSimulatedChecks(
  life: Life,
  clock: Clock,
  random: Random,
  outcomeOf: (command: string) => CheckOutcome,
): Checks {
  return {
    run: async ({ command }) => {
      await clock.wait(random.below(500));
      return await life.call("check", () => {
        const outcome = outcomeOf(command);
        return {
          command,
          outcome,
          exitCode: outcome === "green" ? 0 : 1,
          durationMs: 1,
          output: outcome,
          outputBytes: outcome.length,
        };
      });
    },
  };
}
