// Who may spend how much, and what of it is spent or reserved.
import type { Instant } from "../ids.ts";
import type { Run } from "../run/state.ts";
import { must, type State } from "../state.ts";
import { isBusy } from "../run/is-busy.ts";
import { runsOf } from "../ticket/latest-run.ts";
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

/** Caps and what is spent against them. Nothing is counted where there is no cap. */
export interface Bound {
  readonly caps: Caps;
  readonly spent: Amounts;
}

export interface Account extends Bound {
  /** What live runs may still use of it. */
  readonly reserved: Amounts;
}

/** The caps of a scope as they are for this ticket at this instant, and what is spent. Looks at no run but the ticket's. */
export function boundOf(
  state: State,
  scope: Exclude<Scope, "run">,
  ticket: Ticket | null,
  at: Instant,
): Bound {
  const caps = capsOf(state, scope, ticket, at);
  const hasCap = Object.keys(caps).length > 0;
  return { caps, spent: hasCap ? spentIn(state, scope, ticket, at) : NOTHING };
}

/** With what is reserved, where there is a cap. */
export function accountOf(
  state: State,
  scope: Exclude<Scope, "run">,
  ticket: Ticket | null,
  at: Instant,
): Account {
  const bound = boundOf(state, scope, ticket, at);
  const hasCap = Object.keys(bound.caps).length > 0;
  return { ...bound, reserved: hasCap ? reservedIn(state, scope, ticket) : NOTHING };
}

/** For people: counted whether there is a cap or not. */
export function toldAccount(state: State, scope: "day" | "project", at: Instant): Account {
  return {
    caps: capsOf(state, scope, null, at),
    spent: spentIn(state, scope, null, at),
    reserved: reservedIn(state, scope, null),
  };
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

function spentIn(state: State, scope: Exclude<Scope, "run">, ticket: Ticket | null, at: Instant): Amounts {
  if (scope === "project") return state.spending.total;
  if (scope === "day") return inDay(state.spending.slots, dayOf(at, limitsOf(state).utcOffsetMs));
  return ticket === null ? NOTHING : sum(runsOf(state, ticket).map((run) => amountsOf(run.usage)));
}

function reservedIn(state: State, scope: Exclude<Scope, "run">, ticket: Ticket | null): Amounts {
  if (scope === "ticket" && ticket !== null) return reservedBy(state, runsOf(state, ticket));
  const known = reservedByAll.get(state);
  if (known !== undefined) return known;
  const reserved = reservedBy(state, [...state.openRuns.values()]);
  reservedByAll.set(state, reserved);
  return reserved;
}

/** Asked for each ticket that waits, and the same for all of them in one state. */
const reservedByAll = new WeakMap<State, Amounts>();

function reservedBy(state: State, runs: readonly Run[]): Amounts {
  return sum(runs.filter(isBusy).map((run) => reservationOf(state, run)));
}

/** A live run has reserved what its caps leave it. It is settled as it reports, and let go when the run does not live. */
export function reservationOf(state: State, run: Run): Amounts {
  return isBusy(run) ? leftOf(state, run) : NOTHING;
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
  const { caps, spent } = boundOf(state, "ticket", ticket, state.at);
  return mapAmounts((measure) => {
    const cap = caps[measure];
    return cap === undefined ? own[measure] : Math.min(own[measure], Math.max(0, cap - spent[measure]));
  });
}

function ticketCaps(limits: BudgetLimits, { spec, raised }: Ticket): Caps {
  const own = spec.budget.ticketCostUsdMax;
  return raisedBy(own === undefined ? limits.ticket : { ...limits.ticket, costUsd: own }, raised);
}
