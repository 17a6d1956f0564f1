import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandId } from "../../domain/ids.ts";
import { Defect } from "../../domain/shared.ts";
import type { Journal } from "../contract.ts";
import { JournalConflict, JournalUnwritable } from "../failures.ts";
import { journalConformance } from "../journal.conformance.ts";
import { after, decided, requeued } from "../samples.conformance.ts";
import { APPENDS_WAITING_MAX, openDatabase, openSqliteJournal, SqliteJournal } from "./sqlite-journal.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-journal-"));
  path = join(folder, "deep", "journal.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

journalConformance("sqlite", () => {
  const own = join(mkdtempSync(join(folder, "rig-")), "journal.db");
  const opened: Journal[] = [openSqliteJournal({ path: own })];
  // The limit belongs to a connection, so that the one which writes must be at hand.
  const db = openDatabase(own);
  const journal = new SqliteJournal(own, db);
  return {
    journal,
    reopen: () => {
      const again = openSqliteJournal({ path: own });
      opened.push(again);
      return again;
    },
    fill: () => db.exec("pragma max_page_count = 1"),
    free: () => db.exec("pragma max_page_count = 4294967294"),
    dispose: async () => {
      for (const each of [journal, ...opened]) await each.close();
    },
  };
});

describe("the sqlite journal", () => {
  it("keeps the file durable at each commit and its columns strict", async () => {
    const db = (mkdirSync(dirname(path)), openDatabase(path));
    const read = (pragma: string): unknown => Object.values(db.prepare(`pragma ${pragma}`).get() ?? {})[0];
    expect([read("journal_mode"), read("synchronous")]).toEqual(["wal", 2]);
    const tables = db
      .prepare("pragma table_list")
      .all()
      .filter(({ type, name }) => type === "table" && !String(name).startsWith("sqlite_"));
    expect(tables.map(({ name, strict }) => `${String(name)} ${String(strict)}`).toSorted()).toEqual([
      "events 1",
      "meta 1",
      "replies 1",
    ]);
    db.close();
  });

  it("refuses to change or delete an event, whoever asks", async () => {
    const journal = openSqliteJournal({ path });
    await journal.append([decided([requeued("T-1")])], after(0));
    await journal.close();
    const db = new DatabaseSync(path);
    expect(() => db.exec("update events set data = '{}'")).toThrow("events are never changed");
    expect(() => db.exec("delete from events")).toThrow("events are never deleted");
    db.close();
  });

  it("commits once for all appends that wait together", async () => {
    const journal = openSqliteJournal({ path });
    const watcher = new DatabaseSync(path, { readOnly: true });
    const count = (): unknown => watcher.prepare("select count(*) as n from events").get()?.["n"];
    const appends = Array.from({ length: 50 }, (_, i) =>
      journal.append([decided([requeued("T-1")])], after(i)),
    );
    // The first one is told only after the transaction that holds all of them.
    await appends[0];
    expect(count()).toBe(50);
    await Promise.all(appends);
    watcher.close();
    await journal.close();
  });

  it("bounds the appends that wait", async () => {
    const journal = openSqliteJournal({ path });
    const waiting = Array.from({ length: APPENDS_WAITING_MAX }, (_, i) =>
      journal.append([decided([requeued("T-1")])], after(i)),
    );
    await expect(journal.append([decided([requeued("T-1")])], after(0))).rejects.toThrow(Defect);
    await Promise.all(waiting);
    await journal.close();
  });

  it("notices another writer instead of numbering twice", async () => {
    const journal = openSqliteJournal({ path });
    const other = openSqliteJournal({ path });
    await journal.append([decided([requeued("T-1")])], after(0));
    await other.append([decided([requeued("T-1")])], after(1));
    await expect(journal.append([decided([requeued("T-1")])], after(1))).rejects.toThrow(JournalConflict);
    await Promise.all([journal.close(), other.close()]);
  });

  it("gives up while another program holds the file, and goes on afterwards", async () => {
    const journal = openSqliteJournal({ path });
    const holder = new DatabaseSync(path);
    holder.exec("begin immediate");
    const refused = journal.append([decided([requeued("T-1")])], after(0));
    await expect(refused).rejects.toThrow(JournalUnwritable);
    await expect(refused).rejects.toMatchObject({ code: "journal-unwritable", retry: "soon" });
    holder.exec("rollback");
    holder.close();
    expect(await journal.append([decided([requeued("T-1")])], after(0))).toHaveLength(1);
    await journal.close();
  });

  it("writes nothing more after a commit whose outcome is not known", async () => {
    const journal = openSqliteJournal({ path });
    await journal.append([decided([requeued("T-1")])], after(0));
    const other = new DatabaseSync(path);
    other.exec("alter table replies rename to gone");
    await expect(journal.append([decided([requeued("T-1")])], after(1))).rejects.toMatchObject({
      code: "journal-unwritable",
      retry: "after-change",
    });
    other.exec("alter table gone rename to replies");
    other.close();
    await expect(journal.append([decided([requeued("T-1")])], after(1))).rejects.toThrow(JournalUnwritable);
    expect(journal.readLast()).toBe(1);
    await journal.close();
    const again = openSqliteJournal({ path });
    expect(await again.append([decided([requeued("T-1")])], after(1))).toHaveLength(1);
    await again.close();
  });
});

/** Appends for ever and says which event is durable once it knows. */
const APPENDER = `
  const { openSqliteJournal } = await import(${JSON.stringify(new URL("sqlite-journal.ts", import.meta.url).href)});
  const journal = openSqliteJournal({ path: process.argv[1] });
  for (let last = journal.readLast(); ; ) {
    const batches = Array.from({ length: 5 }, (_, i) => [last + i, "x".repeat((last * 977) % 20_000)]);
    await Promise.all(batches.map(async ([expected, reason]) => {
      const [event] = await journal.append([{
        command: "command-" + (expected + 1), at: expected, actor: { kind: "engine" },
        events: [{ type: "ticket.requeued", data: { ticket: "T-1", reason } }],
        reply: { kind: "accepted", seq: expected + 1, text: "" },
      }], expected);
      process.stdout.write(event.seq + "\\n");
    }));
    last += 5;
  }
`;

/** Kills an appender after it has told of `count` more events. @returns the last one that it called durable */
async function killAppenderAfter(count: number): Promise<number> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", APPENDER, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let told = 0;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line);
    seen += 1;
    if (seen === count) child.kill("SIGKILL");
  }
  await exit;
  return told;
}

describe("a SIGKILL of the daemon", () => {
  it("loses nothing that was called durable and leaves no gap, time after time", async () => {
    for (const count of [1, 7, 40, 333]) {
      const told = await killAppenderAfter(count);
      const journal = openSqliteJournal({ path });
      const events = [...journal.readFrom(after(0))];
      expect(told).toBeGreaterThanOrEqual(count);
      expect(journal.readLast()).toBeGreaterThanOrEqual(told);
      expect(events.map(({ version }) => version)).toEqual(events.map((_, i) => i + 1));
      expect(journal.readReply(commandId(`command-${told}`))).toMatchObject({ seq: told });
      await journal.close();
    }
  });
});
