import type { TicketRef } from "./intents.ts";
import type { BoardRow } from "./turn.ts";
import type { View } from "./view.ts";
import { bestFit } from "./words.ts";

/** Tickets that a reference names by number, or else the one whose title its words fit best. */
export function findNamed(ref: TicketRef, view: View): string[] {
  if (ref.ids.length > 0) return [...ref.ids];
  if (ref.words === "") return [];
  const open = startable(view).map((ticket) => ({ ticket, title: titleOf(ticket, view) }));
  const all = [...view.rows.values()].filter((row) => row.stage !== "landed" && row.stage !== "closed");
  const found =
    bestFit(ref.words, open, ({ title }) => title) ?? bestFit(ref.words, all, ({ title }) => title);
  return found === undefined ? [] : [found.ticket];
}

/** Drafts that nobody has started, the oldest first. */
export function startable(view: View): string[] {
  const drafted = view.drafts.filter((draft) => !draft.isStarted && isDraft(view.rows.get(draft.ticket)));
  const onBoard = [...view.rows.values()].filter((row) => row.stage === "draft").map((row) => row.ticket);
  return [...new Set([...onBoard, ...drafted.map((draft) => draft.ticket)])];
}

export function inReview(view: View): string[] {
  return [...view.rows.values()].filter((row) => row.stage === "review").map((row) => row.ticket);
}

/** The ticket that "merge it" means: the one reviewed last, or the only one that is in review. */
export function findLandable(view: View): string | undefined {
  const candidates = inReview(view);
  if (view.lastReviewed !== undefined) {
    const isStill = candidates.includes(view.lastReviewed) || !view.rows.has(view.lastReviewed);
    if (isStill) return view.lastReviewed;
  }
  return candidates.length === 1 ? candidates[0] : undefined;
}

function titleOf(ticket: string, view: View): string {
  const title = view.rows.get(ticket)?.title ?? "";
  return title === "" ? (view.drafts.find((draft) => draft.ticket === ticket)?.title ?? "") : title;
}

/** T-1 “Dark mode toggle” */
export function nameOf(ticket: string, view: View): string {
  const title = titleOf(ticket, view);
  return title === "" ? ticket : `${ticket} “${title}”`;
}

/** W1 → Worker 1 */
export function workerName(worker: string): string {
  return /^W\d+$/.test(worker) ? `Worker ${worker.slice(1)}` : worker;
}

/** Not on the board yet counts as a draft: the board shows a ticket one turn after it was drafted. */
function isDraft(row: BoardRow | undefined): boolean {
  return row === undefined || row.stage === "draft";
}
