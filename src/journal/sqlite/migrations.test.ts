import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandId } from "../../domain/ids.ts";
import { FormNotLifted, JournalUnreadable, JournalUnwritable } from "../failures.ts";
import { after, decided, requeued } from "../samples.conformance.ts";
import { checkJournal } from "./check-journal.ts";
import { inspectJournalFile } from "./inspect.ts";
import { JOURNAL_FORMS, migrate, readForm, type Forms } from "./migrations.ts";
import { openDatabase, openSqliteJournal, SqliteJournal } from "./sqlite-journal.ts";

const { migrations: MIGRATIONS, applicationId: APPLICATION_ID } = JOURNAL_FORMS;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-migrations-"));
  path = join(folder, "journal.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a release with form n wrote, in plain SQL: one event and one reply. Frozen with its migration. */
const WRITTEN_IN_FORM: readonly string[] = [
  `insert into events values (1, 1700000000000.5, 'ticket/T-1', 1, 'ticket.requeued', 1, '{"reason":"again","ticket":"T-1"}', '{"kind":"engine"}', 'command-1');
   insert into replies values ('command-1', 1700000000000.5, '{"kind":"accepted","seq":1,"text":"ok"}')`,
];

/** Digests of the released migrations: a file that one of them made exists somewhere, so none may ever change. */
const RELEASED = ["d7a0c30dfcbde7d4"];

/** The forms up to the n-th, and one more. */
function formsUpTo(n: number, ...more: readonly string[]): Forms {
  return { ...JOURNAL_FORMS, migrations: [...MIGRATIONS.slice(0, n), ...more] };
}

async function writeJournal(): Promise<void> {
  const journal = openSqliteJournal({ path });
  await journal.append([decided([requeued("T-1")]), decided([requeued("T-1")])], after(0));
  await journal.close();
}

function change(sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

function overwrite(file: string, position: number): void {
  const fd = openSync(file, "r+");
  writeSync(fd, Buffer.alloc(4_096, 7), 0, 4_096, position);
  closeSync(fd);
}

/** Of the file and its write-ahead log; their index belongs to whoever reads. */
function bytes(of = folder): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(of).toSorted())
    if (!name.endsWith("-shm")) hash.update(name).update(readFileSync(join(of, name)));
  return hash.digest("hex");
}

describe("the forms of a journal's file", () => {
  it("never change once they are released", () => {
    const digests = MIGRATIONS.map((sql) =>
      createHash("sha256").update(sql.replace(/\s+/g, " ")).digest("hex").slice(0, 16),
    );
    expect(digests).toEqual(RELEASED);
    expect(WRITTEN_IN_FORM).toHaveLength(MIGRATIONS.length);
  });

  it.each(WRITTEN_IN_FORM.map((rows, i) => [i + 1, rows] as const))(
    "are lifted from form %i to the newest with all that was written",
    async (form, rows) => {
      const db = new DatabaseSync(path);
      migrate(db, path, formsUpTo(form));
      db.exec(rows);
      db.close();
      const journal = openSqliteJournal({ path });
      expect([...journal.readFrom(after(0))]).toEqual([
        {
          seq: 1,
          at: 1_700_000_000_000.5,
          stream: "ticket/T-1",
          version: 1,
          type: "ticket.requeued",
          schema: 1,
          data: { ticket: "T-1", reason: "again" },
          actor: { kind: "engine" },
          command: "command-1",
        },
      ]);
      expect(journal.readReply(commandId("command-1"))).toEqual({ kind: "accepted", seq: 1, text: "ok" });
      await journal.append([decided([requeued("T-1")])], after(1));
      await journal.close();
      const lifted = new DatabaseSync(path);
      expect(readForm(lifted)).toBe(MIGRATIONS.length);
      lifted.close();
    },
  );

  it("stay at the last whole step when a later one fails, with all that was written, and say so", async () => {
    await writeJournal();
    const db = new DatabaseSync(path);
    const before = db.prepare("select * from events").all();
    const broken = formsUpTo(
      MIGRATIONS.length,
      "create table extra (n integer) strict; drop trigger events_are_not_deleted; delete from events; insert into nowhere values (1)",
    );
    const lift = () => migrate(db, path, broken);
    expect(lift).toThrow(FormNotLifted);
    expect(lift).toThrow(
      `Cannot bring ${path} from form ${MIGRATIONS.length} to form ${MIGRATIONS.length + 1}: no such table: nowhere. It is as it was`,
    );
    expect(readForm(db)).toBe(MIGRATIONS.length);
    expect(db.prepare("select * from events").all()).toEqual(before);
    expect(db.prepare("select count(*) as n from sqlite_schema where name = 'extra'").get()).toEqual({
      n: 0,
    });
    migrate(db, path, formsUpTo(MIGRATIONS.length, "create table extra (n integer) strict"));
    expect(readForm(db)).toBe(MIGRATIONS.length + 1);
    db.close();
  });

  it("are not taken for broken when another program holds the file", () => {
    const db = new DatabaseSync(path);
    const holder = new DatabaseSync(path);
    holder.exec("begin immediate");
    expect(() => migrate(db, path, JOURNAL_FORMS)).toThrow("database is locked");
    holder.exec("rollback");
    migrate(db, path, JOURNAL_FORMS);
    expect(readForm(db)).toBe(MIGRATIONS.length);
    db.close();
    holder.close();
  });
});

describe("opening a file that is not a journal of this release", () => {
  it("refuses a newer form and leaves every byte as it was, the log that a crash left beside it too", async () => {
    await writeJournal();
    const writer = new DatabaseSync(path);
    writer.exec(`pragma user_version = ${MIGRATIONS.length + 1}; create table later (n integer)`);
    const crashed = join(folder, "crashed");
    mkdirSync(crashed);
    for (const end of ["", "-wal"]) copyFileSync(path + end, join(crashed, `journal.db${end}`));
    writer.close();
    const before = bytes(crashed);
    const open = (): unknown => openSqliteJournal({ path: join(crashed, "journal.db") });
    expect(open).toThrow(JournalUnreadable);
    expect(open).toThrow(
      `it has form ${MIGRATIONS.length + 1}, this release knows up to ${MIGRATIONS.length}. Install the newer release again.`,
    );
    expect(bytes(crashed)).toBe(before);
    expect(() => openSqliteJournal({ path })).toThrow(JournalUnreadable);
  });

  it.each([
    ["text", () => writeFileSync(path, "not a database ".repeat(1_000)), "not a database"],
    ["the database of another program", () => change("create table t (a)"), "not a journal of JARVIS"],
    [
      "the database of another program with its own mark",
      () => change(`pragma application_id = ${APPLICATION_ID + 1}`),
      "not a journal",
    ],
  ])("refuses %s and does not change it", (_, write, message) => {
    write();
    const before = bytes();
    expect(() => openSqliteJournal({ path })).toThrow(message);
    expect(() => openSqliteJournal({ path })).toThrow(JournalUnreadable);
    expect(bytes()).toBe(before);
  });

  it.each([
    ["cut off", () => truncateSync(path, 8_192)],
    ["overwritten in the middle", () => overwrite(path, 2 * 4_096)],
  ])("refuses a journal that was %s", async (_, damage) => {
    await writeJournal();
    damage();
    const before = readFileSync(path);
    expect(() => openSqliteJournal({ path })).toThrow(JournalUnreadable);
    expect(() => openSqliteJournal({ path })).toThrow("put a backup of the project in its place");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("is told of a damage while it is read, when the file was too large to be looked at before", async () => {
    const journal = openSqliteJournal({ path });
    const many = Array.from({ length: 2_000 }, () => decided([requeued("T-1")]));
    await journal.append(many, after(0));
    await journal.close();
    overwrite(path, statSync(path).size - 8 * 4_096);
    expect(() => inspectJournalFile(path)).toThrow("it is damaged");
    expect(() => inspectJournalFile(path, 4_096)).not.toThrow();
    const damaged = new SqliteJournal(path, openDatabase(path));
    const readAll = (): unknown => [
      ...damaged.readFrom(after(0)),
      ...many.map(({ command }) => damaged.readReply(command)),
    ];
    expect(readAll).toThrow(JournalUnreadable);
    await damaged.close();
  });

  it.each([
    [
      "an event is missing",
      "drop trigger events_are_not_deleted; delete from events where seq = 1",
      "some are missing",
    ],
    [
      "an event is no JSON",
      "drop trigger events_are_not_changed; update events set data = '{' where seq = 2",
      "event 2 is damaged",
    ],
    [
      "a type is unknown",
      "insert into events values (3, 1, 'x', 1, 'later.thing', 1, '{}', '{}', 'c')",
      "event 3 is a later.thing",
    ],
    [
      "a schema is newer",
      "insert into events values (3, 1, 'x', 1, 'ticket.requeued', 9, '{}', '{}', 'c')",
      "of schema 9",
    ],
  ])("says so while reading when %s", async (_, sql, message) => {
    await writeJournal();
    change(sql);
    const journal = openSqliteJournal({ path });
    expect(() => [...journal.readFrom(after(0))]).toThrow(message);
    expect(() => [...journal.readFrom(after(0))]).toThrow(JournalUnreadable);
    await journal.close();
  });

  it("says so when its folder cannot be made", () => {
    writeFileSync(path, "");
    expect(() => openSqliteJournal({ path: join(path, "journal.db") })).toThrow(JournalUnwritable);
  });

  it("begins anew in a file that a crash left empty or without tables", async () => {
    writeFileSync(path, "");
    await openSqliteJournal({ path }).close();
    rmSync(path);
    change("pragma journal_mode = wal");
    await writeJournal();
    expect(openSqliteJournal({ path }).readLast()).toBe(2);
  });

  it("begins anew in a file whose making was killed in the middle of a transaction", async () => {
    const writer = new DatabaseSync(path);
    // The pages of a transaction that is not over are in the file, and what takes them back beside it.
    writer.exec("pragma cache_size = 2; begin immediate; create table events (data text)");
    writer.exec("insert into events values (randomblob(100000))");
    for (const end of ["", "-journal"]) copyFileSync(path + end, `${path}.killed${end}`);
    writer.close();
    for (const end of ["", "-journal"]) copyFileSync(`${path}.killed${end}`, path + end);
    expect(checkJournal(path).findings).toEqual([expect.stringContaining("nothing was written to it")]);
    for (const end of ["", "-journal"]) copyFileSync(`${path}.killed${end}`, path + end);
    await writeJournal();
    expect(checkJournal(path)).toMatchObject({ eventCount: 2 });
  });
});
