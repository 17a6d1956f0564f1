// By how much a budget is raised, as a form, a command line and an agent's tool call say it.
import { z } from "zod";
import type { Caps } from "../domain/budget/state.ts";

export const RaiseAmounts = z.object({
  costUsd: z.number().positive().max(10_000).optional().describe("US dollars more"),
  minutes: z.number().positive().max(43_200).optional().describe("Minutes of awake running time more"),
  turns: z.number().int().positive().max(100_000).optional().describe("Model turns more"),
  tokens: z.number().int().positive().max(10_000_000_000).optional().describe("Tokens more, in and out"),
});

export function raiseOf({ costUsd, minutes, turns, tokens }: z.output<typeof RaiseAmounts>): Caps {
  return {
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(minutes === undefined ? {} : { runningMs: minutes * 60_000 }),
    ...(turns === undefined ? {} : { turnCount: turns }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}
