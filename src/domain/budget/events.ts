import type { TicketId } from "../ids.ts";
import type { Caps } from "./state.ts";

export interface TicketBudgetEvent {
  readonly type: "ticket.budget-raised";
  readonly data: { readonly ticket: TicketId; readonly added: Caps };
}

export interface ProjectBudgetEvent {
  readonly type: "project.budget-raised";
  readonly data: { readonly scope: "day" | "project"; readonly added: Caps };
}
