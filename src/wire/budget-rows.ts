// What rows say of budgets: what is spent, what is reserved, and what bounds it.
import { z } from "zod";

const amounts = {
  costUsd: z.number(),
  tokens: z.number(),
  /** Calls of the model. */
  turnCount: z.number(),
  /** Milliseconds in which an agent was alive and the machine awake. */
  runningMs: z.number(),
};

const AmountsRow = z.object(amounts);
/** A bound that is left out is none. */
export const CapsRow = z.object(amounts).partial();

/** A cap that is reached. */
const OverRow = z.object({
  scope: z.enum(["run", "ticket", "away", "day", "project"]),
  measure: z.enum(["costUsd", "tokens", "turnCount", "runningMs"]),
  spent: z.number(),
  cap: z.number(),
  /** When it goes on by itself; null: when the cap is raised. */
  until: z.number().nullable(),
  /** `over its budget: $5.02 of $5.00`. */
  text: z.string(),
});

/** Of a ticket's latest run, and of all its runs. */
export const BoardBudgetRow = z.object({
  spent: AmountsRow,
  caps: CapsRow,
  /** What the run may still use while it lives; nothing when it does not. */
  reserved: AmountsRow,
  /** US dollars of all runs of the ticket. */
  ticketSpentUsd: z.number(),
  ticketCapUsd: z.number().nullable(),
  /** The run is held for this. */
  over: OverRow.nullable(),
  /** It is queued, and waits for a budget alone. */
  isWaiting: z.boolean(),
});

const AccountRow = z.object({ spent: AmountsRow, reserved: AmountsRow, caps: CapsRow });

/** Of all runs: today, and ever. */
export const ProjectBudgetRow = z.object({
  day: AccountRow,
  /** The day that `day` is of. */
  dayStartsAt: z.number(),
  dayEndsAt: z.number(),
  project: AccountRow,
  /** Runs that are held because today's or the project's budget is used up. */
  heldCount: z.number(),
  /** `today $23.10 of $25.00 ($18.10 spent, $5.00 reserved)`; null: a day has no bound in dollars. */
  text: z.string().nullable(),
});

export type CapsRow = z.infer<typeof CapsRow>;
export type BoardBudgetRow = z.infer<typeof BoardBudgetRow>;
export type ProjectBudgetRow = z.infer<typeof ProjectBudgetRow>;
