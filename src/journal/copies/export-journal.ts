// Writes a journal down as text that any release, and any program, can read.
import { createHash } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { canonicalJson } from "../../domain/canonical.ts";
import { JournalUnreadable, TargetTaken } from "../failures.ts";
import { failureOf } from "../sqlite/failure-of.ts";
import { openJournalSnapshot, type JournalSnapshot } from "../sqlite/snapshot.ts";
import { eventLine, EXPORT_VERSION, replyLine, type Header } from "./export-lines.ts";

export interface ExportedJournal {
  readonly project: string | null;
  readonly eventCount: number;
  readonly replyCount: number;
  /** Of all lines but the last, which holds it. */
  readonly sha256: string;
}

/** Written at once. */
const CHUNK_CHARS = 1 << 20;

/**
 * The journal as it is at one moment, also while its daemon writes. `to` appears when it is whole.
 * @throws TargetTaken · JournalUnreadable when the journal is damaged · JournalFull · JournalUnwritable
 */
export function exportJournal(options: { readonly path: string; readonly to: string }): ExportedJournal {
  const { path, to } = options;
  if (existsSync(to)) throw new TargetTaken(to, "Name a file that is not there.");
  // Of this process alone: what a killed one left is in nobody's way.
  const part = `${to}.${process.pid}.partial`;
  try {
    const snapshot = openJournalSnapshot(path);
    try {
      const exported = writeLines(snapshot, path, part);
      renameSync(part, to);
      return exported;
    } finally {
      snapshot.close();
      rmSync(part, { force: true });
    }
  } catch (error) {
    throw failureOf(error, to) ?? error;
  }
}

function writeLines(snapshot: JournalSnapshot, path: string, part: string): ExportedJournal {
  const hash = createHash("sha256");
  const fd = openSync(part, "w", 0o600);
  let waiting = "";
  const flush = (): void => {
    writeAll(fd, Buffer.from(waiting));
    waiting = "";
  };
  try {
    for (const line of linesOf(snapshot, path)) {
      hash.update(`${line}\n`);
      waiting += `${line}\n`;
      if (waiting.length > CHUNK_CHARS) flush();
    }
    const sha256 = hash.digest("hex");
    waiting += `${canonicalJson({ sha256 })}\n`;
    flush();
    fsyncSync(fd);
    const { project, eventCount, replyCount } = snapshot;
    return { project, eventCount, replyCount, sha256 };
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

function* linesOf(snapshot: JournalSnapshot, path: string): Generator<string> {
  const { project, eventCount, replyCount } = snapshot;
  const header: Header = {
    format: "jarvis-journal",
    version: EXPORT_VERSION,
    project,
    events: eventCount,
    replies: replyCount,
  };
  yield canonicalJson(header);
  for (const event of snapshot.events()) yield written(path, `event ${event.seq}`, () => eventLine(event));
  for (const reply of snapshot.replies())
    yield written(path, `the reply of command ${reply.command}`, () => replyLine(reply));
}

function written(path: string, what: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new JournalUnreadable(
      path,
      `${what} is damaged. Put a backup of the project in its place, and export that`,
      { cause: error },
    );
  }
}
