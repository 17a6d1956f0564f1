// How many workers do what: the figures of the bar, and what waits for the user.
import type { BoardRow } from "../../../src/wire/rows.ts";

export interface Counts {
  /** Workers that are at it, their checks and reviews included. */
  readonly running: number;
  readonly needsYou: number;
  /** Reviewed work that waits for the user's word. */
  readonly review: number;
  /** Dollars of the runs that began on the day of `now`, by the reader's calendar. */
  readonly costTodayUsd: number;
}

export function countsOf(rows: readonly BoardRow[], now: number): Counts {
  const today = new Date(now).setHours(0, 0, 0, 0);
  return {
    running: rows.filter(({ word }) => isUnderWay(word)).length,
    needsYou: rows.filter(({ word }) => isStuck(word)).length,
    review: rows.filter(({ word }) => isForReview(word)).length,
    costTodayUsd: rows
      .filter(({ startedAt }) => startedAt !== null && startedAt >= today)
      .reduce((sum, { costUsd }) => sum + costUsd, 0),
  };
}

/** The user's word is wanted, and nothing goes on without it. A draft waits, too, but holds nobody up. */
export function isWaiting(word: BoardRow["word"]): boolean {
  return isStuck(word) || isForReview(word);
}

/** A worker waits for the user. */
export function isStuck(word: BoardRow["word"]): boolean {
  return word === "needs-you" || word === "stuck" || word === "conflict";
}

/** Reviewed work waits for the user. */
export function isForReview(word: BoardRow["word"]): boolean {
  return word === "ready";
}

/** A worker is busy on it, or what it made is being checked, reviewed or landed: nobody waits for the user. */
export function isUnderWay(word: BoardRow["word"]): boolean {
  switch (word) {
    case "starting":
    case "working":
    case "checking":
    case "reviewing":
    case "landing":
      return true;
    case "draft":
    case "queued":
    case "needs-you":
    case "stuck":
    case "ready":
    case "conflict":
    case "landed":
    case "parked":
    case "paused":
    case "taken-over":
    case "stopped":
    case "failed":
    case "closed":
    case "unknown":
      return false;
    default:
      return word satisfies never;
  }
}
