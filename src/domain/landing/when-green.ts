import { isOutsizedDeletion } from "./fuse.ts";
import type { ReportedStep } from "../run/state.ts";
import type { Ticket } from "../ticket/state.ts";

/** The ticket's approval covers its landing: green, accepted by the review, and nothing in it that always asks. */
export function landsWhenGreen(ticket: Ticket, step: Extract<ReportedStep, { name: "ready" }>): boolean {
  return (
    ticket.spec.landWhenGreen &&
    step.checked.color === "green" &&
    step.verdict.opinion === "accept" &&
    step.change.protectedPaths.length === 0 &&
    !isOutsizedDeletion(step.change)
  );
}
