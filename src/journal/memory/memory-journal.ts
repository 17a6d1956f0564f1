import type { StoredEvent } from "../../domain/events.ts";
import { eventSequence, type CommandId, type EventSequence } from "../../domain/ids.ts";
import { Defect, invariant } from "../../domain/shared.ts";
import type { Decided, Journal, Reply } from "../contract.ts";
import { JournalConflict, JournalFull } from "../failures.ts";
import {
  placeEvents,
  readRecord,
  readReplyRecord,
  writeBatch,
  type EventRecord,
  type WrittenBatch,
} from "../records.ts";

export interface MemoryJournal extends Journal {
  /**
   * The journal that a new process would find after a SIGKILL. This one is dead from then on: its appends never settle. An append that still
   * waits is lost, or, with `waiting: "written"`, it became durable and nobody was told.
   */
  crash(options?: { readonly waiting?: "lost" | "written" }): MemoryJournal;
  /** From now on the disk is full. */
  fill(): void;
  /** There is space again. */
  free(): void;
}

/** For simulation: no files, no timers; appends settle on a microtask, so that one seed has one course of events. */
export function createMemoryJournal(): MemoryJournal {
  return new InMemory({ records: [], replies: new Map(), versions: new Map() });
}

/** What survives a crash. */
interface Durable {
  readonly records: EventRecord[];
  readonly replies: Map<CommandId, string>;
  readonly versions: Map<string, number>;
}

interface Waiting {
  readonly batch: WrittenBatch;
  readonly expected: EventSequence;
  readonly resolve: (events: readonly StoredEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Tells the one who waits. */
type Settle = () => void;

const PATH = "memory";

class InMemory implements MemoryJournal {
  readonly #durable: Durable;
  #waiting: Waiting[] = [];
  #life: "open" | "closed" | "crashed" = "open";
  #isFull = false;

  constructor(durable: Durable) {
    this.#durable = durable;
  }

  append(batch: readonly Decided[], expected: EventSequence): Promise<readonly StoredEvent[]> {
    return new Promise((resolve, reject) => {
      if (this.#life === "crashed") return;
      invariant(this.#life === "open", "append to a closed journal");
      this.#waiting.push({ batch: writeBatch(batch), expected, resolve, reject });
      if (this.#waiting.length === 1) queueMicrotask(() => this.#commitWaiting());
    });
  }

  readReply(command: CommandId): Reply | null {
    const text = this.#durable.replies.get(command);
    return text === undefined ? null : readReplyRecord(text, PATH);
  }

  readFrom(after: EventSequence): Iterable<StoredEvent> {
    return this.#durable.records.slice(after).map((record) => readRecord(record, PATH));
  }

  readLast(): EventSequence {
    return eventSequence(this.#durable.records.length);
  }

  async close(): Promise<void> {
    this.#commitWaiting();
    if (this.#life === "open") this.#life = "closed";
  }

  crash({ waiting = "lost" }: { readonly waiting?: "lost" | "written" } = {}): MemoryJournal {
    if (waiting === "written") for (const append of this.#waiting) this.#write(append);
    this.#waiting = [];
    this.#life = "crashed";
    const { records, replies, versions } = this.#durable;
    return new InMemory({ records: [...records], replies: new Map(replies), versions: new Map(versions) });
  }

  fill(): void {
    this.#isFull = true;
  }

  free(): void {
    this.#isFull = false;
  }

  #commitWaiting(): void {
    const group = this.#waiting;
    this.#waiting = [];
    for (const settle of group.map((waiting) => this.#write(waiting))) settle();
  }

  #write({ batch, expected, resolve, reject }: Waiting): Settle {
    const { records, replies, versions } = this.#durable;
    const last = records.length;
    if (this.#isFull) return () => reject(new JournalFull(PATH));
    if (last !== expected) return () => reject(new JournalConflict(expected, last));
    const repeated = batch.replies.find(({ command }) => replies.has(command));
    if (repeated !== undefined) return () => reject(new Defect(`${repeated.command} was decided before`));
    const placed = placeEvents(batch.events, last, (stream) => versions.get(stream) ?? 0);
    for (const record of placed) versions.set(record.stream, record.version);
    for (const { command, reply } of batch.replies) replies.set(command, reply);
    records.push(...placed);
    const events = placed.map((record) => readRecord(record, PATH));
    return () => resolve(events);
  }
}
