// How the steps and colours of a review are worded and toned.
import type { BoardRow, ReviewRow } from "../../../../src/wire/rows.ts";
import type { Tone } from "../../ui/tone.ts";

export interface Look {
  readonly tone: Tone;
  readonly word: string;
}

export const STEP_LOOK: Readonly<Record<ReviewRow["step"], Look>> = {
  import: { tone: "review", word: "Importing" },
  check: { tone: "review", word: "Checking" },
  review: { tone: "review", word: "Reviewing" },
  ready: { tone: "ready", word: "Ready" },
  conflicted: { tone: "needs-you", word: "Conflict" },
};

export const COLOR_LOOK: Readonly<Record<NonNullable<ReviewRow["color"]>, Look>> = {
  green: { tone: "landed", word: "passed" },
  red: { tone: "failed", word: "failed" },
  "already-red": { tone: "stopped", word: "fails on the target, too" },
  unverified: { tone: "needs-you", word: "UNVERIFIED" },
};

export const LANDING_LOOK: Look = { tone: "landing", word: "Landing" };

/** Approved already: it is on its way to the target. */
export function isLanding({ stage }: BoardRow): boolean {
  return stage === "landing";
}

/** `W2` → "Worker 2". */
export function workerName(worker: string): string {
  return worker.replace(/^W/, "Worker ");
}

/** Why it cannot land now, as a sentence; null: it can. */
export function obstacleOf(review: ReviewRow): string | null {
  switch (review.step) {
    case "import":
      return "Its commits are being imported.";
    case "check":
      return "The checks run on its work merged with the target.";
    case "review":
      return "A reviewer reads it.";
    case "conflicted":
      return "It conflicts with the target: send it back.";
    case "ready":
      if (review.color === "red") return "Its checks fail on the merged tree: send it back.";
      return review.landHash === null ? "There is nothing to land." : null;
    default:
      return review.step satisfies never;
  }
}

/** `src/a.ts:14` → its path and line; a whole file has line 0. */
export function placeOf(where: string): { readonly path: string; readonly line: number } {
  const found = /^(.+):(\d+)$/.exec(where);
  return found === null ? { path: where, line: 0 } : { path: found[1] ?? where, line: Number(found[2]) };
}

/** What a worker is asked whose work no longer merges; the user reads it before it is sent. */
export function rebaseText(files: readonly string[], target: string): string {
  return `Your work conflicts with ${target} in ${files.join(", ")}. Rebase your branch onto ${target} and resolve the conflicts so that both changes keep their intent. Run the checks, commit, and report again.`;
}
