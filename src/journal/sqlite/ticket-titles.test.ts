import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { JournalUnreadable } from "../failures.ts";
import { after } from "../samples.conformance.ts";
import { course } from "../testing/course.ts";
import { openSqliteJournal } from "./sqlite-journal.ts";
import { readTicketTitles } from "./ticket-titles.ts";

const [decisions] = fc.sample(course(120), { seed: 11, numRuns: 1 });
const COURSE = decisions ?? [];

let folder: string;
let path: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-titles-"));
  path = join(folder, "journal.db");
  const journal = openSqliteJournal({ path });
  await journal.append(COURSE, after(0));
  await journal.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

it("tells each ticket's title as it was written last", () => {
  const titles = new Map<string, string>();
  for (const event of COURSE.flatMap(({ events }) => events))
    if (event.type === "ticket.drafted" || event.type === "ticket.edited")
      titles.set(event.data.ticket, event.data.spec.title);
  expect(titles.size).toBeGreaterThan(0);
  expect(readTicketTitles(path)).toEqual(titles);
});

it("refuses what is no journal, or a damaged one", () => {
  expect(() => readTicketTitles(join(folder, "none.db"))).toThrow(JournalUnreadable);
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4096);
  writeFileSync(path, bytes);
  expect(() => readTicketTitles(path)).toThrow(JournalUnreadable);
});
