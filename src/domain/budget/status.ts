// What the board says of a run that is held for a budget.
import type { Run } from "../run/state.ts";
import type { State } from "../state.ts";
import { resumeWaitsFor } from "../ticket/admission.ts";
import { crossing, heldFor } from "./crossing.ts";
import type { OverBudget } from "./state.ts";
import { overText } from "./words.ts";

export interface HeldStatus {
  readonly word: "needs-you" | "paused";
  readonly status: string;
  readonly waitsFor: string | null;
}

/** Null: it is not held for a budget. Runs that share a cap are one thing to do: the first of them asks for it. */
export function heldStatus(state: State, run: Run): HeldStatus | null {
  if (heldFor(run) === null) return null;
  const over = crossing(state, run, state.at);
  if (over === null) {
    const wait = resumeWaitsFor(state, run) ?? "the next free worker";
    return {
      word: "paused",
      status: `held · its budget allows it again · goes on with ${wait}`,
      waitsFor: null,
    };
  }
  const when = over.until === null ? "" : " · goes on tomorrow";
  const status = `${overText(over)}${when}`;
  if (!isFirst(state, run, over)) return { word: "paused", status: `held · ${status}`, waitsFor: null };
  return { word: "needs-you", status: `needs you · ${status}`, waitsFor: askFor(run, over) };
}

function askFor(run: Run, { scope }: OverBudget): string {
  switch (scope) {
    case "run":
    case "ticket":
      return `raise the budget of ${run.ticket}, or stop Worker ${run.workerNumber}`;
    case "day":
      return "raise today's budget";
    case "project":
      return "raise the project's budget";
    default:
      return scope satisfies never;
  }
}

function isFirst(state: State, run: Run, over: OverBudget): boolean {
  if (over.scope === "run" || over.scope === "ticket") return true;
  const sameCap = [...state.openRuns.values()].filter(
    (other) => heldFor(other) !== null && crossing(state, other, state.at)?.scope === over.scope,
  );
  return sameCap.every((other) => other.workerNumber >= run.workerNumber);
}
