// The journal of a home as it lies on disk, read with plain SQLite and none of our own code.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What a test reads back may be anything; the assertion is its type. */
export type Parsed = ReturnType<typeof JSON.parse>;

export interface JournalEvent {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly actor: { readonly kind: string };
  readonly command: string;
  readonly data: Parsed;
}

/** Every event of the one project in this home, in order; none when the home has no project yet. */
export function readJournal(home: string): readonly JournalEvent[] {
  const projects = readdirSync(join(home, "projects"));
  if (projects.length !== 1) throw new Error(`${home} has ${projects.length} projects, not one`);
  const db = new DatabaseSync(join(home, "projects", projects[0] ?? "", "journal.db"), { readOnly: true });
  try {
    const rows = db.prepare("select seq, at, type, actor, command, data from events order by seq").all();
    return rows.map((row) => ({
      seq: Number(row["seq"]),
      at: Number(row["at"]),
      type: String(row["type"]),
      command: String(row["command"]),
      actor: JSON.parse(String(row["actor"])),
      data: JSON.parse(String(row["data"])),
    }));
  } finally {
    db.close();
  }
}

export function eventsOf(journal: readonly JournalEvent[], type: string): readonly JournalEvent[] {
  return journal.filter((event) => event.type === type);
}
