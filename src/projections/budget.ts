// Budgets as the page and the command line are told of them.
import { amountsOf, sum } from "../domain/budget/amounts.ts";
import {
  boundOf,
  limitsOf,
  reservationOf,
  runCaps,
  toldAccount,
  type Account,
} from "../domain/budget/caps.ts";
import { runsOf } from "../domain/ticket/latest-run.ts";
import { crossing, heldFor } from "../domain/budget/crossing.ts";
import { isForBudgetAlone } from "../domain/budget/room.ts";
import { dayOf } from "../domain/budget/spending.ts";
import { NOTHING, type Caps } from "../domain/budget/state.ts";
import { amountText, overText } from "../domain/budget/words.ts";
import type { Instant } from "../domain/ids.ts";
import type { Run } from "../domain/run/state.ts";
import type { State } from "../domain/state.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import { startWait } from "../domain/ticket/admission.ts";
import type { BoardBudgetRow, CapsRow, ProjectBudgetRow } from "../wire/budget-rows.ts";

export function boardBudget(state: State, ticket: Ticket, run: Run | null): BoardBudgetRow {
  const runs = runsOf(state, ticket);
  return {
    spent: run === null ? { ...NOTHING } : { ...amountsOf(run.usage) },
    caps: capsRow(runCaps(ticket)),
    reserved: run === null ? { ...NOTHING } : { ...reservationOf(state, run) },
    ticketSpentUsd: sum(runs.map((one) => amountsOf(one.usage))).costUsd,
    ticketCapUsd: boundOf(state, "ticket", ticket, state.at).caps.costUsd ?? null,
    over: run === null ? null : overRow(state, run),
    isWaiting: ticket.stage.name === "queued" && isForBudgetAlone(startWait(state, ticket)),
  };
}

export function ticketCaps(ticket: Ticket): CapsRow {
  return capsRow(runCaps(ticket));
}

export function projectBudget(state: State, now: Instant): ProjectBudgetRow {
  const day = toldAccount(state, "day", now);
  const { startsAt, endsAt } = dayOf(now, limitsOf(state).utcOffsetMs);
  const held = [...state.openRuns.values()].filter((run) => {
    const scope = heldFor(run) === null ? null : crossing(state, run, now)?.scope;
    return scope === "day" || scope === "project";
  });
  return {
    day: accountRow(day),
    dayStartsAt: startsAt,
    dayEndsAt: endsAt,
    project: accountRow(toldAccount(state, "project", now)),
    heldCount: held.length,
    text: dayText(day),
  };
}

function dayText({ caps, spent, reserved }: Account): string | null {
  if (caps.costUsd === undefined) return null;
  const usd = (amount: number) => amountText("costUsd", amount);
  return `today ${usd(spent.costUsd + reserved.costUsd)} of ${usd(caps.costUsd)} (${usd(spent.costUsd)} spent, ${usd(reserved.costUsd)} reserved)`;
}

function overRow(state: State, run: Run): BoardBudgetRow["over"] {
  const over = heldFor(run) === null ? null : crossing(state, run, state.at);
  if (over === null) return null;
  const { scope, measure, spent, cap, until } = over;
  return { scope, measure, spent, cap, until, text: overText(over) };
}

function accountRow({ spent, reserved, caps }: Account): ProjectBudgetRow["day"] {
  return { spent: { ...spent }, reserved: { ...reserved }, caps: capsRow(caps) };
}

function capsRow(caps: Caps): CapsRow {
  return { ...caps };
}
