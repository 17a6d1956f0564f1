// Budgets in words, for the board and the conversation.
import type { Run } from "../run/state.ts";
import { MEASURES, type Caps, type Measure, type OverBudget } from "./state.ts";

/** `$5.02`, `1,200,000 tokens`, `200 turns`, `2 h 5 min`. */
export function amountText(measure: Measure, amount: number): string {
  switch (measure) {
    case "costUsd":
      return `$${amount.toFixed(2)}`;
    case "tokens":
      return `${grouped(amount)} tokens`;
    case "turnCount":
      return `${grouped(amount)} turns`;
    case "runningMs":
      return durationText(amount);
    default:
      return measure satisfies never;
  }
}

/** `over its budget: $5.02 of $5.00`. */
export function overText(over: OverBudget): string {
  const amounts = `${amountText(over.measure, over.spent)} of ${amountText(over.measure, over.cap)}`;
  switch (over.scope) {
    case "run":
      return `over its budget: ${amounts}`;
    case "ticket":
      return `over the budget of all runs of its ticket: ${amounts}`;
    case "day":
      return `over today's budget: ${amounts}`;
    case "away":
      return `over the budget of your time away: ${amounts}`;
    case "project":
      return `over the project's budget: ${amounts}`;
    default:
      return over.scope satisfies never;
  }
}

/** `$10.00 and 60 min`. */
export function addedText(added: Caps): string {
  const parts = MEASURES.flatMap((measure) => {
    const amount = added[measure];
    return amount === undefined ? [] : [amountText(measure, amount)];
  });
  return parts.join(" and ");
}

/** How the command line raises what is reached. */
export function raiseHint(run: Run, { scope, measure }: OverBudget): string {
  if (scope === "away") return "jarvis back";
  const subject = scope === "day" ? "today" : scope === "project" ? "project" : run.ticket;
  return `jarvis raise ${subject} ${OPTIONS[measure]}`;
}

const OPTIONS: Readonly<Record<Measure, string>> = {
  costUsd: "--cost 5",
  tokens: "--tokens 1000000",
  turnCount: "--turns 100",
  runningMs: "--minutes 60",
};

/** `1,200,000`. */
function grouped(amount: number): string {
  return String(Math.round(amount)).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
