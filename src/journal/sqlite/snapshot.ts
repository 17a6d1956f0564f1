// A journal as it lies in its file at one moment, read beside the daemon that writes it.
import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { JournalUnreadable } from "../failures.ts";
import type { EventRecord } from "../records.ts";
import { failureOf } from "./failure-of.ts";
import { openForReading, refuseForeign } from "./inspect.ts";
import { JOURNAL_FORMS, readForm } from "./migrations.ts";

/** A reply as it lies in the file; `reply` is canonical JSON. */
export interface WrittenReplyRecord {
  readonly command: string;
  readonly at: number;
  readonly reply: string;
}

export interface JournalSnapshot {
  readonly db: DatabaseSync;
  readonly eventCount: number;
  readonly replyCount: number;
  /** The project that it tells of; null before that is on record. */
  readonly project: string | null;
  /** In order, by pages. */
  events(): Iterable<EventRecord>;
  /** In the order of their commands, by pages. */
  replies(): Iterable<WrittenReplyRecord>;
  close(): void;
}

const PAGE_ROWS = 500;

/**
 * What is committed at this moment, for as long as it is open, whatever is written meanwhile; nothing of the file is changed. The daemon's
 * log is not copied back into the file while it is open, so that it grows: close it soon.
 * @throws JournalUnreadable when there is no journal, or one of another form · JournalUnwritable when it cannot be opened
 */
export function openJournalSnapshot(path: string): JournalSnapshot {
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0)
      throw new JournalUnreadable(path, "there is no journal");
    const db = openForReading(path);
    try {
      refuseForeign(db, path);
      refuseOlderForm(db, path);
      db.exec("begin");
      return snapshotOf(db);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw failureOf(error, path) ?? error;
  }
}

function refuseOlderForm(db: DatabaseSync, path: string): void {
  const [form, newest] = [readForm(db), JOURNAL_FORMS.migrations.length];
  if (form === newest) return;
  const found = form === 0 ? "nothing was written to it" : `it has the older form ${form}`;
  throw new JournalUnreadable(path, `${found}. Start JARVIS with it once`);
}

function snapshotOf(db: DatabaseSync): JournalSnapshot {
  const count = (table: string): number =>
    Number(db.prepare(`select count(*) as n from ${table}`).get()?.["n"]);
  const opened = db
    .prepare(
      "select case when json_valid(data) then data ->> 'project' end as project from events where stream = 'project' order by version limit 1",
    )
    .get();
  const events = db.prepare("select * from events where seq > ? order by seq limit ?");
  const replies = db.prepare("select * from replies where command > ? order by command limit ?");
  return {
    db,
    eventCount: count("events"),
    replyCount: count("replies"),
    project: typeof opened?.["project"] === "string" ? opened["project"] : null,
    events: () =>
      // The table is STRICT and has these columns with these types.
      pages((last: EventRecord | null) => events.all(last?.seq ?? 0, PAGE_ROWS) as unknown as EventRecord[]),
    replies: () =>
      pages(
        // As above.
        (last: WrittenReplyRecord | null) =>
          replies.all(last?.command ?? "", PAGE_ROWS) as unknown as WrittenReplyRecord[],
      ),
    close: () => db.close(),
  };
}

function* pages<Row>(select: (last: Row | null) => readonly Row[]): Generator<Row> {
  for (let page = select(null); page.length > 0; page = select(page.at(-1) ?? null)) yield* page;
}
