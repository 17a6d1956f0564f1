// What the tests of exports share: journals in a folder, and what lies in them.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { Decided } from "../contract.ts";
import { after } from "../samples.conformance.ts";
import { openSqliteJournal } from "../sqlite/sqlite-journal.ts";
import { course } from "./course.ts";

const [decisions = []] = fc.sample(course(90), { seed: 3, numRuns: 1 });

/** One long course, the same each time. */
export const COURSE: readonly Decided[] = decisions;

export async function writeJournal(path: string, choices: readonly Decided[] = COURSE): Promise<string> {
  const journal = openSqliteJournal({ path });
  await journal.append(choices, after(0));
  await journal.close();
  return path;
}

/** All that lies in the tables. */
export function contentOf(path: string): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = ["events", "replies"].map((table) =>
    db.prepare(`select * from ${table} order by ${table === "events" ? "seq" : "command"}`).all(),
  );
  db.close();
  return rows;
}

export function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}

/** The lines with the digest that they have. */
export function sealed(all: readonly string[]): string {
  const body = all.map((line) => `${line}\n`).join("");
  return `${body}{"sha256":"${createHash("sha256").update(body).digest("hex")}"}\n`;
}
