import type { TicketId } from "../ids.ts";
import type { Amounts, Caps, Spender } from "./state.ts";

/** Adds to what each run of the ticket may use, and to what all of them may. */
export interface TicketBudgetCommand {
  readonly type: "ticket.raise-budget";
  readonly ticket: TicketId;
  readonly added: Caps;
}

/** Adds to the caps of the day in which it is said, or to those of the project for good. */
export interface ProjectBudgetCommand {
  readonly type: "project.raise-budget";
  readonly scope: "day" | "project";
  readonly added: Caps;
}

/** A turn of the orchestrator, or a review, has come to its end: what it used that was not told before. */
export interface SpendingCommand {
  readonly type: "project.observe-usage";
  readonly spender: Spender;
  readonly spent: Amounts;
}
