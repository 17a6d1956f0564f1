// The record of what agents do, as those who write and read it see it: numbered, grouped, bounded.
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { invariant } from "../../domain/shared.ts";
import { openActivityDatabase, type ActivityDatabase } from "./activity-database.ts";
import { openArchive, type Archive } from "./archive.ts";
import type { BlobReference } from "./blob-records.ts";
import { readBlob } from "./blobs.ts";
import { isDroppable, type ActivityEntry, type ActivityRow } from "./items.ts";
import { BLOBS_BYTES_MAX, openKeptBlobs, type KeptBlobs } from "./kept-blobs.ts";
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

/** The activity as its project holds it. */
export interface ProjectActivity extends Activity {
  /**
   * Moves the rows of runs that are over to a file of each, some hundred at a time so that nothing waits for it; readers see no difference.
   * Their blobs may go from then on, the oldest first, when there is no more room. A run that gets rows afterwards is moved again.
   * @returns the runs that were moved
   * @throws JournalFailure when they could not all be moved: what was not stays where it is
   */
  archiveEnded(hasEnded: (run: string) => boolean): Promise<readonly string[]>;
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
  /** Bytes of all blobs together; `BLOBS_BYTES_MAX` when it is not given. */
  readonly blobsBytesMax?: number;
}

/** Where the rows of runs that are over lie: beside `activity.db`. */
export function archiveDirOf({ path }: Pick<ActivityPlace, "path">): string {
  return join(dirname(path), "archive");
}

/** @throws JournalUnreadable for a record of a newer release · FormNotLifted · JournalFull · JournalUnwritable */
export function openActivity(place: ActivityPlace): ProjectActivity {
  try {
    return new ActivityFile(place, openActivityDatabase(place.path));
  } catch (error) {
    throw failureOf(error, place.path) ?? error;
  }
}

/** A run or a conversation, also the name of a folder. */
const SLOT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const NO_ROOM = "the records of the project have no room for more, and all of them are of runs that go on";
const GONE = "the records of the project had filled the room that they have";

class ActivityFile implements ProjectActivity {
  readonly #place: ActivityPlace;
  readonly #database: ActivityDatabase;
  readonly #rows: Archive;
  readonly #blobs: KeptBlobs;
  readonly #files: SessionFiles;
  readonly #last = new Map<string, number>();
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** Dropped and not yet told of in the transcript of their run. */
  readonly #droppedByRun = new Map<string, number>();
  #droppedCount = 0;
  /** What the transcripts of these runs are still to say. */
  readonly #notes: (readonly [run: string, words: string])[] = [];
  #failure: JournalFailure | null = null;
  #timer: NodeJS.Timeout | null = null;
  #archiving: Promise<unknown> | null = null;
  #isOpen = true;

  constructor(place: ActivityPlace, database: ActivityDatabase) {
    this.#place = place;
    this.#database = database;
    this.#rows = openArchive(database, archiveDirOf(place));
    this.#blobs = openKeptBlobs(place.blobsDir, database.blobs, {
      bytesMax: place.blobsBytesMax ?? BLOBS_BYTES_MAX,
      wasDamaged: database.setAside !== null,
    });
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
    const stored = this.#rows.selectAfter(run, after, max).map(rowOf);
    const waiting = this.#waitingOf(run).filter(({ n }) => n > after);
    return [...stored, ...waiting].slice(0, max);
  }

  lastN(run: string, limit: number): readonly ActivityRow[] {
    const max = Math.min(limit, PAGE_ROWS_MAX);
    const waiting = this.#waitingOf(run);
    const stored = this.#rows.selectTail(run, Math.max(0, max - waiting.length)).map(rowOf);
    return [...stored, ...waiting.slice(Math.max(0, waiting.length - max))];
  }

  readWhole(row: ActivityRow): ActivityRow {
    const text = row.spilled === null ? null : readBlob(this.#place.blobsDir, row.spilled.sha256);
    return text === null ? row : { ...row, ...eventOf(row.kind, text) };
  }

  readCounts(): ActivityCounts {
    const setAside = this.#database.setAside ?? this.#rows.setAside;
    return { waiting: this.#waiting.length, dropped: this.#droppedCount, failure: this.#failure, setAside };
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#writeWaiting();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#archiving !== null) await this.#archiving;
    this.#database.close();
    if (this.#failure !== null) throw this.#failure;
  }

  archiveEnded(hasEnded: (run: string) => boolean): Promise<readonly string[]> {
    const moved = Promise.resolve(this.#archiving).then(() => this.#moveEnded(hasEnded));
    const done: Promise<unknown> = moved
      // Whoever asked for it is told; the next one tries again.
      .catch(() => undefined)
      .then(() => (this.#archiving === done ? (this.#archiving = null) : null));
    this.#archiving = done;
    return moved;
  }

  async #moveEnded(hasEnded: (run: string) => boolean): Promise<readonly string[]> {
    const moved: string[] = [];
    if (this.#isOpen) this.#writeWaiting();
    for (const run of this.#isOpen ? this.#database.selectRuns() : [])
      if (hasEnded(run) && (await this.#moveRun(run))) moved.push(run);
    return moved;
  }

  /** False: it was closed meanwhile. What is moved is moved, the rest goes with the next time. */
  async #moveRun(run: string): Promise<boolean> {
    while (this.#isOpen && this.#rows.moveChunk(run)) await setImmediate();
    if (!this.#isOpen) return false;
    this.#database.blobs.markArchived(run, this.#rows.selectTail(run, 1)[0]?.at ?? 0);
    return true;
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
    const n = (this.#last.get(entry.run) ?? this.#rows.selectLast(entry.run)) + 1;
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
      this.#writeRows();
      this.#failure = null;
    } catch (error) {
      this.#blobs.forget();
      this.#failure = this.#failureOf(error);
      this.#timer = setTimeout(() => this.#writeWaiting(), RETRY_MS);
      return;
    }
    this.#appendFiles();
  }

  #writeRows(): void {
    const kept: BlobReference[] = [];
    const lost = new Map<string, number>();
    for (const { blob, entry } of this.#waiting) {
      if (blob === null) continue;
      if (this.#blobs.keep(blob)) kept.push({ sha256: blob.sha256, run: entry.run, bytes: blob.bytes });
      else lost.set(entry.run, (lost.get(entry.run) ?? 0) + 1);
    }
    this.#database.insert(
      this.#waiting.map(({ record }) => record),
      kept,
    );
    for (const [run, count] of lost)
      this.#notes.push([run, `large items that were not kept whole: ${count}; ${NO_ROOM}`]);
    for (const { run, count, bytes } of this.#blobs.settle())
      this.#notes.push([run, `large items of this run that were removed: ${count}, ${bytes} bytes; ${GONE}`]);
  }

  /** The rows are safe by now: lines that a file does not take are not tried again. */
  #appendFiles(): void {
    const byRun = Map.groupBy(this.#waiting, ({ entry }) => entry.run);
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#last.size > RUNS_MAX) this.#last.clear();
    for (const [run, waiting] of byRun)
      this.#tryFile(() => {
        const entries = waiting.map(({ entry }) => entry);
        this.#files.append(run, entries, this.#droppedByRun.get(run) ?? 0);
        this.#droppedByRun.delete(run);
      });
    for (const [run, words] of this.#notes.splice(0)) this.#tryFile(() => this.#files.note(run, words));
  }

  #tryFile(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#failure = this.#failureOf(error);
    }
  }

  #failureOf(error: unknown): JournalFailure {
    const { path } = this.#place;
    const unknown = (): JournalFailure =>
      new JournalUnwritable(path, String(error), "after-change", { cause: error });
    return failureOf(error, path) ?? unknown();
  }
}
