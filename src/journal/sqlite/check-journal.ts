// Looks through a whole journal without changing it, and says in sentences what is wrong and what to do.
import { failureOf } from "./failure-of.ts";
import { JournalFailure } from "../failures.ts";
import { EventRules, type Fault, type FaultKind } from "../rules.ts";
import { checkReplies } from "./reply-rules.ts";
import { openJournalSnapshot, type JournalSnapshot } from "./snapshot.ts";

/** Findings that are told one by one. */
export const FINDINGS_MAX = 50;

export interface JournalCheck {
  readonly path: string;
  /** Null when it tells of no project, or cannot be read. */
  readonly project: string | null;
  readonly eventCount: number;
  readonly replyCount: number;
  /** Each a sentence with what to do; none: all is well. At most `FINDINGS_MAX`. */
  readonly findings: readonly string[];
  /** There is more than the findings tell: there were too many, or the file could not be read to its end. */
  readonly isCutShort: boolean;
}

const ADVICE: Readonly<Record<FaultKind, string>> = {
  damaged: "Put a backup of the project in its place; this journal is never mended by itself.",
  newer: "Install the newer release again.",
  unfolded: "The file may be sound and JARVIS wrong: keep it, put a backup in its place, and report this.",
};

/**
 * Everything: SQLite's own integrity check; every event's number, stream, type and data; that they follow from each other; every reply. Reads
 * the journal of a running daemon as well. Takes seconds for 100,000 events.
 */
export function checkJournal(path: string): JournalCheck {
  const nothing = { path, project: null, eventCount: 0, replyCount: 0, isCutShort: false };
  try {
    const snapshot = openJournalSnapshot(path);
    try {
      return { path, ...lookThrough(path, snapshot) };
    } finally {
      snapshot.close();
    }
  } catch (error) {
    const failure = failureOf(error, path) ?? error;
    if (!(failure instanceof JournalFailure)) throw failure;
    return { ...nothing, findings: [failure.message] };
  }
}

function lookThrough(path: string, snapshot: JournalSnapshot): Omit<JournalCheck, "path"> {
  const findings: string[] = [];
  let isCutShort = false;
  try {
    for (const { kind, text } of faultsOf(snapshot)) {
      isCutShort = findings.length === FINDINGS_MAX;
      if (isCutShort) break;
      findings.push(`${text}. ${ADVICE[kind]}`);
    }
  } catch (error) {
    const failure = failureOf(error, path);
    if (failure === null) throw error;
    isCutShort = true;
    findings.push(failure.message);
  }
  const { project, eventCount, replyCount } = snapshot;
  return { project, eventCount, replyCount, findings, isCutShort };
}

function* faultsOf(snapshot: JournalSnapshot): Generator<Fault> {
  const lines = snapshot.db.prepare(`pragma integrity_check(${FINDINGS_MAX})`).all();
  for (const { integrity_check: line } of lines)
    if (line !== "ok") yield { kind: "damaged", text: `SQLite finds the file damaged: ${String(line)}` };
  const rules = new EventRules();
  for (const record of snapshot.events()) yield* rules.check(record);
  yield* checkReplies(snapshot.db);
}
