// Items of the conversation read back from the journal, the newest first page first: nothing of it is kept in memory.
import type { StoredEvent } from "../domain/events.ts";
import type { State } from "../domain/state.ts";
import type { ItemRow } from "../wire/rows.ts";
import { itemOf } from "./item.ts";

/** Events after `after`, in order; it may be left before its end. */
export type ReadEvents = (after: number) => Iterable<StoredEvent>;

/** Events looked at in one go. */
const CHUNK = 500;
/** A turn is begun at most so many events before it is answered: beyond, an answer counts as one to the user. */
const TURN_SPAN = 2_000;

export interface ItemsPage {
  /** In order. */
  readonly items: readonly ItemRow[];
  /** Ask for older ones with this; null: there are none. */
  readonly before: number | null;
}

/** The last `limit` items below the journal position `before`. */
export function readItems(
  read: ReadEvents,
  state: Pick<State, "runs" | "landings" | "seq">,
  { before, limit }: { readonly before: number; readonly limit: number },
): ItemsPage {
  /** The newest chunk first. */
  const chunks: ItemRow[][] = [];
  let count = 0;
  let to = Math.min(before - 1, state.seq);
  while (to > 0 && count < limit) {
    const from = Math.max(0, to - CHUNK);
    const chunk = itemsBetween(read, state, from, to);
    chunks.push(chunk);
    count += chunk.length;
    to = from;
  }
  const items = chunks.toReversed().flat();
  const page = items.slice(Math.max(0, items.length - limit));
  const first = page[0];
  return {
    items: page,
    before: first !== undefined && (to > 0 || items.length > page.length) ? first.n : null,
  };
}

/** Items of the events in `(from, to]`. */
function itemsBetween(
  read: ReadEvents,
  state: Pick<State, "runs" | "landings" | "seq">,
  from: number,
  to: number,
): ItemRow[] {
  const kinds = new Map<number, "user" | "report">();
  const found: ItemRow[] = [];
  for (const event of read(Math.max(0, from - TURN_SPAN))) {
    if (event.seq > to) break;
    if (event.type === "conversation.turn-begun") kinds.set(event.data.n, event.data.kind);
    if (event.seq <= from) continue;
    const item = itemOf(event, { state, turnKind: (n) => kinds.get(n) ?? "user" });
    if (item !== null) found.push(item);
  }
  return found;
}
