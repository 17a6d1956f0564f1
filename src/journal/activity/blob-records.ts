// Which run needs which blob, as it lies in the file of an activity.
import type { DatabaseSync } from "node:sqlite";

export interface BlobReference {
  readonly sha256: string;
  readonly run: string;
  readonly bytes: number;
}

export interface BlobRecords {
  /** Does nothing when it is there already. */
  insert(reference: BlobReference): void;
  has(sha256: string): boolean;
  /** Bytes of all blobs, each counted once. */
  selectBytes(): number;
  /** Of the archived runs that need a blob, the one that ended first; null when there is none. */
  selectOldestRun(): string | null;
  /** The blobs that no other run needs. */
  selectOnlyOf(run: string): readonly Omit<BlobReference, "run">[];
  /** The run needs its blobs no more. */
  deleteOf(run: string): void;
  /** All rows of the run lie in its archive; the last of them is of this instant. */
  markArchived(run: string, at: number): void;
}

export function prepareBlobRecords(db: DatabaseSync): BlobRecords {
  const insert = db.prepare("insert or ignore into blobs (sha256, run, bytes) values (?, ?, ?)");
  const has = db.prepare("select 1 from blobs where sha256 = ? limit 1");
  const total = db.prepare(
    "select coalesce(sum(bytes), 0) as bytes from (select max(bytes) as bytes from blobs group by sha256)",
  );
  const oldest = db.prepare(`
    select run from archived
    where exists (select 1 from blobs where blobs.run = archived.run)
    order by at, run limit 1`);
  const onlyOf = db.prepare(`
    select sha256, bytes from blobs as own
    where run = ? and not exists
      (select 1 from blobs as other where other.sha256 = own.sha256 and other.run <> own.run)`);
  const remove = db.prepare("delete from blobs where run = ?");
  const mark = db.prepare(
    "insert into archived (run, at) values (?, ?) on conflict (run) do update set at = excluded.at",
  );
  return {
    insert: ({ sha256, run, bytes }) => void insert.run(sha256, run, bytes),
    has: (sha256) => has.get(sha256) !== undefined,
    selectBytes: () => Number(total.get()?.["bytes"]),
    selectOldestRun: () => {
      const row = oldest.get();
      return row === undefined ? null : String(row["run"]);
    },
    selectOnlyOf: (run) =>
      onlyOf.all(run).map(({ sha256, bytes }) => ({ sha256: String(sha256), bytes: Number(bytes) })),
    deleteOf: (run) => void remove.run(run),
    markArchived: (run, at) => void mark.run(run, at),
  };
}
