// Takes an exported journal into a project that has none. All of it or nothing.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { commandId, instant } from "../../domain/ids.ts";
import { TargetTaken } from "../failures.ts";
import { EventRules } from "../rules.ts";
import { failureOf } from "../sqlite/failure-of.ts";
import { inspectJournalFile } from "../sqlite/inspect.ts";
import { replyFault } from "../sqlite/reply-rules.ts";
import { openDatabase } from "../sqlite/sqlite-journal.ts";
import { prepareStatements, type Statements } from "../sqlite/statements.ts";
import { EventLine, eventOfLine, Header, ReplyLine } from "./export-lines.ts";
import { openExport, type Export } from "./open-export.ts";
import { canonicalJson } from "../../domain/canonical.ts";

export interface ImportedJournal {
  readonly project: string | null;
  readonly eventCount: number;
  readonly replyCount: number;
}

/** What the first line of an export says of it. @throws ImportRefused when it is none */
export function readExportHeader(from: string): Header {
  try {
    const file = openExport(from);
    try {
      return file.take(Header, "the header of an export that this release knows").value;
    } finally {
      file.close();
    }
  } catch (error) {
    throw failureOf(error, from) ?? error;
  }
}

/**
 * Looks at every line before any of it counts: each must be exactly as an export writes it, follow from those before it, and fold. `path` must
 * not be there, or hold an empty journal.
 * @throws ImportRefused naming the line · TargetTaken · JournalUnreadable for what else lies at `path` · JournalFull · JournalUnwritable
 */
export function importJournal(options: { readonly from: string; readonly path: string }): ImportedJournal {
  const { from, path } = options;
  const isNew = !existsSync(path);
  let isDone = false;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    inspectJournalFile(path);
    const db = openDatabase(path);
    try {
      const imported = inOneTransaction(db, path, from);
      isDone = true;
      return imported;
    } finally {
      db.close();
      if (isNew && !isDone) for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
    }
  } catch (error) {
    throw failureOf(error, path) ?? error;
  }
}

function inOneTransaction(db: DatabaseSync, path: string, from: string): ImportedJournal {
  db.exec("begin immediate");
  try {
    for (const table of ["events", "replies"])
      if (db.prepare(`select 1 from ${table} limit 1`).get() !== undefined)
        throw new TargetTaken(path, "Import into a project without a journal.");
    const imported = takeAll(prepareStatements(db), from);
    db.exec("commit");
    return imported;
  } catch (error) {
    if (db.isTransaction) db.exec("rollback");
    throw error;
  }
}

function takeAll(statements: Statements, from: string): ImportedJournal {
  const file = openExport(from);
  try {
    const { value: header } = file.take(Header, "the header of an export that this release knows");
    const commands = takeEvents(statements, file, header);
    takeReplies(statements, file, header, commands);
    file.end();
    return { project: header.project, eventCount: header.events, replyCount: header.replies };
  } finally {
    file.close();
  }
}

/** @returns of each command, its last event */
function takeEvents(statements: Statements, file: Export, header: Header): Map<string, number> {
  const rules = new EventRules();
  const commands = new Map<string, number>();
  for (let count = 0; count < header.events; count += 1) {
    const { value, line } = file.take(EventLine, `event ${count + 1} of ${header.events}`);
    const record = eventOfLine(value);
    const [fault] = rules.check(record);
    if (fault !== undefined) throw file.refusal(line, fault.text);
    if (value.type === "project.opened" && value.data["project"] !== header.project)
      throw file.refusal(line, `it opens another project than the header names, ${header.project}`);
    commands.set(record.command, record.seq);
    statements.insertEvent(record);
  }
  return commands;
}

function takeReplies(
  statements: Statements,
  file: Export,
  header: Header,
  commands: Map<string, number>,
): void {
  let before = "";
  for (let count = 0; count < header.replies; count += 1) {
    const { value, line } = file.take(ReplyLine, `reply ${count + 1} of ${header.replies}`);
    const { command, at, reply } = value;
    if (command <= before)
      throw file.refusal(
        line,
        `the reply of command ${command} stands after that of ${before}, out of order`,
      );
    before = command;
    const madeSeq = commands.get(command) ?? null;
    const fault = replyFault(reply, { madeSeq, last: header.events });
    if (fault !== null) throw file.refusal(line, `the reply of command ${command} ${fault}`);
    commands.delete(command);
    statements.insertReply({ command: commandId(command), at: instant(at), reply: canonicalJson(reply) });
  }
  for (const [command, seq] of commands)
    throw file.refusal(seq + 1, `Event ${seq} is of command ${command}, whose reply is missing`);
}
