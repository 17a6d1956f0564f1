import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { JournalUnreadable } from "../failures.ts";
import { isDamage } from "../sqlite/failure-of.ts";

/** The form of the file (`user_version`). Its rows are never needed to rebuild state, so that a new form may start empty. */
const FORM = 1;
const TABLES = `
  create table rows (
    run    text    not null,
    n      integer not null,
    at     real    not null,
    kind   text    not null,
    item   text    not null,
    sha256 text,
    bytes  integer,
    unique (run, n)
  ) strict;
`;

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

export interface ActivityDatabase {
  /** Where a damaged file was put, to be looked at; null when there was none. */
  readonly setAside: string | null;
  /** In one transaction: all or none. Survives a crash of the process, not always one of the machine. */
  insert(records: readonly ActivityRecord[]): void;
  /** Number of the run's last row; 0 when it has none. */
  selectLast(run: string): number;
  selectAfter(run: string, after: number, limit: number): readonly ActivityRecord[];
  /** The last ones, in order. */
  selectTail(run: string, limit: number): readonly ActivityRecord[];
  close(): void;
}

/**
 * A damaged file is put aside, since a record must not keep the daemon from starting.
 * @throws JournalUnreadable for a file of a newer release, or the error of SQLite
 */
export function openActivityDatabase(path: string): ActivityDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return prepared(openFile(path), null);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const setAside = freeName(path);
    for (const end of ["", "-wal", "-shm"])
      if (existsSync(path + end)) renameSync(path + end, setAside + end);
    return prepared(openFile(path), setAside);
  }
}

function freeName(path: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${path}.damaged-${n}`)) return `${path}.damaged-${n}`;
}

function openFile(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    const form = Number(db.prepare("pragma user_version").get()?.["user_version"]);
    if (form > FORM)
      throw new JournalUnreadable(path, `it has form ${form}, this release knows up to ${FORM}`);
    db.exec("pragma journal_mode = wal; pragma synchronous = normal");
    if (form < FORM) db.exec(`begin immediate; ${TABLES}; pragma user_version = ${FORM}; commit`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepared(db: DatabaseSync, setAside: string | null): ActivityDatabase {
  const insert = db.prepare(
    "insert into rows (run, n, at, kind, item, sha256, bytes) values (:run, :n, :at, :kind, :item, :sha256, :bytes)",
  );
  const last = db.prepare("select coalesce(max(n), 0) as n from rows where run = ?");
  const columns = "run, n, at, kind, item, sha256, bytes";
  const forward = db.prepare(`select ${columns} from rows where run = ? and n > ? order by n limit ?`);
  const backward = db.prepare(`select ${columns} from rows where run = ? order by n desc limit ?`);
  return {
    setAside,
    insert: (records) => {
      try {
        db.exec("begin immediate");
        for (const record of records) insert.run({ ...record });
        db.exec("commit");
      } catch (error) {
        if (db.isTransaction) db.exec("rollback");
        throw error;
      }
    },
    selectLast: (run) => Number(last.get(run)?.["n"]),
    // The table is STRICT and has these columns with these types.
    selectAfter: (run, after, limit) =>
      forward.all(run, after, limit) as unknown as readonly ActivityRecord[],
    // As above; the newest come first from the index.
    selectTail: (run, limit) => (backward.all(run, limit) as unknown as ActivityRecord[]).toReversed(),
    close: () => db.close(),
  };
}
