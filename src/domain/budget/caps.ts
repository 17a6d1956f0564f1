// Who may spend how much, and what of it is spent or reserved.
import type { Instant } from "../ids.ts";
import type { Run } from "../run/state.ts";
import { must, type State } from "../state.ts";
import type { Ticket } from "../ticket/state.ts";
import { amountsOf, beyond, mapAmounts, raisedBy, sum } from "./amounts.ts";
import { dayOf, inDay } from "./spending.ts";
import {
  NO_LIMITS,
  NOTHING,
  RUNNING_MS_DEFAULT,
  type Amounts,
  type BudgetLimits,
  type Caps,
  type Scope,
} from "./state.ts";

export function limitsOf(state: State): BudgetLimits {
  return state.limits.budgets ?? NO_LIMITS;
}

/** What one run of this ticket may use, with what the user added. */
export function runCaps({ spec: { budget }, raised }: Ticket): Caps {
  const { costUsdMax: costUsd, turnsMax: turnCount, tokensMax, runningMsMax = RUNNING_MS_DEFAULT } = budget;
  const caps = { costUsd, turnCount, runningMs: runningMsMax };
  return raisedBy(tokensMax === undefined ? caps : { ...caps, tokens: tokensMax }, raised);
}

/** `spent` and `reserved` are counted only where there are caps, or who asks wants to tell them. */
export interface Account {
  readonly caps: Caps;
  readonly spent: Amounts;
  /** What live runs may still use of it. */
  readonly reserved: Amounts;
}

/** The caps of a scope as they are for this ticket at this instant, and what counts against them. */
export function accountOf(
  state: State,
  scope: Exclude<Scope, "run">,
  ticket: Ticket | null,
  at: Instant,
  options: { readonly isTold?: boolean } = {},
): Account {
  const caps = capsOf(state, scope, ticket, at);
  if (Object.keys(caps).length === 0 && options.isTold !== true)
    return { caps, spent: NOTHING, reserved: NOTHING };
  const runs = [...state.runs.values()].filter((run) => scope !== "ticket" || run.ticket === ticket?.id);
  const reserved = sum(runs.filter(isLive).map((run) => reservationOf(state, run)));
  return { caps, spent: spentIn(state, scope, runs, at), reserved };
}

function capsOf(state: State, scope: Exclude<Scope, "run">, ticket: Ticket | null, at: Instant): Caps {
  const limits = limitsOf(state);
  switch (scope) {
    case "ticket":
      return ticket === null ? {} : ticketCaps(limits, ticket);
    case "day":
      return raisedBy(limits.day, inDay(state.spending.raisedSlots, dayOf(at, limits.utcOffsetMs)));
    case "project":
      return raisedBy(limits.project, state.spending.raised);
    default:
      return scope satisfies never;
  }
}

/** `runs`: those of the scope. */
function spentIn(state: State, scope: Exclude<Scope, "run">, runs: readonly Run[], at: Instant): Amounts {
  if (scope === "ticket") return sum(runs.map((run) => amountsOf(run.usage)));
  if (scope === "project") return state.spending.total;
  return inDay(state.spending.slots, dayOf(at, limitsOf(state).utcOffsetMs));
}

/** A live run has reserved what its caps leave it. It is settled as it reports, and let go when the run does not live. */
export function reservationOf(state: State, run: Run): Amounts {
  return isLive(run) ? leftOf(state, run) : NOTHING;
}

/** What its caps and its ticket's leave a run, live or not; nothing of what has no cap of its own. */
export function leftOf(state: State, run: Run): Amounts {
  return withinTicket(state, must(state.tickets, run.ticket), amountsOf(run.usage));
}

/** What a new run of the ticket may use up. */
export function claimOf(state: State, ticket: Ticket): Amounts {
  return withinTicket(state, ticket, NOTHING);
}

function withinTicket(state: State, ticket: Ticket, used: Amounts): Amounts {
  const own = beyond(runCaps(ticket), used);
  const { caps, spent } = ticketAccount(state, ticket);
  return mapAmounts((measure) => {
    const cap = caps[measure];
    return cap === undefined ? own[measure] : Math.min(own[measure], Math.max(0, cap - spent[measure]));
  });
}

function ticketAccount(state: State, ticket: Ticket): Pick<Account, "caps" | "spent"> {
  const caps = ticketCaps(limitsOf(state), ticket);
  if (Object.keys(caps).length === 0) return { caps, spent: NOTHING };
  const runs = [...state.runs.values()].filter((run) => run.ticket === ticket.id);
  return { caps, spent: sum(runs.map((run) => amountsOf(run.usage))) };
}

/** It has an agent, or will have one without anybody's word. */
export function isLive({ stage }: Run): boolean {
  return stage.name === "preparing" || stage.name === "working";
}

function ticketCaps(limits: BudgetLimits, { spec, raised }: Ticket): Caps {
  const own = spec.budget.ticketCostUsdMax;
  return raisedBy(own === undefined ? limits.ticket : { ...limits.ticket, costUsd: own }, raised);
}
