import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ImportRefused, JournalFailure, JournalUnreadable, TargetTaken } from "../failures.ts";
import { openSqliteJournal } from "../sqlite/sqlite-journal.ts";
import { contentOf, COURSE, linesOf, sealed, writeJournal } from "../testing/exported.ts";
import { exportJournal } from "./export-journal.ts";
import { importJournal, readExportHeader } from "./import-journal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-export-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

function refusalOf(bytes: string | Buffer): ImportRefused {
  writeFileSync(at("broken.jsonl"), bytes);
  try {
    importJournal({ from: at("broken.jsonl"), path: at("broken.db") });
  } catch (error) {
    if (error instanceof ImportRefused) return error;
    throw error;
  }
  throw new RangeError("it was taken in");
}

describe("importing", () => {
  let good: string[];
  beforeEach(async () => {
    exportJournal({ path: await writeJournal(at("good.db")), to: at("good.jsonl") });
    good = linesOf(at("good.jsonl"));
  });
  const body = (): string[] => good.slice(0, -1);
  const eventCount = (): number => readExportHeader(at("good.jsonl")).events;

  it("takes nothing into a project that has a journal", async () => {
    const path = await writeJournal(at("other.db"), COURSE.slice(0, 1));
    const before = contentOf(path);
    expect(() => importJournal({ from: at("good.jsonl"), path })).toThrow(TargetTaken);
    expect(() => importJournal({ from: at("good.jsonl"), path })).toThrow("into a project without a journal");
    expect(contentOf(path)).toEqual(before);
    await openSqliteJournal({ path: at("fresh.db") }).close();
    expect(importJournal({ from: at("good.jsonl"), path: at("fresh.db") }).eventCount).toBe(eventCount());
    writeFileSync(at("text.db"), "mine ".repeat(1_000));
    expect(() => importJournal({ from: at("good.jsonl"), path: at("text.db") })).toThrow(JournalUnreadable);
    expect(readFileSync(at("text.db"), "utf8")).toBe("mine ".repeat(1_000));
  });

  it("says so when there is no such file", () => {
    expect(() => importJournal({ from: at("none.jsonl"), path: at("b.db") })).toThrow(JournalFailure);
    expect(existsSync(at("b.db"))).toBe(false);
  });

  it("refuses a file that was cut off anywhere, naming the line, and leaves nothing", () => {
    const bytes = readFileSync(at("good.jsonl"));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        const refusal = refusalOf(bytes.subarray(0, length));
        const lineCount = bytes.subarray(0, length).filter((byte) => byte === 10).length;
        expect(refusal.line).toBe(lineCount + 1);
        expect(refusal.message).toContain("was cut off");
        expect(existsSync(at("broken.db"))).toBe(false);
      }),
      { numRuns: 25, examples: [[0], [bytes.length - 1]] },
    );
  });

  it("refuses a file in which any byte was changed", () => {
    const bytes = readFileSync(at("good.jsonl"));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
        const changed = Buffer.from(bytes);
        changed[position] = (changed[position] ?? 0) ^ change;
        expect(refusalOf(changed).line).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses a line that is missing, twice, or elsewhere, even with a digest that fits, and names it", () => {
    const events = eventCount();
    const expectedLine = (what: "drop" | "double" | "swap", index: number): number | null => {
      if (what === "double") return index + 2;
      // Replies are in the order of their commands: only the second of two tells that they changed places.
      if (what === "swap") return index <= events + 1 ? index : index + 1;
      // One that is missing among the replies is missed by its event, or at the end.
      return index <= events ? index + 1 : null;
    };
    fc.assert(
      fc.property(
        fc.nat(body().length - 2),
        fc.constantFrom("drop" as const, "double" as const, "swap" as const),
        (n, what) => {
          const all = body();
          const index = n + 1;
          const line = all[index] ?? "";
          if (what === "drop") all.splice(index, 1);
          if (what === "double") all.splice(index, 0, line);
          if (what === "swap") all.splice(index - 1, 2, line, all[index - 1] ?? "");
          const { line: refused } = refusalOf(sealed(all));
          expect([expectedLine(what, index) ?? refused]).toContain(refused);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each<[string, (all: string[]) => string[], number | null, string]>([
    [
      "another format",
      (all) => [all[0]?.replace("jarvis-journal", "other") ?? "", ...all.slice(1)],
      1,
      "header",
    ],
    [
      "the export of a newer release",
      (all) => [all[0]?.replace('"version":1', '"version":2') ?? "", ...all.slice(1)],
      1,
      "the header of an export that this release knows",
    ],
    [
      "another project than its header names",
      (all) => [all[0]?.replace("0123", "9999") ?? "", ...all.slice(1)],
      2,
      "another project",
    ],
    [
      "a line with a space in it",
      (all) => all.with(3, all[3]?.replace(",", ", ") ?? ""),
      4,
      "as an export writes it",
    ],
    ["a field more", (all) => all.with(3, all[3]?.replace("{", '{"aaa":1,') ?? ""), 4, "it is not event 3"],
    [
      "a type that is unknown",
      (all) => all.with(2, all[2]?.replace("conversation.opened", "conversation.later") ?? ""),
      3,
      "only a newer release can read",
    ],
    [
      "an event in another stream",
      (all) => all.with(2, all[2]?.replace("conversation/C1", "conversation/C2") ?? ""),
      3,
      "belongs to conversation/C1",
    ],
    ["no text", (all) => all.with(2, "\u0001"), 3, "it is not event 2"],
  ])("refuses %s", (_, bend, line, found) => {
    const refusal = refusalOf(sealed(bend(body())));
    expect(refusal.line).toBe(line);
    expect(refusal.message).toContain(found);
    expect(refusal.message).toContain(`Cannot import line ${line} of `);
  });

  it("refuses an event whose reply is missing, and a reply that tells of another event", () => {
    const all = body();
    const first = all.findIndex((line) => line.includes('"command":"course-1",') && line.includes('"reply"'));
    const dropped = all
      .toSpliced(first, 1)
      .with(0, (all[0] ?? "").replace(/"replies":\d+/, `"replies":${COURSE.length - 1}`));
    expect(refusalOf(sealed(dropped))).toMatchObject({
      line: 2,
      found: "Event 1 is of command course-1, whose reply is missing",
    });
    const bent = all.with(first, (all[first] ?? "").replace('"seq":1', '"seq":2'));
    expect(refusalOf(sealed(bent))).toMatchObject({
      line: first + 1,
      found: expect.stringContaining("its last one is 1"),
    });
  });

  it("refuses what follows from nothing, though every line is well formed", () => {
    const index = body().findIndex((line) => line.includes('"type":"ticket.drafted"'));
    const bent = body().with(index, (body()[index] ?? "").replace("ticket.drafted", "ticket.requeued"));
    expect(refusalOf(sealed(bent)).line).toBe(index + 1);
  });

  it("refuses a digest that is wrong, and what comes after it", () => {
    const wrong = [...body(), good.at(-1)?.replace(/[0-9a-f]{4}"}$/, '0000"}') ?? ""];
    expect(refusalOf(`${wrong.join("\n")}\n`)).toMatchObject({
      line: good.length,
      found: expect.stringContaining("one was changed"),
    });
    expect(refusalOf(`${[...good, good.at(-1)].join("\n")}\n`)).toMatchObject({
      line: good.length + 1,
      found: "the file goes on after its digest",
    });
  });

  it("refuses bytes that are no UTF-8", () => {
    const bytes = readFileSync(at("good.jsonl"));
    bytes[bytes.indexOf("conversation")] = 0xff;
    expect(refusalOf(bytes).found).toBe("it is no text in UTF-8");
  });
});
