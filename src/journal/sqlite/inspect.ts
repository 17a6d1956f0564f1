import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { JournalUnreadable } from "../failures.ts";
import { APPLICATION_ID, MIGRATIONS, readForm } from "./migrations.ts";

/**
 * Looks at the file without changing it, before anything else opens it: it must be absent, empty, or an undamaged journal of this release
 * or an older one. Reads all of it; `openMs` of bench/journal.ts says how long.
 * @throws JournalUnreadable naming what was found, or the error of SQLite
 */
export function inspectJournalFile(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  // Read-only also means that closing does not copy the write-ahead log into the file.
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    refuseUnreadable(db, path);
  } finally {
    db.close();
  }
}

function refuseUnreadable(db: DatabaseSync, path: string): void {
  const form = readForm(db);
  const application = db.prepare("pragma application_id").get()?.["application_id"];
  const tableCount = db.prepare("select count(*) as n from sqlite_schema").get()?.["n"];
  // A crash before the first migration leaves a file without anything in it.
  if (application === 0 && form === 0 && tableCount === 0) return;
  if (application !== APPLICATION_ID) throw new JournalUnreadable(path, "it is not a journal of JARVIS");
  if (form > MIGRATIONS.length) {
    throw new JournalUnreadable(
      path,
      `it has form ${form}, this release knows up to ${MIGRATIONS.length}. Install the newer release again`,
    );
  }
  const check = db.prepare("pragma quick_check(1)").get()?.["quick_check"];
  if (check !== "ok") throw new JournalUnreadable(path, `it is damaged (${String(check)})`);
}
