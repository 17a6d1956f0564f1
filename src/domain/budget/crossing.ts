// Whether a run has reached a cap: its own, its ticket's, today's or the project's.
import type { Instant } from "../ids.ts";
import type { Run, Usage } from "../run/state.ts";
import { must, withRun, type State } from "../state.ts";
import { amountsOf } from "./amounts.ts";
import { isBusy } from "../run/is-busy.ts";
import { boundOf, limitsOf, runCaps } from "./caps.ts";
import { dayOf, settle } from "./spending.ts";
import { MEASURES, SCOPES, type Amounts, type Caps, type OverBudget, type Scope } from "./state.ts";

/** The first cap that is reached, the narrowest scope first; null: it may go on. A cap that is met exactly is reached. */
export function crossing(state: State, run: Run, at: Instant): OverBudget | null {
  const ticket = must(state.tickets, run.ticket);
  for (const scope of SCOPES) {
    const over =
      scope === "run"
        ? reached(scope, runCaps(ticket), amountsOf(run.usage))
        : reachedIn(scope, boundOf(state, scope, ticket, at));
    if (over === null) continue;
    return scope === "day" ? { ...over, until: dayOf(at, limitsOf(state).utcOffsetMs).endsAt } : over;
  }
  return null;
}

function reachedIn(
  scope: Scope,
  { caps, spent }: { readonly caps: Caps; readonly spent: Amounts },
): OverBudget | null {
  return reached(scope, caps, spent);
}

function reached(scope: Scope, caps: Caps, spent: Amounts): OverBudget | null {
  for (const measure of MEASURES) {
    const cap = caps[measure];
    if (cap !== undefined && spent[measure] >= cap)
      return { kind: "budget", scope, measure, spent: spent[measure], cap, until: null };
  }
  return null;
}

/** The cap that a run is held for, as it was when it was held; null: it is not held for one. */
export function heldFor({ stage }: Run): OverBudget | null {
  const cause = stage.name === "waiting" ? stage.cause : undefined;
  return cause === undefined || cause === "interrupted" ? null : cause;
}

/** Whether a cap is reached that all runs share, whoever looks. */
export function isSharedCapReached(state: State, at: Instant): boolean {
  return (["day", "project"] as const).some(
    (scope) => reachedIn(scope, boundOf(state, scope, null, at)) !== null,
  );
}

/** It was held, and nothing that it was held for stands any more. */
export function isFreed(state: State, run: Run, at: Instant): boolean {
  return heldFor(run) !== null && crossing(state, run, at) === null;
}

/** Whether this usage, which nobody was told of yet, reaches a cap. */
export function wouldCross(state: State, run: Run, usage: Usage, at: Instant): boolean {
  const now = { ...run, usage };
  const spending = settle(state.spending, run.usage, usage, at);
  return crossing({ ...withRun(state, now), spending }, now, at) !== null;
}

/**
 * Whether a cap that runs share may be reached by what they have not told: up to `untoldUsd` each. Of what is not money nobody knows how
 * much goes untold, so a shared cap on it is always near.
 */
export function isNearSharedCap(state: State, run: Run, untoldUsd: number, at: Instant): boolean {
  const liveCount = () => [...state.openRuns.values()].filter(isBusy).length;
  return (["ticket", "day", "project"] as const).some((scope) => {
    const { caps, spent } = boundOf(state, scope, must(state.tickets, run.ticket), at);
    const { costUsd, ...others } = caps;
    if (Object.keys(others).length > 0) return true;
    return costUsd !== undefined && costUsd - spent.costUsd <= liveCount() * untoldUsd;
  });
}
