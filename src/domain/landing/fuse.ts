// The landing fuse: when landings go wrong again and again, none lands by itself any more until the user has looked.
import type { DomainEvent } from "../events.ts";
import type { LandingId } from "../ids.ts";
import type { ChangeSummary } from "../run/state.ts";
import { accept, cut, refuse, type Decision } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { FuseCause, Landing } from "./state.ts";

/**
 * Candidates that fail in a row before the fuse blows. One red candidate is a ticket that does not fit; a second right after it points at
 * what they share, the target or its checks, and every further one costs a run of all checks.
 */
export const EJECTED_MAX = 2;

/** Lines that one ticket may take away, beyond what it adds, and still land by itself: more is looked at by a person. */
export const DELETION_LINES_MAX = 1_000;

export function isOutsizedDeletion({ added, removed }: ChangeSummary): boolean {
  return removed - added > DELETION_LINES_MAX;
}

/** The events, and the one that blows the fuse when they are one failure too many. */
export function withFuse({ fuse }: State, events: readonly DomainEvent[]): readonly DomainEvent[] {
  if (fuse.blown !== null || events.some(({ type }) => type === "project.fuse-blown")) return events;
  let count = fuse.ejectedCount;
  for (const event of events) {
    if (event.type === "landing.landed") count = 0;
    if (event.type === "landing.rejected" && event.data.isEjected === true) count += 1;
    if (event.type === "landing.rejected" && count >= EJECTED_MAX && event.data.isEjected === true)
      return [
        ...events,
        blowFuse("ejected", `${count} candidates failed in a row, the last: ${firstLine(event.data.reason)}`),
      ];
  }
  return events;
}

const REASON_CHARS_MAX = 200;

/** The rest of what checks print stands on the landing's own record. */
function firstLine(text: string): string {
  return cut(text.trim().split("\n")[0] ?? "", REASON_CHARS_MAX);
}

export function blowFuse(cause: FuseCause, reason: string): DomainEvent {
  return { type: "project.fuse-blown", data: { cause, reason } };
}

export function resetFuse({ fuse }: State): Decision<DomainEvent> {
  if (fuse.blown === null)
    return refuse("wrong-stage", "The landing fuse is whole: there is nothing to reset.");
  return accept([{ type: "project.fuse-reset", data: {} }], "reset");
}

/** It would land by itself, and the fuse keeps it from it. What was begun goes to its end. */
export function isFrozen({ fuse }: Pick<State, "fuse">, { by, stage }: Landing): boolean {
  return fuse.blown !== null && by.kind === "with-ticket" && stage.name === "queued";
}

/** The landing whose turn it is: the one that was begun, else the first of the queue that the fuse does not hold. */
export function nextToLand(state: State): LandingId | null {
  const find = (isIt: (landing: Landing) => boolean) =>
    state.queue.find((id) => isIt(must(state.landings, id)));
  return find(({ stage }) => stage.name !== "queued") ?? find((one) => !isFrozen(state, one)) ?? null;
}

/** `landing fuse blown: …`; null: it is whole. */
export function fuseText({ fuse }: Pick<State, "fuse">): string | null {
  return fuse.blown === null ? null : `landing fuse blown: ${fuse.blown.reason}`;
}
