import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "../../domain/canonical.ts";
import { evolve } from "../../domain/evolve.ts";
import { emptyState } from "../../domain/state.ts";
import { JournalUnreadable, TargetTaken } from "../failures.ts";
import { after, decided, said } from "../samples.conformance.ts";
import { checkJournal } from "../sqlite/check-journal.ts";
import { openSqliteJournal } from "../sqlite/sqlite-journal.ts";
import { course } from "../testing/course.ts";
import { contentOf, COURSE, linesOf, sealed, writeJournal } from "../testing/exported.ts";
import { exportJournal } from "./export-journal.ts";
import { importJournal, readExportHeader } from "./import-journal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-export-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

function fold(path: string): string {
  const journal = openSqliteJournal({ path });
  const state = [...journal.readFrom(after(0))].reduce(evolve, emptyState());
  void journal.close();
  return canonicalJson(state);
}

describe("an exported journal", () => {
  it("is a header, one canonical line an event and a reply, and a digest", async () => {
    const path = await writeJournal(at("a.db"));
    const exported = exportJournal({ path, to: at("a.jsonl") });
    const all = linesOf(at("a.jsonl"));
    const events = COURSE.flatMap((one) => one.events).length;
    expect(exported).toMatchObject({
      project: "0123456789ab",
      eventCount: events,
      replyCount: COURSE.length,
    });
    expect(all[0]).toBe(
      `{"events":${events},"format":"jarvis-journal","project":"0123456789ab","replies":${COURSE.length},"version":1}`,
    );
    expect(all).toHaveLength(2 + events + COURSE.length);
    expect(all.map((line) => canonicalJson(JSON.parse(line)))).toEqual(all);
    expect(sealed(all.slice(0, -1))).toBe(readFileSync(at("a.jsonl"), "utf8"));
    expect(all.at(-1)).toContain(exported.sha256);
    expect(readExportHeader(at("a.jsonl"))).toMatchObject({ project: "0123456789ab", events });
  });

  it("comes back byte for byte, to the same state, and goes on, whatever the domain decided", async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(course(100), async (choices) => {
        const name = (n += 1);
        const path = await writeJournal(at(`${name}.db`), choices);
        exportJournal({ path, to: at(`${name}.jsonl`) });
        const imported = importJournal({ from: at(`${name}.jsonl`), path: at(`${name}-again.db`) });
        exportJournal({ path: at(`${name}-again.db`), to: at(`${name}-again.jsonl`) });
        const [first, again] = [`${name}.jsonl`, `${name}-again.jsonl`].map((each) => readFileSync(at(each)));
        expect(again?.equals(first ?? Buffer.alloc(0))).toBe(true);
        expect(contentOf(at(`${name}-again.db`))).toEqual(contentOf(path));
        expect(fold(at(`${name}-again.db`))).toBe(fold(path));
        expect(checkJournal(at(`${name}-again.db`)).findings).toEqual([]);
        const journal = openSqliteJournal({ path: at(`${name}-again.db`) });
        await journal.append([decided([said("more")])], after(imported.eventCount));
        await journal.close();
      }),
      { numRuns: 15 },
    );
  });

  it("keeps every character", async () => {
    const text = 'ä 漢字 🚀 \u0000 \u202e \ud800 \udc00\ud800 \n\r\t"\\ \u2028 \u007f';
    const [opening, conversation] = COURSE;
    const path = await writeJournal(
      at("a.db"),
      [opening, conversation].flatMap((one) => one ?? []),
    );
    const journal = openSqliteJournal({ path });
    await journal.append(
      [decided([said(text)], { reply: { kind: "accepted", seq: after(3), text } })],
      after(2),
    );
    await journal.close();
    exportJournal({ path, to: at("a.jsonl") });
    importJournal({ from: at("a.jsonl"), path: at("b.db") });
    expect(contentOf(at("b.db"))).toEqual(contentOf(path));
  });

  it("of a journal that nothing was written to is two lines, and comes back", async () => {
    await openSqliteJournal({ path: at("a.db") }).close();
    exportJournal({ path: at("a.db"), to: at("a.jsonl") });
    expect(linesOf(at("a.jsonl"))).toHaveLength(2);
    expect(importJournal({ from: at("a.jsonl"), path: at("b.db") })).toEqual({
      project: null,
      eventCount: 0,
      replyCount: 0,
    });
  });

  it("is of one moment, also while the daemon writes", async () => {
    const journal = openSqliteJournal({ path: at("a.db") });
    await journal.append(COURSE, after(0));
    const pending = journal.append([decided([said("later")])], journal.readLast());
    const { eventCount } = exportJournal({ path: at("a.db"), to: at("a.jsonl") });
    await pending;
    expect(eventCount).toBe(journal.readLast() - 1);
    await journal.close();
  });

  it("is not written over a file, nor of what is no journal, and leaves nothing half", async () => {
    const path = await writeJournal(at("a.db"));
    writeFileSync(at("taken.jsonl"), "mine");
    expect(() => exportJournal({ path, to: at("taken.jsonl") })).toThrow(TargetTaken);
    expect(readFileSync(at("taken.jsonl"), "utf8")).toBe("mine");
    expect(() => exportJournal({ path: at("none.db"), to: at("b.jsonl") })).toThrow(JournalUnreadable);
    const db = new DatabaseSync(path);
    db.exec("drop trigger events_are_not_changed; update events set data = '{' where seq = 4");
    db.close();
    expect(() => exportJournal({ path, to: at("b.jsonl") })).toThrow("event 4 is damaged. Put a backup");
    expect(readdirSync(folder).filter((name) => name.includes("jsonl"))).toEqual(["taken.jsonl"]);
  });
});
