// The rows of runs that are over, each run in a file of its own: `activity.db` stays as large as what is under way, and a run's record can be
// looked at, moved or removed as one file. SQLite again rather than a packed text: a page of it is read by its index, in the memory of a page.
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { failureOf, isDamage } from "../sqlite/failure-of.ts";
import { migrate, readForm, refuseNewerForm } from "../sqlite/migrations.ts";
import {
  inTransaction,
  putAside,
  type ActivityDatabase,
  type ActivityRecord,
  type StoredRows,
} from "./activity-database.ts";
import { ARCHIVE_FORMS } from "./activity-forms.ts";

/** Rows that are moved at once: what the loop waits for is one write of at most 4 MB. */
const CHUNK_ROWS = 500;

export interface Archive extends StoredRows {
  /** Where the last damaged file was put; null when there was none. */
  readonly setAside: string | null;
  /**
   * Moves the first rows of the run from the activity's file to its own. Killed between the two, it has them twice, and reads them once.
   * @returns whether there were any
   * @throws JournalFull · JournalUnwritable: nothing was moved
   */
  moveChunk(run: string): boolean;
}

/**
 * The rows of a run are those of its archive, and after them those of the activity's file that the archive does not have: so they read the
 * same before, between and after the moves.
 */
export function openArchive(database: ActivityDatabase, archiveDir: string): Archive {
  let setAside: string | null = null;

  /** What an archive holds; nothing for a run without one. A damaged file is put aside, as the activity's own is. */
  function use<Found>(run: string, access: FileAccess, ask: (file: ArchiveFile) => Found): Found {
    const path = join(archiveDir, `${run}.db`);
    try {
      return withFile(path, access, ask);
    } catch (error) {
      if (!isDamage(error)) throw failureOf(error, path) ?? error;
      setAside = putAside(path);
      return withFile(path, access, ask);
    }
  }

  return {
    get setAside() {
      return setAside;
    },
    selectLast: (run) =>
      Math.max(
        use(run, "read", (file) => file.selectLast()),
        database.selectLast(run),
      ),
    selectAfter: (run, after, limit) => {
      const [last, archived] = use(run, "read", (file) => [
        file.selectLast(),
        file.selectAfter(after, limit),
      ]);
      const rest = database.selectAfter(run, Math.max(after, last), limit - archived.length);
      return [...archived.map((row) => ({ run, ...row })), ...rest];
    },
    selectTail: (run, limit) => {
      const here = database.selectTail(run, limit);
      const [last, archived] = use(run, "read", (file) => [file.selectLast(), file.selectTail(limit)]);
      const rest = here.filter(({ n }) => n > last);
      const before = archived.slice(Math.max(0, archived.length - (limit - rest.length)));
      return [...before.map((row) => ({ run, ...row })), ...rest];
    },
    moveChunk: (run) => {
      const records = database.selectAfter(run, 0, CHUNK_ROWS);
      const last = records.at(-1);
      if (last === undefined) return false;
      use(run, "write", (file) => file.insert(records));
      database.deleteUpTo(run, last.n);
      return true;
    },
  };
}

type ArchivedRecord = Omit<ActivityRecord, "run">;

interface ArchiveFile {
  selectLast(): number;
  selectAfter(after: number, limit: number): readonly ArchivedRecord[];
  selectTail(limit: number): readonly ArchivedRecord[];
  /** What is there already stays. Durable at its end. */
  insert(records: readonly ArchivedRecord[]): void;
}

type FileAccess = "read" | "write";

/**
 * Closed again after its use: nobody keeps a file open for a run that is over. Never opened read-only: a reader has to take back what a
 * killed writer left half done.
 */
function withFile<Found>(path: string, access: FileAccess, ask: (file: ArchiveFile) => Found): Found {
  if (access === "read" && !existsSync(path)) return ask(EMPTY_FILE);
  if (access === "write") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    refuseNewerForm(readForm(db), path, ARCHIVE_FORMS);
    if (access === "write") migrate(db, path, ARCHIVE_FORMS);
    // A crash may have left a file before its first row.
    return ask(readForm(db) === 0 ? EMPTY_FILE : preparedFile(db));
  } finally {
    db.close();
  }
}

const EMPTY_FILE: ArchiveFile = {
  selectLast: () => 0,
  selectAfter: () => [],
  selectTail: () => [],
  insert: () => undefined,
};

function preparedFile(db: DatabaseSync): ArchiveFile {
  const columns = "n, at, kind, item, sha256, bytes";
  const forward = `select ${columns} from rows where n > ? order by n limit ?`;
  const backward = `select ${columns} from rows order by n desc limit ?`;
  const insert = `insert or ignore into rows (${columns}) values (?, ?, ?, ?, ?, ?)`;
  return {
    selectLast: () => Number(db.prepare("select coalesce(max(n), 0) as n from rows").get()?.["n"]),
    // The table is STRICT and has these columns with these types.
    selectAfter: (after, limit) =>
      db.prepare(forward).all(after, limit) as unknown as readonly ArchivedRecord[],
    // As above; the newest come first from the index.
    selectTail: (limit) => (db.prepare(backward).all(limit) as unknown as ArchivedRecord[]).toReversed(),
    insert: (records) => {
      const statement = db.prepare(insert);
      inTransaction(db, () => {
        for (const { n, at, kind, item, sha256, bytes } of records)
          statement.run(n, at, kind, item, sha256, bytes);
      });
    },
  };
}
