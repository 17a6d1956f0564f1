import type { TicketId } from "../ids.ts";
import type { Amounts, Caps, Spender } from "./state.ts";

export interface TicketBudgetEvent {
  readonly type: "ticket.budget-raised";
  readonly data: { readonly ticket: TicketId; readonly added: Caps };
}

export interface ProjectBudgetEvent {
  readonly type: "project.budget-raised";
  readonly data: { readonly scope: "day" | "project"; readonly added: Caps };
}

export interface SpendingEvent {
  readonly type: "project.usage-reported";
  readonly data: { readonly spender: Spender; readonly spent: Amounts };
}
