import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { opened } from "../../domain/testing/stories.ts";
import { after, decided, requeued, said } from "../samples.conformance.ts";
import { course } from "../testing/course.ts";
import { checkJournal, FINDINGS_MAX } from "./check-journal.ts";
import { inspectJournalFile } from "./inspect.ts";
import { openSqliteJournal } from "./sqlite-journal.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-check-"));
  path = join(folder, "journal.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

const [decisions] = fc.sample(course(120), { seed: 11, numRuns: 1 });
const COURSE = decisions ?? [];
const EVENT_COUNT = COURSE.flatMap(({ events }) => events).length;

async function writeCourse(at = path, choices = COURSE): Promise<void> {
  const journal = openSqliteJournal({ path: at });
  await journal.append(choices, after(0));
  await journal.close();
}

const UNLOCK = "drop trigger events_are_not_changed; drop trigger events_are_not_deleted;";

function change(sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(`${UNLOCK} ${sql}`);
  db.close();
}

const BACKUP = "Put a backup of the project in its place; this journal is never mended by itself.";

describe("checking a journal", () => {
  it("finds nothing wrong with whatever the domain decides, and counts it", async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(course(80), async (choices) => {
        const at = join(folder, `${(n += 1)}.db`);
        await writeCourse(at, choices);
        const events = choices.flatMap((one) => one.events).length;
        expect(checkJournal(at)).toEqual({
          path: at,
          project: "0123456789ab",
          eventCount: events,
          replyCount: choices.length,
          findings: [],
          isCutShort: false,
        });
      }),
      { numRuns: 20 },
    );
    expect(opened.length).toBeGreaterThan(0);
  });

  it("reads beside a daemon that writes, and changes nothing", async () => {
    const journal = openSqliteJournal({ path });
    await journal.append(COURSE, after(0));
    const before = ["", "-wal"].map((end) => readFileSync(path + end));
    expect(checkJournal(path)).toMatchObject({ eventCount: EVENT_COUNT, findings: [] });
    expect(
      ["", "-wal"].map((end) => readFileSync(path + end).equals(before.shift() ?? Buffer.alloc(0))),
    ).toEqual([true, true]);
    await journal.close();
  });

  it.each([
    ["an event is missing", "delete from events where seq = 5", `Event 5 is missing. ${BACKUP}`],
    ["several are", "delete from events where seq in (5, 6, 7)", `Events 5 to 7 are missing. ${BACKUP}`],
    [
      "a number of a stream is wrong",
      "update events set version = 99 where seq = 1",
      `Event 1 is number 99 of project, where number 1 comes next. ${BACKUP}`,
    ],
    [
      "an event lies in another stream",
      "update events set stream = 'ticket/T-9' where seq = 2",
      `Event 2 lies in ticket/T-9 and belongs to conversation/C1. ${BACKUP}`,
    ],
    [
      "data are no JSON",
      "update events set data = '{' where seq = 3",
      `The data of event 3 is damaged. ${BACKUP}`,
    ],
    [
      "data are no object",
      "update events set data = '5' where seq = 3",
      `The data of event 3 is damaged. ${BACKUP}`,
    ],
    [
      "an actor is no JSON",
      "update events set actor = 'x' where seq = 3",
      `The actor of event 3 is damaged. ${BACKUP}`,
    ],
    [
      "an event has the data of nothing",
      "update events set data = '{}' where seq = 2",
      `Event 2 has not the data of a conversation.opened. ${BACKUP}`,
    ],
    [
      "a type is unknown",
      "update events set type = 'later.thing' where seq = 4",
      "Event 4 is a later.thing of schema 1, which only a newer release can read. Install the newer release again.",
    ],
    [
      "a schema is newer",
      "update events set schema = 9 where seq = 4",
      "of schema 9, which only a newer release can read. Install the newer release again.",
    ],
    [
      "a reply is missing",
      "delete from replies where command = 'course-1'",
      `Event 1 is of command course-1, whose reply is missing. ${BACKUP}`,
    ],
    [
      "a reply is no JSON",
      "update replies set reply = '{' where command = 'course-1'",
      `The reply of command course-1 cannot be read. ${BACKUP}`,
    ],
    [
      "a reply is of another form",
      `update replies set reply = '{"kind":"perhaps","seq":1}' where command = 'course-1'`,
      `The reply of command course-1 cannot be read. ${BACKUP}`,
    ],
    [
      "a reply names an event that is not there",
      `update replies set reply = '{"kind":"accepted","seq":9999,"text":""}' where command = 'course-1'`,
      "The reply of command course-1 names event 9999, which is not there.",
    ],
    [
      "a reply names an event of another command",
      `update replies set reply = '{"kind":"accepted","seq":2,"text":""}' where command = 'course-1'`,
      "The reply of command course-1 names event 2, and its last one is 1.",
    ],
    [
      "a reply refuses what happened",
      `update replies set reply = '{"kind":"refused","seq":1,"refusal":{"code":"invalid","message":"no"}}' where command = 'course-1'`,
      "The reply of command course-1 refuses it, and event 1 is of it.",
    ],
  ])("says so when %s", async (_, sql, finding) => {
    await writeCourse();
    expect(checkJournal(path).findings).toEqual([]);
    change(sql);
    expect(checkJournal(path).findings).toContainEqual(expect.stringContaining(finding));
  });

  it("tells what does not follow from what was before, with whom to tell", async () => {
    const journal = openSqliteJournal({ path });
    await journal.append(
      [decided([requeued("T-1")], { reply: { kind: "accepted", seq: after(1), text: "" } })],
      after(0),
    );
    await journal.append(
      [decided([said("hello")], { reply: { kind: "accepted", seq: after(2), text: "" } })],
      after(1),
    );
    await journal.close();
    expect(checkJournal(path).findings).toEqual([
      "Event 1, a ticket.requeued, does not follow from those before it (the journal names T-1, which no event made). " +
        "The file may be sound and JARVIS wrong: keep it, put a backup in its place, and report this.",
    ]);
  });

  it("finds a damage of the file that the quick look at opening does not see", async () => {
    await writeCourse();
    const bytes = readFileSync(path);
    // A leaf of an index begins with a 10.
    const page = Array.from({ length: bytes.length / 4_096 }, (_, n) => n * 4_096).find(
      (at) => bytes[at] === 10 && bytes.subarray(at, at + 4_096).includes("ticket/T-1"),
    );
    bytes.write("ticket/T-9", bytes.indexOf("ticket/T-1", page));
    writeFileSync(path, bytes);
    expect(() => inspectJournalFile(path)).not.toThrow();
    expect(checkJournal(path).findings).toContainEqual(
      expect.stringMatching(/^SQLite finds the file damaged: row \d+ missing from index/),
    );
  });

  it.each([
    ["absent", () => rmSync(path), "there is no journal"],
    ["empty", () => writeFileSync(path, ""), "there is no journal"],
    ["text", () => writeFileSync(path, "no database ".repeat(1_000)), "it is damaged"],
    [
      "of another program",
      () => {
        rmSync(path);
        const db = new DatabaseSync(path);
        db.exec("create table t (a)");
        db.close();
      },
      "it is not a journal of JARVIS",
    ],
    ["of a newer release", () => change("pragma user_version = 2"), "Install the newer release again"],
    [
      "never opened by a daemon",
      () => {
        rmSync(path);
        const db = new DatabaseSync(path);
        db.exec("pragma journal_mode = wal");
        db.close();
      },
      "nothing was written to it",
    ],
  ])("of a file that is %s says what it is", async (_, make, finding) => {
    await writeCourse();
    make();
    const check = checkJournal(path);
    expect(check.findings).toEqual([expect.stringContaining(finding)]);
    expect(check).toMatchObject({ eventCount: 0, project: null });
  });

  it("goes on as far as a damaged file can be read, whatever page is overwritten, and never changes it", async () => {
    await writeCourse();
    const sound = join(folder, "sound.db");
    copyFileSync(path, sound);
    const pages = statSync(path).size / 4_096;
    for (let page = 0; page < pages; page += 1) {
      copyFileSync(sound, path);
      const fd = openSync(path, "r+");
      writeSync(fd, Buffer.alloc(4_096, 7), 0, 4_096, page * 4_096);
      closeSync(fd);
      const before = readFileSync(path);
      const { findings } = checkJournal(path);
      expect(findings.length, `page ${page}`).toBeGreaterThan(0);
      for (const finding of findings) expect(finding).toMatch(/[.]$/);
      expect(readFileSync(path).equals(before)).toBe(true);
    }
  });

  it("bounds what it tells", async () => {
    await writeCourse();
    change("update events set data = 'x'");
    const check = checkJournal(path);
    expect(check.findings).toHaveLength(FINDINGS_MAX);
    expect(check.isCutShort).toBe(true);
  });
});
