// Budgets as `jarvis.jsonc` and the user's `settings.jsonc` name them, and what they come to.
import { z } from "zod";
import { DAY_COST_USD_DEFAULT, MEASURES, type BudgetLimits, type Caps } from "../domain/budget/state.ts";

/** `null` takes a bound away that another place has set. */
const Bound = z.number().positive().nullable().optional();
const CapSettings = z.strictObject({ usd: Bound, tokens: Bound, turns: Bound, minutes: Bound });

export const LimitSettings = z.strictObject({
  day: CapSettings.optional(),
  project: CapSettings.optional(),
  ticket: CapSettings.optional(),
});
export type LimitSettings = z.infer<typeof LimitSettings>;

/** What the user's own file in the home may say. */
export const UserSettings = z.strictObject({ limits: LimitSettings.optional() });

const SCOPES = ["day", "project", "ticket"] as const;

/** The later in the list wins, bound by bound. `isPaid`: a language model answers, so a day has a bound in dollars unless somebody says otherwise. */
export function budgetLimits(
  settings: readonly LimitSettings[],
  where: { readonly isPaid: boolean; readonly utcOffsetMs: number },
): BudgetLimits {
  const defaults: LimitSettings = where.isPaid ? { day: { usd: DAY_COST_USD_DEFAULT } } : {};
  const all = [defaults, ...settings];
  const [day, project, ticket] = SCOPES.map((scope) => capsOf(all.map((one) => one[scope] ?? {})));
  return { day: day ?? {}, project: project ?? {}, ticket: ticket ?? {}, utcOffsetMs: where.utcOffsetMs };
}

function capsOf(settings: readonly z.infer<typeof CapSettings>[]): Caps {
  const last = (name: keyof z.infer<typeof CapSettings>) =>
    settings.findLast((one) => one[name] !== undefined)?.[name] ?? undefined;
  const minutes = last("minutes");
  const values = {
    costUsd: last("usd"),
    tokens: last("tokens"),
    turnCount: last("turns"),
    runningMs: minutes === undefined ? undefined : minutes * 60_000,
  };
  const named = MEASURES.flatMap((measure) => {
    const value = values[measure];
    return value === undefined ? [] : [[measure, value] as const];
  });
  return Object.fromEntries(named);
}
