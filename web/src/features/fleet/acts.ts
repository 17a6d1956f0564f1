// What the fleet asks of the daemon, and where it leads: given by whoever mounts it.
import type { BoardRow } from "../../../../src/wire/rows.ts";
import type { Feed } from "../../feed/feed.ts";

export type RunCommand = Feed["run"];

export interface FleetWays {
  readonly onOpenTalk: () => void;
  readonly onOpenWorker: (run: string) => void;
  readonly onOpenReview: (ticket: string) => void;
}

/** What can be done with one row; each asks first where it must. */
export interface RowActs {
  readonly open: (row: BoardRow) => void;
  readonly review: (row: BoardRow) => void;
  readonly message: (row: BoardRow) => void;
  readonly stop: (row: BoardRow) => void;
  readonly tryAgain: (row: BoardRow) => void;
  /** Holds it, or lets it go on when it is held. */
  readonly pause: (row: BoardRow) => void;
  readonly copyBranch: (row: BoardRow) => void;
  readonly interrupt: (row: BoardRow) => void;
  /** Takes it over by hand, or gives it back when it is. */
  readonly takeOver: (row: BoardRow) => void;
  readonly retry: (row: BoardRow) => void;
  readonly raise: (row: BoardRow) => void;
  /** A program of the user in its worktree. */
  readonly runProgram: (row: BoardRow) => void;
}

/** Its run has not ended: it can be spoken to and stopped. */
export function isLive({ run, endedAt }: BoardRow): boolean {
  return run !== null && endedAt === null;
}

/** It is at work, or held by the user: the same key holds and lets go. */
export function canPause({ word, run }: BoardRow): boolean {
  return run !== null && (word === "working" || word === "paused");
}

/** It waits for the user in the middle of its work. */
export function canTryAgain(row: BoardRow): boolean {
  return row.word === "needs-you" && isLive(row) && row.stage !== "landing";
}

export interface PrimaryAct {
  readonly label: string;
  readonly run: () => void;
}

/** The one thing that most likely brings a waiting row on. */
export function primaryAct(row: BoardRow, acts: RowActs): PrimaryAct {
  if (row.word === "conflict") return { label: "See conflict", run: () => acts.review(row) };
  if (row.word === "ready" || row.stage === "review") return { label: "Review", run: () => acts.review(row) };
  if (row.stage === "landing") return { label: "See files", run: () => acts.review(row) };
  if (row.budget?.over != null) return { label: "Raise budget", run: () => acts.raise(row) };
  if (row.word === "taken-over") return { label: "Give back", run: () => acts.takeOver(row) };
  if (row.word === "stuck") return { label: "Open", run: () => acts.open(row) };
  if (row.word === "paused") return { label: "Resume", run: () => acts.pause(row) };
  if (row.asks?.some(({ isExpired }) => !isExpired) === true)
    return { label: "See request", run: () => acts.open(row) };
  if (isLive(row)) return { label: "Answer", run: () => acts.message(row) };
  return { label: "Open", run: () => acts.open(row) };
}
