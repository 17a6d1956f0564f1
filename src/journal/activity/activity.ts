import { invariant } from "../../domain/shared.ts";
import { openActivityDatabase, type ActivityDatabase } from "./activity-database.ts";
import { ensureBlob, readBlob } from "./blobs.ts";
import { isDroppable, type ActivityEntry, type ActivityRow } from "./items.ts";
import { openSessionFiles, type SessionFiles } from "./session-files.ts";
import { eventOf, prepareEntry, rowOf, type Waiting } from "./waiting.ts";
import { JournalUnwritable, type JournalFailure } from "../failures.ts";
import { failureOf } from "../sqlite/failure-of.ts";

/** How long an entry waits for others to be written with it. */
export const GROUP_MS = 10;
/** How long after a failed write it is tried again. */
export const RETRY_MS = 1_000;
/** Rows and bytes that may wait for the next write. Beyond, what may be dropped is dropped and counted. */
export const BUFFER_ROWS_MAX = 4_096;
export const BUFFER_BYTES_MAX = 16 * 1024 * 1024;
/** Rows of one page. */
export const PAGE_ROWS_MAX = 500;
/** Runs whose last number is remembered between two writes. */
const RUNS_MAX = 1_000;

/**
 * The high-volume record of what agents did: never needed to rebuild state. A crash of the process loses at most the last
 * `GROUP_MS`; a disk that takes no more loses entries, which are counted, and never stops anything else.
 */
export interface Activity {
  /**
   * Numbers the entries and writes them within `GROUP_MS`.
   * @returns the rows as readers will get them, without those that were dropped
   */
  append(entries: readonly ActivityEntry[]): readonly ActivityRow[];
  /** A page of a run's rows after number `after`, those that still wait among them; at most `limit`, and `PAGE_ROWS_MAX`. */
  read(page: ActivityPage): readonly ActivityRow[];
  /** The last `limit` rows of a run, in order; at most `PAGE_ROWS_MAX`. */
  lastN(run: string, limit: number): readonly ActivityRow[];
  /** The row with its whole item; the row as it is when nothing was spilled or the file is not there. */
  readWhole(row: ActivityRow): ActivityRow;
  readCounts(): ActivityCounts;
  /** Writes what waits. @throws JournalFailure when it could not be written; the record is closed all the same */
  close(): Promise<void>;
}

export interface ActivityPage {
  readonly run: string;
  readonly after: number;
  readonly limit: number;
}

export interface ActivityCounts {
  readonly waiting: number;
  readonly dropped: number;
  /** Why the last write failed; null when it did not. */
  readonly failure: JournalFailure | null;
  /** Where a damaged record was put when this one was opened; null when there was none. */
  readonly setAside: string | null;
}

export interface ActivityPlace {
  /** `activity.db` of the project. */
  readonly path: string;
  readonly blobsDir: string;
  readonly sessionsDir: string;
}

/** @throws JournalUnreadable for a record of a newer release · JournalFull · JournalUnwritable */
export function openActivity(place: ActivityPlace): Activity {
  try {
    return new ActivityFile(place, openActivityDatabase(place.path));
  } catch (error) {
    throw failureOf(error, place.path) ?? error;
  }
}

/** A run or a conversation, also the name of a folder. */
const SLOT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

class ActivityFile implements Activity {
  readonly #place: ActivityPlace;
  readonly #database: ActivityDatabase;
  readonly #files: SessionFiles;
  readonly #last = new Map<string, number>();
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** Dropped and not yet told of in the transcript of their run. */
  readonly #droppedByRun = new Map<string, number>();
  #droppedCount = 0;
  #failure: JournalFailure | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isOpen = true;

  constructor(place: ActivityPlace, database: ActivityDatabase) {
    this.#place = place;
    this.#database = database;
    this.#files = openSessionFiles(place.sessionsDir);
  }

  append(entries: readonly ActivityEntry[]): readonly ActivityRow[] {
    invariant(this.#isOpen, "append to a closed activity");
    for (const { run } of entries)
      invariant(SLOT.test(run), `${JSON.stringify(run)} names no run or conversation`);
    const rows = entries.flatMap((entry) =>
      this.#hasRoomFor(entry) ? [this.#take(entry)] : this.#drop(entry),
    );
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#writeWaiting(), GROUP_MS);
    return rows;
  }

  read({ run, after, limit }: ActivityPage): readonly ActivityRow[] {
    const max = Math.min(limit, PAGE_ROWS_MAX);
    const stored = this.#database.selectAfter(run, after, max).map(rowOf);
    const waiting = this.#waitingOf(run).filter(({ n }) => n > after);
    return [...stored, ...waiting].slice(0, max);
  }

  lastN(run: string, limit: number): readonly ActivityRow[] {
    const max = Math.min(limit, PAGE_ROWS_MAX);
    const waiting = this.#waitingOf(run);
    const stored = this.#database.selectTail(run, Math.max(0, max - waiting.length)).map(rowOf);
    return [...stored, ...waiting.slice(Math.max(0, waiting.length - max))];
  }

  readWhole(row: ActivityRow): ActivityRow {
    const text = row.spilled === null ? null : readBlob(this.#place.blobsDir, row.spilled.sha256);
    return text === null ? row : { ...row, ...eventOf(row.kind, text) };
  }

  readCounts(): ActivityCounts {
    const { setAside } = this.#database;
    return { waiting: this.#waiting.length, dropped: this.#droppedCount, failure: this.#failure, setAside };
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#writeWaiting();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#database.close();
    if (this.#failure !== null) throw this.#failure;
  }

  #waitingOf(run: string): readonly ActivityRow[] {
    return this.#waiting.filter(({ row }) => row.run === run).map(({ row }) => row);
  }

  /** What may not be dropped is worth a write at once; only while writes fail there is no room for it either. */
  #hasRoomFor({ kind }: ActivityEntry): boolean {
    if (this.#isFull() && !isDroppable(kind) && this.#failure === null) this.#writeWaiting();
    return !this.#isFull();
  }

  #isFull(): boolean {
    return this.#waiting.length >= BUFFER_ROWS_MAX || this.#waitingBytes >= BUFFER_BYTES_MAX;
  }

  #take(entry: ActivityEntry): ActivityRow {
    const n = (this.#last.get(entry.run) ?? this.#database.selectLast(entry.run)) + 1;
    this.#last.set(entry.run, n);
    const waiting = prepareEntry(entry, n);
    this.#waiting.push(waiting);
    this.#waitingBytes += waiting.bytes;
    return waiting.row;
  }

  #drop({ run }: ActivityEntry): readonly [] {
    this.#droppedCount += 1;
    this.#droppedByRun.set(run, (this.#droppedByRun.get(run) ?? 0) + 1);
    return [];
  }

  #writeWaiting(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    try {
      for (const { blob } of this.#waiting) if (blob !== null) ensureBlob(this.#place.blobsDir, blob);
      this.#database.insert(this.#waiting.map(({ record }) => record));
      this.#failure = null;
    } catch (error) {
      this.#failure = this.#failureOf(error);
      this.#timer = setTimeout(() => this.#writeWaiting(), RETRY_MS);
      return;
    }
    this.#appendFiles();
  }

  /** The rows are safe by now: lines that a file does not take are not tried again. */
  #appendFiles(): void {
    const byRun = Map.groupBy(this.#waiting, ({ entry }) => entry.run);
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#last.size > RUNS_MAX) this.#last.clear();
    for (const [run, waiting] of byRun) {
      const entries = waiting.map(({ entry }) => entry);
      try {
        this.#files.append(run, entries, this.#droppedByRun.get(run) ?? 0);
        this.#droppedByRun.delete(run);
      } catch (error) {
        this.#failure = this.#failureOf(error);
      }
    }
  }

  #failureOf(error: unknown): JournalFailure {
    const { path } = this.#place;
    const unknown = (): JournalFailure =>
      new JournalUnwritable(path, String(error), "after-change", { cause: error });
    return failureOf(error, path) ?? unknown();
  }
}
