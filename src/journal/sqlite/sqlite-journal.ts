import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StoredEvent } from "../../domain/events.ts";
import { eventSequence, type CommandId, type EventSequence } from "../../domain/ids.ts";
import { Defect, invariant } from "../../domain/shared.ts";
import type { Decided, Journal, Reply } from "../contract.ts";
import { JournalConflict, JournalFailure, JournalFull, JournalUnreadable } from "../failures.ts";
import { placeEvents, readRecord, readReplyRecord, writeBatch, type WrittenBatch } from "../records.ts";
import { inspectJournalFile } from "./inspect.ts";
import { JOURNAL_FORMS, migrate } from "./migrations.ts";
import { failureOf, isBusy } from "./failure-of.ts";
import { prepareStatements, type Statements } from "./statements.ts";

/** Appends that may wait for one transaction. The engine decides batch by batch, so that more means a loop that does not wait. */
export const APPENDS_WAITING_MAX = 1_024;
/** How long another program may hold the file before a write is given up. It blocks the thread. */
const BUSY_TIMEOUT_MS = 250;
const PAGE_EVENTS = 500;

interface Waiting {
  readonly batch: WrittenBatch;
  readonly expected: EventSequence;
  readonly resolve: (events: readonly StoredEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Tells the one who waits; called once its transaction is over. */
type Settle = () => void;

/**
 * Opens the journal of a project, making it and its folder when they are absent, and lifting an older form to the newest.
 * @throws JournalUnreadable for a damaged file, a newer one or one of another program: it is left as it was
 * @throws FormNotLifted · JournalFull · JournalUnwritable when it cannot be made or lifted
 */
export function openSqliteJournal(options: { readonly path: string }): Journal {
  const { path } = options;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    inspectJournalFile(path);
    return new SqliteJournal(path, openDatabase(path));
  } catch (error) {
    throw failureOf(error, path) ?? error;
  }
}

/** The one writing connection: durable at each commit. */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    const mode = db.prepare("pragma journal_mode = wal").get()?.["journal_mode"];
    if (mode !== "wal") {
      throw new JournalUnreadable(
        path,
        "its file system has no shared memory. Put JARVIS_HOME on a local disk",
      );
    }
    db.exec("pragma synchronous = full");
    migrate(db, path, JOURNAL_FORMS);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * One transaction writes whatever was appended since the last one (group commit): an fsync costs the same for one batch as for a hundred.
 * The transaction is synchronous; between two of them readers see only what is durable.
 */
export class SqliteJournal implements Journal {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  #waiting: Waiting[] = [];
  #next: NodeJS.Immediate | null = null;
  /** Set when a commit failed in a way that leaves its outcome unknown: writing on could number events twice. */
  #failed: JournalFailure | null = null;

  constructor(path: string, db: DatabaseSync) {
    this.#path = path;
    this.#db = db;
    this.#statements = prepareStatements(db);
  }

  append(batch: readonly Decided[], expected: EventSequence): Promise<readonly StoredEvent[]> {
    return new Promise((resolve, reject) => {
      invariant(this.#db.isOpen, "append to a closed journal");
      invariant(this.#waiting.length < APPENDS_WAITING_MAX, "more appends wait than their bound");
      // Written down here, so that what the caller does with its objects afterwards changes nothing.
      this.#waiting.push({ batch: writeBatch(batch), expected, resolve, reject });
      this.#next ??= setImmediate(() => this.#commitWaiting());
    });
  }

  readReply(command: CommandId): Reply | null {
    const row = this.#read(() => this.#statements.selectReply(command));
    return row === null ? null : readReplyRecord(row, this.#path);
  }

  readFrom(after: EventSequence): Iterable<StoredEvent> {
    // Fixed now, so that a reader which appends while it reads comes to an end.
    return this.#readBetween(after, this.readLast());
  }

  readLast(): EventSequence {
    return eventSequence(this.#statements.selectLast());
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    this.#commitWaiting();
    this.#db.close();
  }

  /** A damage that was not seen when the file was opened is told of in the same words. */
  #read<Found>(read: () => Found): Found {
    try {
      return read();
    } catch (error) {
      throw failureOf(error, this.#path) ?? error;
    }
  }

  /** By pages, since an open cursor would keep a rollback from working and the log from being copied back. */
  *#readBetween(after: number, last: number): Generator<StoredEvent> {
    for (let position = after; position < last; position += PAGE_EVENTS) {
      const end = Math.min(last, position + PAGE_EVENTS);
      const page = this.#read(() => this.#statements.selectPage(position, end));
      if (page.length !== end - position) {
        throw new JournalUnreadable(this.#path, `of the events ${position + 1} to ${end} some are missing`);
      }
      for (const record of page) yield readRecord(record, this.#path);
    }
  }

  #commitWaiting(): void {
    if (this.#next !== null) clearImmediate(this.#next);
    this.#next = null;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 0) for (const settle of this.#commit(group)) settle();
  }

  #commit(group: readonly Waiting[]): readonly Settle[] {
    try {
      if (this.#failed !== null) throw this.#failed;
      this.#statements.begin();
      const settles = group.map((waiting) => this.#write(waiting));
      this.#statements.commit();
      return settles;
    } catch (error) {
      const failure = this.#giveUp(error);
      return group.map((waiting) => refusal(waiting, failure));
    }
  }

  /** Leaves no transaction behind. SQLite has rolled back by itself after some errors, a full disk among them. */
  #giveUp(error: unknown): unknown {
    const failure = failureOf(error, this.#path) ?? error;
    const isClean = failure instanceof JournalFull || isBusy(error);
    if (failure instanceof JournalFailure && !isClean) this.#failed ??= failure;
    try {
      if (this.#db.isTransaction) this.#db.exec("rollback");
    } catch (rollbackError) {
      this.#failed ??= failureOf(rollbackError, this.#path);
    }
    return failure;
  }

  /** Inside the transaction. A refused append writes nothing; those beside it in the group are not concerned. */
  #write({ batch, expected, resolve, reject }: Waiting): Settle {
    const last = this.#statements.selectLast();
    if (last !== expected) return () => reject(new JournalConflict(expected, last));
    const repeated = batch.replies.find(({ command }) => this.#statements.selectReply(command) !== null);
    if (repeated !== undefined) return () => reject(new Defect(`${repeated.command} was decided before`));
    const placed = placeEvents(batch.events, last, (stream) => this.#statements.selectVersion(stream));
    for (const record of placed) this.#statements.insertEvent(record);
    for (const reply of batch.replies) this.#statements.insertReply(reply);
    const events = placed.map((record) => readRecord(record, this.#path));
    return () => resolve(events);
  }
}

function refusal(waiting: Waiting, error: unknown): Settle {
  return () => waiting.reject(error);
}
