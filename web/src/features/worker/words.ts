// How a worker's row is worded and toned on its page.
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { LOOK_OF } from "../../feed/status-look.ts";

/** The status without the word that it begins with; empty: there is no more to say. */
export function reasonOf({ status, word }: BoardRow): string {
  const [, ...rest] = status.split(" · ");
  const said = word === "conflict" || rest.length === 0 ? status : rest.join(" · ");
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

/** `58dbc92 subject` in its two parts; null while the branch holds nothing but its base. */
export function commitOf({
  lastCommit,
  base,
}: BoardRow): { readonly sha: string; readonly subject: string } | null {
  if (lastCommit === null || lastCommit === "") return null;
  const [sha = ""] = lastCommit.split(" ", 1);
  if (sha === base) return null;
  return { sha, subject: lastCommit.slice(sha.length).trim() };
}
