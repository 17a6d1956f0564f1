// The written form of events, the same in every journal: text in canonical JSON, so that two journals of the same
// events are equal byte for byte.
import { canonicalJson } from "../domain/canonical.ts";
import { streamOf, type DomainEvent, type StoredEvent } from "../domain/events.ts";
import type { CommandId, Instant } from "../domain/ids.ts";
import { invariant } from "../domain/shared.ts";
import type { Decided, Reply } from "./contract.ts";
import { JournalUnreadable } from "./failures.ts";
import { isKnownType, newestSchema } from "./known-events.ts";
import { liftPayload } from "./upcasters.ts";

export interface EventRecord {
  readonly seq: number;
  readonly at: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema: number;
  /** Canonical JSON, as are `actor` and `reply`. */
  readonly data: string;
  readonly actor: string;
  readonly command: string;
}

export interface ReplyRecord {
  readonly command: CommandId;
  readonly at: Instant;
  readonly reply: string;
}

/** A batch in writing, without its place in the log. It shares nothing with what the caller handed in. */
export interface WrittenBatch {
  readonly events: readonly Omit<EventRecord, "seq" | "version">[];
  readonly replies: readonly ReplyRecord[];
}

/** @throws Defect when an event holds what JSON cannot, or a command is in the batch twice */
export function writeBatch(batch: readonly Decided[]): WrittenBatch {
  invariant(
    new Set(batch.map(({ command }) => command)).size === batch.length,
    "a command was decided twice",
  );
  return {
    events: batch.flatMap((decided) => decided.events.map((event) => writeEvent(decided, event))),
    replies: batch.map(({ command, at, reply }) => ({ command, at, reply: canonicalJson(reply) })),
  };
}

function writeEvent(decided: Decided, event: DomainEvent): Omit<EventRecord, "seq" | "version"> {
  return {
    at: decided.at,
    stream: streamOf(event),
    type: event.type,
    schema: newestSchema(event.type),
    data: canonicalJson(event.data),
    actor: canonicalJson(decided.actor),
    command: decided.command,
  };
}

/** Gives each event of a batch its place: after event `last`, and after the last one of its own stream. */
export function placeEvents(
  events: WrittenBatch["events"],
  last: number,
  readVersion: (stream: string) => number,
): readonly EventRecord[] {
  const versions = new Map<string, number>();
  return events.map((event, i) => {
    const version = (versions.get(event.stream) ?? readVersion(event.stream)) + 1;
    versions.set(event.stream, version);
    return { seq: last + 1 + i, version, ...event };
  });
}

/** @throws JournalUnreadable when the record is of a newer release or damaged. `path` is for its message. */
export function readRecord(record: EventRecord, path: string): StoredEvent {
  const { seq, at, stream, version, type, schema, command } = record;
  if (!isKnownType(type) || schema > newestSchema(type)) {
    throw new JournalUnreadable(
      path,
      `event ${seq} is a ${type} of schema ${schema}, which only a newer release can read`,
    );
  }
  const data = liftPayload(type, schema, parseColumn(record, "data", path));
  const actor = parseColumn(record, "actor", path);
  const event = { seq, at, stream, version, type, schema: newestSchema(type), data, actor, command };
  return event as StoredEvent; // written by `writeBatch` from a Decided and lifted to the form of today
}

/** Both columns hold objects. */
function parseColumn(record: EventRecord, column: "data" | "actor", path: string): object {
  try {
    const value: unknown = JSON.parse(record[column]);
    invariant(typeof value === "object" && value !== null, `${column} is no object`);
    return value;
  } catch (error) {
    throw new JournalUnreadable(path, `the ${column} of event ${record.seq} is damaged`, { cause: error });
  }
}

export function readReplyRecord(text: string, path: string): Reply {
  try {
    return JSON.parse(text) as Reply; // written by `writeBatch` from a Reply
  } catch (error) {
    throw new JournalUnreadable(path, "a recorded reply is damaged", { cause: error });
  }
}
