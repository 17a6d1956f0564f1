import type { DomainEvent, StoredEvent } from "../domain/events.ts";
import type { CommandId, EventSequence, Instant } from "../domain/ids.ts";
import type { Actor, Refusal } from "../domain/shared.ts";

/** What the first caller of a command was told; a repeat with the same id is told the same. */
export type Reply =
  | { readonly kind: "accepted"; readonly seq: EventSequence; readonly text: string }
  | { readonly kind: "refused"; readonly seq: EventSequence; readonly refusal: Refusal };

/** One decided command: its events (none for a refusal or a stale observation) and its reply. */
export interface Decided {
  readonly command: CommandId;
  readonly at: Instant;
  readonly actor: Actor;
  readonly events: readonly DomainEvent[];
  readonly reply: Reply;
}

/** The append-only log of one project: the only source of truth. One writer at a time. */
export interface Journal {
  /**
   * Writes a batch in one durable transaction: all of it or nothing. `expected` is the sequence of the last event the decisions were made on.
   * @returns the events as stored, numbered from `expected + 1`
   * @throws JournalConflict when the log is elsewhere · JournalFull when the disk takes no more (nothing was written, earlier appends stand)
   */
  append(batch: readonly Decided[], expected: EventSequence): Promise<readonly StoredEvent[]>;
  /** The reply recorded for a command; null when it was never decided. */
  readReply(command: CommandId): Reply | null;
  /** All events after `after`, in order, lifted to the newest schema. */
  readFrom(after: EventSequence): Iterable<StoredEvent>;
  /** Sequence of the last event; 0 when empty. */
  readLast(): EventSequence;
  close(): Promise<void>;
}
