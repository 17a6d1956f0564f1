// How a worker's row is worded and toned on its page.
import type { BoardRow, StatusWord } from "../../../../src/wire/rows.ts";
import type { Tone } from "../../ui/tone.ts";

export const LOOK_OF: Readonly<Record<StatusWord, { readonly tone: Tone; readonly word: string }>> = {
  draft: { tone: "idle", word: "Draft" },
  queued: { tone: "queued", word: "Queued" },
  starting: { tone: "queued", word: "Starting" },
  working: { tone: "working", word: "Working" },
  "needs-you": { tone: "needs-you", word: "Needs you" },
  checking: { tone: "review", word: "Checking" },
  reviewing: { tone: "review", word: "Reviewing" },
  ready: { tone: "ready", word: "Ready" },
  conflict: { tone: "needs-you", word: "Conflict" },
  landing: { tone: "landing", word: "Landing" },
  landed: { tone: "landed", word: "Landed" },
  paused: { tone: "stopped", word: "Paused" },
  stopped: { tone: "stopped", word: "Stopped" },
  failed: { tone: "failed", word: "Failed" },
  closed: { tone: "stopped", word: "Closed" },
  unknown: { tone: "unknown", word: "Unknown" },
};

/** The status without the word that it begins with; empty: there is no more to say. */
export function reasonOf({ status, word }: BoardRow): string {
  const [first = "", ...rest] = status.split(" · ");
  const isSaidTwice = word !== "conflict" && rest.length > 0;
  const said = (isSaidTwice ? rest : [first]).join(" · ");
  return said === "unknown" || said === LOOK_OF[word].word.toLowerCase() ? "" : said;
}

/** `W2` → "Worker 2"; of a run that no row tells of, the run itself. */
export function workerName(row: BoardRow | null, run: string): string {
  return row?.run === run && row.worker !== null ? row.worker.replace(/^W/, "Worker ") : run;
}

/** `R-12.1` → `T-12`, which names the rows of its ticket. */
export function ticketOf(run: string): string {
  return run.replace(/^R-(\d+)\..*$/, "T-$1");
}

/** A worker that has ended takes no message. */
export function isLive({ run, endedAt }: BoardRow): boolean {
  return run !== null && endedAt === null;
}

/** It waits for the user in the middle of its work. */
export function canTryAgain(row: BoardRow): boolean {
  return isLive(row) && row.word === "needs-you" && row.stage !== "landing";
}

/** `58dbc92 subject` in its two parts. */
export function commitOf({
  lastCommit,
}: BoardRow): { readonly sha: string; readonly subject: string } | null {
  if (lastCommit === null || lastCommit === "") return null;
  const [sha = ""] = lastCommit.split(" ", 1);
  return { sha, subject: lastCommit.slice(sha.length).trim() };
}
