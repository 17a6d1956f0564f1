// What an agent may say that it has used.
import type { RunId } from "../ids.ts";
import type { Usage } from "../run/state.ts";
import type { State } from "../state.ts";
import { USAGE } from "./stories.ts";

/** A little more than it had used, or much. */
export function usageOf(state: State, run: RunId, n: number): Usage {
  const before = state.runs.get(run)?.usage ?? USAGE;
  return {
    turnCount: before.turnCount + 1,
    inputTokens: before.inputTokens + 1_000,
    outputTokens: before.outputTokens + 100,
    costUsd: before.costUsd + (n % 7 === 0 ? 0.3 : 0.01),
    runningMs: (before.runningMs ?? 0) + 1_000,
  };
}
