// What is counted against a budget, where it is counted, and what stands when a cap is crossed.
import type { Instant } from "../ids.ts";

/** What a budget bounds. `runningMs`: time in which an agent was alive and the machine awake. `turnCount`: calls of the model. */
export const MEASURES = ["costUsd", "tokens", "turnCount", "runningMs"] as const;
export type Measure = (typeof MEASURES)[number];

export type Amounts = Readonly<Record<Measure, number>>;
/** Upper bounds; a measure that is left out has none. */
export type Caps = Partial<Amounts>;

export const NOTHING: Amounts = { costUsd: 0, tokens: 0, turnCount: 0, runningMs: 0 };

/** Whose spending a cap bounds: one run's, all runs' of its ticket, all of today, all that the project ever spent. */
export const SCOPES = ["run", "ticket", "day", "project"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who spends beside the runs: it counts for the day and the project, and is reserved for nobody. */
export type Spender = "conversation" | "review";

/** Caps beside those that a ticket names. Of the daemon, not of the journal. */
export interface BudgetLimits {
  /** Of each ticket, over all its runs. */
  readonly ticket: Caps;
  readonly day: Caps;
  readonly project: Caps;
  /** What is added to UTC for the user's clock, as it was when the daemon started: a day begins at the user's midnight. */
  readonly utcOffsetMs: number;
}

export const NO_LIMITS: BudgetLimits = { ticket: {}, day: {}, project: {}, utcOffsetMs: 0 };

/** Awake running time of one run of a ticket that names none. */
export const RUNNING_MS_DEFAULT = 2 * 60 * 60_000;
/** US dollars of all runs of a project in one day, where a language model is paid for. */
export const DAY_COST_USD_DEFAULT = 25;

/**
 * What was spent in a quarter of an hour, counted from 1970 in UTC: midnight is the edge of one in every time zone, so that the
 * journal tells the same whoever folds it, and the day is cut when somebody asks.
 */
export interface Slot {
  readonly quarter: number;
  readonly spent: Amounts;
}

export const QUARTER_MS = 15 * 60_000;
/** More than the longest day. */
export const SLOTS_KEPT = 36 * 4;

/** Everything that agents of the project have settled so far. What is reserved is never stored: it follows from the runs that live. */
export interface Spending {
  readonly total: Amounts;
  /** The last `SLOTS_KEPT` quarters, oldest first; one without spending is left out. */
  readonly slots: readonly Slot[];
  /** What the user added to the project's caps. */
  readonly raised: Amounts;
  /** What the user added to the caps of a day, in the quarter in which they did. */
  readonly raisedSlots: readonly Slot[];
}

export const NO_SPENDING: Spending = { total: NOTHING, slots: [], raised: NOTHING, raisedSlots: [] };

/** A cap that is reached. `until`: when it is none any more by itself, the end of the day; null: never. */
export interface OverBudget {
  readonly kind: "budget";
  readonly scope: Scope;
  readonly measure: Measure;
  readonly spent: number;
  readonly cap: number;
  readonly until: Instant | null;
}
