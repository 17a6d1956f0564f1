// What the files of a journal look like, release by release, and the way from each form to the newest.
import type { DatabaseSync } from "node:sqlite";
import { FormNotLifted, JournalUnreadable } from "../failures.ts";
import { isBusy, isDamage, isFull } from "./failure-of.ts";

/** One step of the file's form, in plain SQL. Once released it never changes: a new form is a new step at the end. */
export type Migration = string;

/**
 * `at` is real, since an instant may have a fraction. What was written is never changed or deleted, and the file itself says so.
 */
const FIRST: Migration = `
  create table events (
    seq     integer primary key,
    at      real    not null,
    stream  text    not null,
    version integer not null,
    type    text    not null,
    schema  integer not null,
    data    text    not null,
    actor   text    not null,
    command text    not null,
    unique (stream, version)
  ) strict;
  create table replies (
    command text primary key,
    at      real not null,
    reply   text not null
  ) strict;
  create table meta (
    key   text primary key,
    value text not null
  ) strict;
  create trigger events_are_not_changed before update on events
    begin select raise(abort, 'events are never changed'); end;
  create trigger events_are_not_deleted before delete on events
    begin select raise(abort, 'events are never deleted'); end;
  insert into meta values ('made-with-form', '1');
`;

/** The forms of one kind of file. */
export interface Forms {
  /** In order; the n-th makes form n (`user_version`). Forward only. */
  readonly migrations: readonly Migration[];
  /** Tells a file of ours from the database of another program. */
  readonly applicationId: number;
}

export const JOURNAL_FORMS: Forms = {
  migrations: [FIRST],
  // "JRVS"
  applicationId: 0x4a_52_56_53,
};

/**
 * Brings the file to the newest form, one transaction a step, so that a crash or a failure leaves a form that has a number, with all that
 * was written in it.
 * @throws FormNotLifted · the error of SQLite for a full disk or a file that another program holds
 */
export function migrate(db: DatabaseSync, path: string, { migrations, applicationId }: Forms): void {
  const found = readForm(db);
  for (const [i, migration] of migrations.entries()) {
    const form = i + 1;
    if (form <= found) continue;
    db.exec("begin immediate");
    try {
      db.exec(migration);
      db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${form}`);
      db.exec("commit");
    } catch (error) {
      if (db.isTransaction) db.exec("rollback");
      throw isOfTheDisk(error) ? error : new FormNotLifted(path, form, messageOf(error), { cause: error });
    }
  }
}

export function readForm(db: DatabaseSync): number {
  return Number(db.prepare("pragma user_version").get()?.["user_version"]);
}

/** @throws JournalUnreadable for a file of a newer release, saying what to do */
export function refuseNewerForm(form: number, path: string, { migrations }: Forms): void {
  const known = migrations.length;
  if (form > known)
    throw new JournalUnreadable(
      path,
      `it has form ${form}, this release knows up to ${known}. Install the newer release again`,
    );
}

function isOfTheDisk(error: unknown): boolean {
  return isFull(error) || isBusy(error) || isDamage(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
