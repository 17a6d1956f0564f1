// What a file is, before it is opened as a journal.
import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { JournalUnreadable } from "../failures.ts";
import { damaged, isHalfWritten } from "./failure-of.ts";
import { JOURNAL_FORMS, readForm, refuseNewerForm } from "./migrations.ts";

/**
 * A larger file is not read before it is opened: SQLite looks at about 1 GB a second (`openMs` of bench/journal.ts), from a cold disk at what
 * the disk gives. Its events are all read when they are folded, each with its number, its type and its JSON.
 */
const QUICK_CHECK_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Looks at the file without changing it, before anything else opens it: it must be absent, empty, or an undamaged journal of this release
 * or an older one.
 * @throws JournalUnreadable naming what was found, or the error of SQLite
 */
export function inspectJournalFile(path: string, quickCheckBytesMax = QUICK_CHECK_BYTES_MAX): void {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes === 0) return;
  const db = openForReading(path);
  try {
    refuseForeign(db, path);
    if (bytes <= quickCheckBytesMax) refuseDamaged(db, path);
  } finally {
    db.close();
  }
}

/**
 * Read-only, which also means that closing does not copy the write-ahead log into the file. A kill while the file was made, before it had such
 * a log, left it half written: that is taken back first, as SQLite does for whoever writes.
 */
export function openForReading(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    readForm(db);
    return db;
  } catch (error) {
    db.close();
    if (!isHalfWritten(error)) throw error;
    const writer = new DatabaseSync(path);
    readForm(writer);
    writer.close();
    return new DatabaseSync(path, { readOnly: true });
  }
}

/** @throws JournalUnreadable for the database of another program or of a newer release */
export function refuseForeign(db: DatabaseSync, path: string): void {
  const form = readForm(db);
  const application = db.prepare("pragma application_id").get()?.["application_id"];
  const tableCount = db.prepare("select count(*) as n from sqlite_schema").get()?.["n"];
  // A crash before the first migration leaves a file without anything in it.
  if (application === 0 && form === 0 && tableCount === 0) return;
  if (application !== JOURNAL_FORMS.applicationId)
    throw new JournalUnreadable(path, "it is not a journal of JARVIS");
  refuseNewerForm(form, path, JOURNAL_FORMS);
}

function refuseDamaged(db: DatabaseSync, path: string): void {
  const check = db.prepare("pragma quick_check(1)").get()?.["quick_check"];
  if (check !== "ok") throw damaged(path, String(check));
}
