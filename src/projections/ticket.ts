// The card of a ticket: what an approval would cover, what it overlaps with, and how it was approved.
import type { ApprovedBy } from "../domain/shared.ts";
import { cut } from "../domain/shared.ts";
import { must, type State } from "../domain/state.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import { ticketCaps } from "./budget.ts";
import { DESCRIPTION_CHARS_MAX, type TicketRow } from "../wire/rows.ts";

export function ticketCardRow(state: State, ticket: Ticket): TicketRow {
  const { spec, stage } = ticket;
  const isOver = stage.name === "landed" || stage.name === "closed";
  const landing = stage.name === "landing" ? must(state.landings, stage.landing) : null;
  return {
    ticket: ticket.id,
    stage: stage.name,
    hash: ticket.hash,
    title: spec.title,
    description: isOver ? "" : cut(spec.description, DESCRIPTION_CHARS_MAX),
    criteria: isOver ? [] : [...spec.criteria],
    scope: isOver ? [] : [...spec.scope],
    checks: isOver ? [] : [...spec.checks],
    workerType: spec.workerType,
    model: spec.model,
    fallbackModel: spec.fallbackModel ?? null,
    turnsMax: spec.budget.turnsMax,
    costUsdMax: spec.budget.costUsdMax,
    caps: ticketCaps(ticket),
    target: spec.target,
    landWhenGreen: spec.landWhenGreen,
    dependsOn: [...spec.dependsOn],
    overlaps: isOver ? [] : overlapsOf(state, ticket),
    approval: "approval" in stage ? approvalRow(stage.approval.by, stage.approval.at) : null,
    canUndoStart: canUndoStart(state, ticket),
    landUndoUntil:
      landing === null || landing.by.kind !== "message" || landing.notBefore <= landing.queuedAt
        ? null
        : landing.notBefore,
    landApproval: landing === null ? null : approvalRow(landing.by, landing.queuedAt),
    draftedAt: ticket.draftedAt,
  };
}

export function approvalRow(by: ApprovedBy, at: number): TicketRow["approval"] {
  return { by: by.kind, quote: by.kind === "message" ? by.quote : null, at };
}

function canUndoStart(state: State, { stage }: Ticket): boolean {
  if (stage.name === "queued") return true;
  return stage.name === "running" && !must(state.runs, stage.run).hasUsedTool;
}

/** Drafts are compared with what is under way, and so is what is under way with each other. */
function overlapsOf(state: State, ticket: Ticket): string[] {
  const mine = ticket.spec.scope;
  if (mine.length === 0) return [];
  return [...state.tickets.values()].flatMap((other) => {
    const isUnderWay = ["queued", "running", "review", "landing"].includes(other.stage.name);
    if (other.id === ticket.id || !isUnderWay) return [];
    const shared = other.spec.scope.filter((path) =>
      mine.some((own) => own === path || path.startsWith(`${own}/`) || own.startsWith(`${path}/`)),
    );
    return shared.length === 0
      ? []
      : [
          `Overlaps with ${other.id} ${other.spec.title} in ${shared.join(", ")}: landing one may conflict with the other`,
        ];
  });
}
