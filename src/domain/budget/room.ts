// Whether the budgets leave room for one more run, and when they will by themselves.
import type { Instant } from "../ids.ts";
import type { State } from "../state.ts";
import type { Ticket } from "../ticket/state.ts";
import { accountOf, limitsOf, type Account } from "./caps.ts";
import { dayOf } from "./spending.ts";
import { MEASURES, NOTHING, type Amounts, type Measure, type Scope } from "./state.ts";
import { amountText } from "./words.ts";

/** `until`: the end of the day, when nothing else stands in the way; null: something has to happen first. */
export interface Wait {
  readonly text: string;
  readonly until: Instant | null;
  /** Nothing but a budget is in the way. */
  readonly isBudget?: true;
}

export function isForBudgetAlone(wait: Wait | null): boolean {
  return wait?.isBudget === true;
}

/** Sums of dollars are not exact. */
const ROUNDING = 1e-9;

/**
 * What a run of this ticket waits for that would use up to `claim`, when those that go first may use up `before`; null: there is room. More than a whole
 * cap is never asked of it, or a run with a budget above the day's would wait for ever.
 */
export function waitForRoom(
  state: State,
  ticket: Ticket,
  claim: Amounts,
  before: Amounts,
  at: Instant,
): Wait | null {
  for (const scope of ["ticket", "project", "day"] as const) {
    const account = accountOf(state, scope, ticket, at);
    // Of its ticket's it takes what is left, and what goes first is of other tickets.
    const measure =
      scope === "ticket" ? fullMeasure(account, NOTHING, NOTHING) : fullMeasure(account, claim, before);
    if (measure === null) continue;
    const until = untilOf(state, scope, account, claim, before, at);
    return { text: waitText(scope, ticket, account, measure), until, isBudget: true };
  }
  return null;
}

/** False: it waits for its own budget, and holds nobody else up. */
export function hasOwnBudget(state: State, ticket: Ticket, at: Instant): boolean {
  return fullMeasure(accountOf(state, "ticket", ticket, at), NOTHING, NOTHING) === null;
}

function fullMeasure({ caps, spent, reserved }: Account, claim: Amounts, before: Amounts): Measure | null {
  const isFull = (measure: Measure) => {
    const cap = caps[measure];
    if (cap === undefined) return false;
    const taken = spent[measure] + reserved[measure] + before[measure];
    return spent[measure] >= cap || taken + Math.min(claim[measure], cap) > cap + ROUNDING;
  };
  return MEASURES.find(isFull) ?? null;
}

/** Tomorrow, when what is spent is none of its; unless what others have reserved is too much then too. */
function untilOf(
  state: State,
  scope: Scope,
  { caps, reserved }: Account,
  claim: Amounts,
  before: Amounts,
  at: Instant,
): Instant | null {
  if (scope !== "day") return null;
  const { day, utcOffsetMs } = limitsOf(state);
  const tomorrow: Account = { caps: day, spent: NOTHING, reserved };
  const isRoom = fullMeasure(tomorrow, claim, before) === null && Object.keys(caps).length > 0;
  return isRoom ? dayOf(at, utcOffsetMs).endsAt : null;
}

function waitText(
  scope: Scope,
  ticket: Ticket,
  { caps, spent, reserved }: Account,
  measure: Measure,
): string {
  const taken = spent[measure] + reserved[measure];
  const amounts = `${amountText(measure, taken)} of ${amountText(measure, caps[measure] ?? 0)} spent or reserved`;
  const whose = scope === "day" ? "today's" : scope === "project" ? "the project's" : `${ticket.id}'s`;
  return `${whose} budget (${amounts})`;
}
