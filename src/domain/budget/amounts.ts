// Sums of what is counted, and what a run's usage comes to.
import type { Usage } from "../run/state.ts";
import { MEASURES, NOTHING, type Amounts, type Caps, type Measure } from "./state.ts";

export function amountsOf(usage: Usage): Amounts {
  const { costUsd, inputTokens, outputTokens, turnCount, runningMs = 0 } = usage;
  return { costUsd, tokens: inputTokens + outputTokens, turnCount, runningMs };
}

/** Measure by measure. */
export function mapAmounts(value: (measure: Measure) => number): Amounts {
  return {
    costUsd: value("costUsd"),
    tokens: value("tokens"),
    turnCount: value("turnCount"),
    runningMs: value("runningMs"),
  };
}

export function plus(one: Amounts, other: Caps): Amounts {
  return mapAmounts((measure) => one[measure] + (other[measure] ?? 0));
}

/** What `all` has beyond `part`, never less than nothing. */
export function beyond(all: Caps, part: Amounts): Amounts {
  return mapAmounts((measure) => Math.max(0, (all[measure] ?? 0) - part[measure]));
}

export function sum(list: Iterable<Amounts>): Amounts {
  let total = NOTHING;
  for (const one of list) total = plus(total, one);
  return total;
}

/** The same caps, each one that there is raised by what was added. */
export function raisedBy(caps: Caps, added: Amounts): Caps {
  const named = MEASURES.filter((measure) => caps[measure] !== undefined);
  return Object.fromEntries(named.map((measure) => [measure, (caps[measure] ?? 0) + added[measure]]));
}
