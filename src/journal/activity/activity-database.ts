// The file of an activity: the rows of all runs that are not over, and who needs which blob.
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDamage } from "../sqlite/failure-of.ts";
import { migrate, readForm, refuseNewerForm } from "../sqlite/migrations.ts";
import { ACTIVITY_FORMS } from "./activity-forms.ts";
import { prepareBlobRecords, type BlobRecords, type BlobReference } from "./blob-records.ts";

/** A row as it lies in the file; `item` is canonical JSON. */
export interface ActivityRecord {
  readonly run: string;
  readonly n: number;
  readonly at: number;
  readonly kind: string;
  readonly item: string;
  readonly sha256: string | null;
  readonly bytes: number | null;
}

/** Rows of runs, wherever they lie. */
export interface StoredRows {
  /** Number of the run's last row; 0 when it has none. */
  selectLast(run: string): number;
  selectAfter(run: string, after: number, limit: number): readonly ActivityRecord[];
  /** The last ones, in order. */
  selectTail(run: string, limit: number): readonly ActivityRecord[];
}

export interface ActivityDatabase extends StoredRows {
  /** Where a damaged file was put, to be looked at; null when there was none. */
  readonly setAside: string | null;
  readonly blobs: BlobRecords;
  /** In one transaction: all or none. Survives a crash of the process, not always one of the machine. */
  insert(records: readonly ActivityRecord[], references: readonly BlobReference[]): void;
  /** Every run that has rows here. */
  selectRuns(): readonly string[];
  /** The run's rows up to number `n`. */
  deleteUpTo(run: string, n: number): void;
  close(): void;
}

/**
 * A damaged file is put aside, since a record must not keep the daemon from starting.
 * @throws JournalUnreadable for a file of a newer release · FormNotLifted, or the error of SQLite
 */
export function openActivityDatabase(path: string): ActivityDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return prepared(openFile(path), null);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const setAside = putAside(path);
    return prepared(openFile(path), setAside);
  }
}

/** Gives a damaged file, and what SQLite keeps beside it, another name. @returns the new one */
export function putAside(path: string): string {
  const name = freeName(path);
  for (const end of ["", "-wal", "-shm", "-journal"])
    if (existsSync(path + end)) renameSync(path + end, name + end);
  return name;
}

function freeName(path: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${path}.damaged-${n}`)) return `${path}.damaged-${n}`;
}

function openFile(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    refuseNewerForm(readForm(db), path, ACTIVITY_FORMS);
    db.exec("pragma journal_mode = wal; pragma synchronous = normal");
    migrate(db, path, ACTIVITY_FORMS);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepared(db: DatabaseSync, setAside: string | null): ActivityDatabase {
  const insert = db.prepare(
    "insert into rows (run, n, at, kind, item, sha256, bytes) values (?, ?, ?, ?, ?, ?, ?)",
  );
  const remove = db.prepare("delete from rows where run = ? and n <= ?");
  const blobs = prepareBlobRecords(db);
  return {
    setAside,
    blobs,
    ...prepareRows(db),
    insert: (records, references) =>
      inTransaction(db, () => {
        for (const { run, n, at, kind, item, sha256, bytes } of records)
          insert.run(run, n, at, kind, item, sha256, bytes);
        for (const reference of references) blobs.insert(reference);
      }),
    deleteUpTo: (run, n) => void remove.run(run, n),
    close: () => db.close(),
  };
}

function prepareRows(db: DatabaseSync): StoredRows & Pick<ActivityDatabase, "selectRuns"> {
  const last = db.prepare("select coalesce(max(n), 0) as n from rows where run = ?");
  const columns = "run, n, at, kind, item, sha256, bytes";
  const forward = db.prepare(`select ${columns} from rows where run = ? and n > ? order by n limit ?`);
  const backward = db.prepare(`select ${columns} from rows where run = ? order by n desc limit ?`);
  // From run to run by the index: `select distinct` would walk over every row.
  const runs = db.prepare(`
    with recursive found (run) as (
      select min(run) from rows
      union all
      select (select min(run) from rows where rows.run > found.run) from found where found.run is not null
    )
    select run from found where run is not null`);
  return {
    selectLast: (run) => Number(last.get(run)?.["n"]),
    // The table is STRICT and has these columns with these types.
    selectAfter: (run, after, limit) =>
      forward.all(run, after, limit) as unknown as readonly ActivityRecord[],
    // As above; the newest come first from the index.
    selectTail: (run, limit) => (backward.all(run, limit) as unknown as ActivityRecord[]).toReversed(),
    selectRuns: () => runs.all().map(({ run }) => String(run)),
  };
}

/** All of it or nothing, and no transaction left behind. */
export function inTransaction(db: DatabaseSync, write: () => void): void {
  try {
    db.exec("begin immediate");
    write();
    db.exec("commit");
  } catch (error) {
    if (db.isTransaction) db.exec("rollback");
    throw error;
  }
}
