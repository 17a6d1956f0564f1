import type { RunId } from "../domain/ids.ts";

/** Marks the processes of a run's reviewer, which works in the run's worktree. */
export function reviewSlot(run: RunId): string {
  return `${run}-review`;
}

/** Marks the processes of a command that the user runs in a run's worktree. */
export function commandSlot(run: RunId): string {
  return `${run}-command`;
}
