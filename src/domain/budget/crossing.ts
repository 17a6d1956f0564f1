// Whether a run has reached a cap: its own, its ticket's, today's or the project's.
import type { Instant } from "../ids.ts";
import type { Run } from "../run/state.ts";
import { must, type State } from "../state.ts";
import { amountsOf } from "./amounts.ts";
import { accountOf, limitsOf, runCaps } from "./caps.ts";
import { dayOf } from "./spending.ts";
import { MEASURES, SCOPES, type Amounts, type Caps, type OverBudget, type Scope } from "./state.ts";

/** The first cap that is reached, the narrowest scope first; null: it may go on. A cap that is met exactly is reached. */
export function crossing(state: State, run: Run, at: Instant): OverBudget | null {
  const ticket = must(state.tickets, run.ticket);
  for (const scope of SCOPES) {
    const over =
      scope === "run"
        ? reached(scope, runCaps(ticket), amountsOf(run.usage))
        : reachedIn(scope, accountOf(state, scope, ticket, at));
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
  return stage.name === "waiting" && stage.cause !== undefined ? stage.cause : null;
}

/** It was held, and nothing that it was held for stands any more. */
export function isFreed(state: State, run: Run, at: Instant): boolean {
  return heldFor(run) !== null && crossing(state, run, at) === null;
}
