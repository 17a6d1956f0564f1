import type { RunId } from "../domain/ids.ts";

/** Marks the processes of a run's reviewer, which works in the run's worktree. */
export function reviewSlot(run: RunId): string {
  return `${run}-review`;
}
