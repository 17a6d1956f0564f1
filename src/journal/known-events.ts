import { EVENT_SCHEMAS, type EventType } from "../domain/events.ts";

/** Every type that this release can fold. The compiler asks for a line when the domain gets a new one. */
const KNOWN: Readonly<Record<EventType, true>> = {
  "project.opened": true,
  "project.halted": true,
  "project.went-on": true,
  "project.budget-raised": true,
  "ticket.drafted": true,
  "ticket.edited": true,
  "ticket.approved": true,
  "ticket.approval-undone": true,
  "ticket.started": true,
  "ticket.requeued": true,
  "ticket.review-entered": true,
  "ticket.sent-back": true,
  "ticket.landing-entered": true,
  "ticket.landing-left": true,
  "ticket.landed": true,
  "ticket.closed": true,
  "ticket.budget-raised": true,
  "run.created": true,
  "run.workspace-prepared": true,
  "run.agent-started": true,
  "run.tool-first-used": true,
  "run.message-queued": true,
  "run.messages-delivered": true,
  "run.usage-reported": true,
  "run.reported": true,
  "run.imported": true,
  "run.checked": true,
  "run.merge-conflicted": true,
  "run.reviewed": true,
  "run.resumed": true,
  "run.paused": true,
  "run.resume-asked": true,
  "run.fix-asked": true,
  "run.agent-lost": true,
  "run.waiting": true,
  "run.attention-raised": true,
  "run.attention-cleared": true,
  "run.landing-asked": true,
  "run.ended": true,
  "run.agent-stopped": true,
  "run.work-kept": true,
  "run.workspace-removed": true,
  "landing.queued": true,
  "landing.verifying": true,
  "landing.verified": true,
  "landing.target-moved": true,
  "landing.blocked": true,
  "landing.conflicted": true,
  "landing.rejected": true,
  "landing.landed": true,
  "conversation.opened": true,
  "conversation.message-received": true,
  "conversation.report-queued": true,
  "conversation.turn-begun": true,
  "conversation.turn-interrupt-asked": true,
  "conversation.turn-interrupted": true,
  "conversation.turn-answered": true,
  "conversation.turn-lost": true,
  "conversation.turn-failed": true,
  "conversation.put-up": true,
  "conversation.approval-used": true,
  "conversation.attention-raised": true,
};

export const EVENT_TYPES: readonly EventType[] = Object.keys(KNOWN) as EventType[]; // keys of a Record over EventType

export function isKnownType(type: string): type is EventType {
  return Object.hasOwn(KNOWN, type);
}

/** The schema in which new events of this type are written. */
export function newestSchema(type: EventType): number {
  return EVENT_SCHEMAS[type] ?? 1;
}
