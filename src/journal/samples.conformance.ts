// What the suites of the journal share.
import type { DomainEvent } from "../domain/events.ts";
import {
  commandId,
  conversationId,
  eventSequence,
  instant,
  messageId,
  ticketId,
  type EventSequence,
} from "../domain/ids.ts";
import type { Decided, Journal } from "./contract.ts";

/** A journal on its own storage. */
export interface JournalRig {
  readonly journal: Journal;
  /** The same storage in a new journal, after the process of the first one died. */
  reopen(): Journal;
  fill(): void;
  free(): void;
  dispose(): Promise<void>;
}

let commandCount = 0;

/** A command with these events and an id of its own. */
export function decided(events: readonly DomainEvent[], overrides: Partial<Decided> = {}): Decided {
  commandCount += 1;
  return {
    command: commandId(`sample-${commandCount}`),
    at: instant(1_700_000_000_000 + commandCount),
    actor: { kind: "user", session: "s-1" },
    events,
    reply: { kind: "accepted", seq: eventSequence(commandCount), text: "" },
    ...overrides,
  };
}

export function said(text: string, conversation = "C1"): DomainEvent {
  return {
    type: "conversation.message-received",
    data: { conversation: conversationId(conversation), message: messageId("m-1"), text, seenSeq: 0 },
  };
}

export function requeued(ticket: string, reason = "again"): DomainEvent {
  return { type: "ticket.requeued", data: { ticket: ticketId(ticket), reason } };
}

export function after(n: number): EventSequence {
  return eventSequence(n);
}
