import type { DatabaseSync } from "node:sqlite";
import type { EventRecord, ReplyRecord } from "../records.ts";

/** Everything that is ever asked of the file, prepared once. */
export interface Statements {
  begin(): void;
  commit(): void;
  insertEvent(record: EventRecord): void;
  insertReply(reply: ReplyRecord): void;
  /** Sequence of the last event; 0 when there is none. */
  selectLast(): number;
  /** Version of the stream's last event; 0 when there is none. */
  selectVersion(stream: string): number;
  selectReply(command: string): string | null;
  /** Events after `after` up to and with `last`, in order. */
  selectPage(after: number, last: number): readonly EventRecord[];
}

export function prepareStatements(db: DatabaseSync): Statements {
  const insertEvent = db.prepare(
    `insert into events (seq, at, stream, version, type, schema, data, actor, command)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertReply = db.prepare("insert into replies (command, at, reply) values (?, ?, ?)");
  const selectLast = db.prepare("select coalesce(max(seq), 0) as n from events");
  const selectVersion = db.prepare("select coalesce(max(version), 0) as n from events where stream = ?");
  const selectReply = db.prepare("select reply from replies where command = ?");
  const selectPage = db.prepare(
    `select seq, at, stream, version, type, schema, data, actor, command
     from events where seq > ? and seq <= ? order by seq`,
  );
  const begin = db.prepare("begin immediate");
  const commit = db.prepare("commit");
  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    insertEvent: ({ seq, at, stream, version, type, schema, data, actor, command }) =>
      void insertEvent.run(seq, at, stream, version, type, schema, data, actor, command),
    insertReply: ({ command, at, reply }) => void insertReply.run(command, at, reply),
    selectLast: () => Number(selectLast.get()?.["n"]),
    selectVersion: (stream) => Number(selectVersion.get(stream)?.["n"]),
    selectReply: (command) => {
      const row = selectReply.get(command);
      return row === undefined ? null : String(row["reply"]);
    },
    // The table is STRICT and has these columns with these types.
    selectPage: (after, last) => selectPage.all(after, last) as unknown as readonly EventRecord[],
  };
}
