// How the board's words look on the fleet, and what of a row's sentence its cells show.
import type { BoardRow, OrchestratorRow } from "../../../../src/wire/rows.ts";
import type { Tone } from "../../ui/tone.ts";

export interface StatusLook {
  readonly tone: Tone;
  readonly word: string;
}

/** An agent that has said nothing for longer is shown as stale; it is not therefore dead. */
const SILENT_MS = 60_000;

/** How long a working row has been silent, in milliseconds; null: it is not stale. */
export function silenceOf({ word, seenAt, isStale }: BoardRow, now: number): number | null {
  if (word !== "working" || seenAt === null) return null;
  const silentMs = now - seenAt;
  return isStale || silentMs > SILENT_MS ? Math.max(0, silentMs) : null;
}

/** The first part of a status only repeats the word that stands before it. */
const REPEATS = new Set([
  "working",
  "needs you",
  "ready",
  "queued",
  "draft",
  "landing",
  "landed",
  "ended",
  "closed",
  "in review",
  "reported",
  "unknown",
  "parked",
  "stuck",
]);

/** Why the word is what it is, without the word, and without the step where that has a cell of its own; empty: nothing to add. */
export function reasonOf({ status, step }: BoardRow): string {
  const [first = "", ...rest] = status.split(" · ");
  const parts = REPEATS.has(first) ? rest : [first, ...rest];
  const said = parts.join(" · ");
  if (step !== null && said.endsWith(step)) return said.slice(0, -step.length).replace(/ · $/, "");
  return said === "unknown" ? "" : said;
}

/** `W2` → "Worker 2"; a ticket without one is named by itself. */
export function workerName({ worker, ticket }: Pick<BoardRow, "worker" | "ticket">): string {
  return worker === null ? ticket : worker.replace(/^W/, "Worker ");
}

export interface CommitText {
  readonly sha: string;
  readonly subject: string;
}

/** `58dbc92 subject` in its two parts; null while the branch holds nothing but its base. */
export function commitOf({ lastCommit, base }: BoardRow): CommitText | null {
  if (lastCommit === null || lastCommit === "") return null;
  const [sha = ""] = lastCommit.split(" ", 1);
  if (sha === base) return null;
  return { sha, subject: lastCommit.slice(sha.length).trim() };
}

/** What stands for the main agent: `Active – Conversing`, `Idle`, `Offline – reconnecting`. */
export function orchestratorLook(row: OrchestratorRow | null, isConnected: boolean): StatusLook {
  if (!isConnected) return { tone: "unknown", word: "Offline – reconnecting" };
  if (row === null) return { tone: "unknown", word: "Starting" };
  switch (row.word) {
    case "active":
      return { tone: "working", word: row.doing === "" ? "Active" : `Active – ${row.doing}` };
    case "idle":
      return { tone: "idle", word: "Idle" };
    case "offline":
      return { tone: "failed", word: "Offline" };
    default:
      return row.word satisfies never;
  }
}
