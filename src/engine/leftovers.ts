// Processes that a former daemon left for subjects that owe nothing now: no effect would end them.
import { obligations } from "../domain/obligations.ts";
import type { State } from "../domain/state.ts";
import { subjectKey } from "../domain/subjects.ts";
import { reviewSlot } from "./review-slot.ts";

export interface Leftover {
  readonly slot: string;
  /** Nothing may start for it before the slot is empty; null: nothing would use this slot. */
  readonly subject: string | null;
}

/**
 * Of the slots of live processes, asked before anything has begun, those to end: of agents whose run or conversation is paused, stopped or waits
 * for the user, and of checks, which begin anew in another place.
 */
export function findLeftovers(state: State, slots: readonly string[]): readonly Leftover[] {
  const owing = new Set(obligations(state).map(({ subject }) => subjectKey(subject)));
  const idle = new Map<string, string | null>();
  for (const id of state.conversations.keys()) if (!owing.has(id)) idle.set(id, id);
  for (const id of state.runs.keys()) {
    if (owing.has(id)) continue;
    idle.set(id, id);
    idle.set(reviewSlot(id), id);
  }
  return [...new Set(slots)].flatMap((slot) => {
    if (slot.startsWith(CHECK_SLOT)) return [{ slot, subject: null }];
    const subject = idle.get(slot);
    return subject === undefined ? [] : [{ slot, subject }];
  });
}

/** How the slots of checks begin. */
export const CHECK_SLOT = "check-";
