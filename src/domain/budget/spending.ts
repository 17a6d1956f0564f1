// The ledger: what was settled, by the quarter of an hour, and what of it lies in the user's day.
import { instant, type Instant } from "../ids.ts";
import type { Usage } from "../run/state.ts";
import { amountsOf, beyond, plus, sum } from "./amounts.ts";
import {
  NOTHING,
  QUARTER_MS,
  SLOTS_KEPT,
  type Amounts,
  type Caps,
  type Slot,
  type Spending,
} from "./state.ts";

const DAY_MS = 24 * 60 * 60_000;

/** What a report of usage adds, given what the run had reported before. A report that says less adds nothing. */
export function settle(spending: Spending, before: Usage, now: Usage, at: Instant): Spending {
  const added = beyond(amountsOf(now), amountsOf(before));
  return spend(spending, added, at);
}

/** What was used beside the runs. */
export function spend(spending: Spending, spent: Amounts, at: Instant): Spending {
  return { ...spending, total: plus(spending.total, spent), slots: withAdded(spending.slots, spent, at) };
}

export function raiseDay(spending: Spending, added: Caps, at: Instant): Spending {
  return { ...spending, raisedSlots: withAdded(spending.raisedSlots, added, at) };
}

export function raiseProject(spending: Spending, added: Caps): Spending {
  return { ...spending, raised: plus(spending.raised, added) };
}

function withAdded(slots: readonly Slot[], added: Caps, at: Instant): readonly Slot[] {
  const quarter = Math.floor(at / QUARTER_MS);
  const last = slots.at(-1);
  // A clock that was set back spends in the quarter that is open.
  if (last !== undefined && last.quarter >= quarter)
    return [...slots.slice(0, -1), { quarter: last.quarter, spent: plus(last.spent, added) }];
  const kept = slots.filter((slot) => slot.quarter > quarter - SLOTS_KEPT);
  return [...kept, { quarter, spent: plus(NOTHING, added) }];
}

export interface Day {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** The user's day in which this instant lies. */
export function dayOf(at: Instant, utcOffsetMs: number): Day {
  const startsAt = Math.floor((at + utcOffsetMs) / DAY_MS) * DAY_MS - utcOffsetMs;
  return { startsAt: instant(startsAt), endsAt: instant(startsAt + DAY_MS) };
}

/** What the slots of this day come to. */
export function inDay(slots: readonly Slot[], { startsAt, endsAt }: Day): Amounts {
  const isIn = ({ quarter }: Slot) => quarter * QUARTER_MS >= startsAt && quarter * QUARTER_MS < endsAt;
  return sum(slots.filter(isIn).map(({ spent }) => spent));
}
