// What the user can have done with a row at this moment, and why not: the daemon decides, this only offers what it would take.
import type { BoardRow } from "../../../src/wire/rows.ts";

export interface Offers {
  readonly canInterrupt: boolean;
  readonly canTakeOver: boolean;
  readonly canGiveBack: boolean;
  readonly canRetry: boolean;
  readonly canRaise: boolean;
  /** A program of the user can run in its worktree. */
  readonly canRun: boolean;
}

export function offersOf(row: BoardRow): Offers {
  const isLive = row.run !== null && row.endedAt === null;
  return {
    canInterrupt: isLive && row.word === "working",
    canTakeOver: isLive && hasWorktreeToHand(row),
    canGiveBack: row.word === "taken-over",
    canRetry: isLive && isRetried(row),
    canRaise: row.stage !== "draft" && row.stage !== "landed" && row.stage !== "closed",
    canRun: isLive && row.branch !== null && row.word !== "starting",
  };
}

function hasWorktreeToHand({ word }: BoardRow): boolean {
  switch (word) {
    case "working":
    case "paused":
    case "parked":
    case "needs-you":
    case "checking":
    case "reviewing":
    case "ready":
    case "conflict":
      return true;
    case "draft":
    case "queued":
    case "starting":
    case "taken-over":
    case "stuck":
    case "landing":
    case "landed":
    case "stopped":
    case "failed":
    case "closed":
    case "unknown":
      return false;
    default:
      return word satisfies never;
  }
}

/** What lands at this moment is not let go of. */
function isRetried({ stage, word }: BoardRow): boolean {
  return (stage === "running" || stage === "review" || stage === "landing") && word !== "landing";
}

const TAKEN_OVER = "taken over by you · ";

/** Where the user works by hand; null: nowhere, or it is told cut. */
export function worktreeOf({ word, status }: BoardRow): string | null {
  if (word !== "taken-over" || !status.startsWith(`${TAKEN_OVER}/`) || status.endsWith("…")) return null;
  return status.slice(TAKEN_OVER.length);
}

/** `W2` → "Worker 2"; a ticket without one is named by itself. */
export function nameOf({ worker, ticket }: Pick<BoardRow, "worker" | "ticket">): string {
  return worker === null ? ticket : worker.replace(/^W/, "Worker ");
}
