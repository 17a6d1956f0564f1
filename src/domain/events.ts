// All events of a project, and the envelope in which the journal keeps them.
import type { ProjectBudgetEvent, SpendingEvent } from "./budget/events.ts";
import type { AccountEvent } from "./account/events.ts";
import type { BranchName, CommandId, EventSequence, Instant, ProjectId } from "./ids.ts";
import type { ConversationEvent } from "./conversation/events.ts";
import type { LandingEvent } from "./landing/events.ts";
import type { RunEvent } from "./run/events.ts";
import type { TicketEvent } from "./ticket/events.ts";
import { assertNever, type Actor } from "./shared.ts";

export type ProjectEvent =
  | {
      readonly type: "project.opened";
      readonly data: {
        readonly project: ProjectId;
        readonly root: string;
        readonly target: BranchName;
        readonly highestTicket: number;
      };
    }
  | {
      readonly type: "project.halted";
      /** `heldBy`: the file that stands in the way of going on, if it was one. */
      readonly data: { readonly reason: string; readonly heldBy?: string };
    }
  | { readonly type: "project.went-on"; readonly data: Readonly<Record<string, never>> }
  | ProjectBudgetEvent
  | SpendingEvent;

export type DomainEvent =
  | ProjectEvent
  | TicketEvent
  | RunEvent
  | LandingEvent
  | ConversationEvent
  | AccountEvent;
export type EventType = DomainEvent["type"];

/** `schema` is the form of `data`; an older one is lifted by an upcaster when it is read. */
export type StoredEvent = DomainEvent & {
  readonly seq: EventSequence;
  readonly at: Instant;
  readonly stream: string;
  /** Position in its stream, from 1 without a gap. */
  readonly version: number;
  readonly schema: number;
  readonly actor: Actor;
  readonly command: CommandId;
};

export function isOfAccount(event: StoredEvent): event is StoredEvent & AccountEvent {
  return event.type.startsWith("account.");
}

/** The stream an event belongs to: one for each ticket, run, landing, conversation and account, one for the project. */
export function streamOf(event: DomainEvent): string {
  const { type, data } = event;
  if (type.startsWith("project.")) return "project";
  if (type.startsWith("ticket.") && "ticket" in data) return `ticket/${data.ticket}`;
  if (type.startsWith("run.") && "run" in data) return `run/${data.run}`;
  if (type.startsWith("landing.") && "landing" in data) return `landing/${data.landing}`;
  if (type.startsWith("conversation.") && "conversation" in data) return `conversation/${data.conversation}`;
  if (type.startsWith("account.") && "account" in data) return `account/${data.account}`;
  return assertNever(event as never); // every branch above was tried: the event has a type that no aggregate owns
}

/** The form in which new events are written, by type; 1 unless listed. */
export const EVENT_SCHEMAS: Readonly<Partial<Record<EventType, number>>> = {};
