import type { DatabaseSync } from "node:sqlite";

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

/** In order; the n-th makes form n (`user_version`). Forward only. */
export const MIGRATIONS: readonly Migration[] = [FIRST];

/** "JRVS": tells a journal from the database of another program. */
export const APPLICATION_ID = 0x4a_52_56_53;

/** Brings the file to the newest form, one transaction a step, so that a crash leaves a form that has a number. */
export function migrate(db: DatabaseSync, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const [i, migration] of migrations.entries()) {
    const form = i + 1;
    if (form <= readForm(db)) continue;
    db.exec("begin immediate");
    try {
      db.exec(migration);
      db.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${form}`);
      db.exec("commit");
    } catch (error) {
      if (db.isTransaction) db.exec("rollback");
      throw error;
    }
  }
}

export function readForm(db: DatabaseSync): number {
  return Number(db.prepare("pragma user_version").get()?.["user_version"]);
}
