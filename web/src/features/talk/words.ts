// How rows are worded and toned in the conversation.
import type { BoardRow, ItemRow, OrchestratorRow, ReviewRow } from "../../../../src/wire/rows.ts";
import type { Severity, Tone } from "../../ui/tone.ts";

/** Beginnings of a status that only say its word again. */
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
]);

/** Why the word is what it is; empty: there is no more to say. */
export function reasonOf({ status }: Pick<BoardRow, "status">): string {
  const [first = "", ...rest] = status.split(" · ");
  const reason = (REPEATS.has(first) ? rest : [first, ...rest]).join(" · ");
  return reason === "unknown" ? "" : reason;
}

/** "JARVIS, 10:42": who speaks and when, by the reader's clock. `at`: milliseconds of this browser; null: it is being said. */
export function spokenBy(who: string, at: number | null): string {
  const when =
    at === null
      ? "writing"
      : new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  return `${who}, ${when}`;
}

/** `W2` → "Worker 2". */
export function workerName(worker: string): string {
  return worker.replace(/^W(?=\d)/, "Worker ");
}

/** "Active – Conversing", "Idle", "Offline". */
export function doingOf(row: OrchestratorRow | null, isConnected: boolean): string {
  if (!isConnected) return "Offline – reconnecting";
  if (row === null) return "Starting";
  const word = `${row.word.slice(0, 1).toUpperCase()}${row.word.slice(1)}`;
  return row.doing === "" ? word : `${word} – ${row.doing}`;
}

export function toneOfOrchestrator(row: OrchestratorRow | null, isConnected: boolean): Tone {
  if (!isConnected || row === null) return "unknown";
  return row.word === "active" ? "working" : row.word === "idle" ? "idle" : "failed";
}

type Color = NonNullable<ReviewRow["color"]>;

export const CHECK_LOOK: Readonly<Record<Color, { readonly tone: Tone; readonly word: string }>> = {
  green: { tone: "landed", word: "green" },
  red: { tone: "failed", word: "red" },
  "already-red": { tone: "stopped", word: "red before it, too" },
  unverified: { tone: "needs-you", word: "UNVERIFIED" },
};

export const SEVERITY_OF: Readonly<Record<Extract<ItemRow, { kind: "notice" }>["level"], Severity>> = {
  info: "info",
  success: "good",
  warning: "warn",
  error: "danger",
};

/** "Workers start from main 1a2b3c4; your 7 uncommitted files are not in it and stay untouched". */
export function baseSentence(project: {
  readonly target: string;
  readonly targetTip: string;
  readonly uncommittedCount: number;
  readonly detachedAt: string | null;
}): string {
  const { target, targetTip, uncommittedCount: count, detachedAt } = project;
  const files =
    count === 0
      ? "your checkout is clean"
      : count === 1
        ? "your 1 uncommitted file is not in it and stays untouched"
        : `your ${count} uncommitted files are not in it and stay untouched`;
  const head = detachedAt === null ? "" : `; your HEAD is detached at ${detachedAt} and stays there`;
  return `Workers start from ${target} ${targetTip}; ${files}${head}`;
}
