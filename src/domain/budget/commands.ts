import type { TicketId } from "../ids.ts";
import type { Caps } from "./state.ts";

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
