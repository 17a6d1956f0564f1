// Items in the order in which they came, each once: what was there before is the past, and what was said here is not repeated.
import type { Item } from "../../wire/client.ts";
import type { View } from "../../wire/feed.ts";
import type { ItemRow } from "../../wire/rows.ts";

export interface ItemStream {
  /** Shows what this view has that was not shown. */
  take(view: View): void;
  /** Shows something that is in no view: a step of an agent, the state of the connection. */
  readonly show: (item: Item) => void;
  /** What is being said here: its message, by the id that this resolves with (null: refused), is not shown as another's. */
  noteSaying(message: Promise<string | null>): void;
  /** What came before anybody listened comes first. */
  onItem(listener: (item: Item) => void): () => void;
}

/** `make`: what is shown of a row; null: nothing. */
export function createItemStream(make: (row: ItemRow, view: View) => Item | null): ItemStream {
  const listeners = new Set<(item: Item) => void>();
  let backlog: Item[] = [];
  /** The number of the last item that was shown; null before the first view. */
  let shownTo: number | null = null;
  const own = new Set<string>();
  const saying = new Set<Promise<string | null>>();

  function show(item: Item): void {
    if (listeners.size === 0) backlog.push(item);
    for (const listener of listeners) listener(item);
  }

  function showRow(row: ItemRow, view: View): void {
    const item = make(row, view);
    if (item !== null) show(item);
  }

  /** Said elsewhere, on the page perhaps; whose it is, the answer to what is being said here tells. */
  function showUnlessOwn(row: Extract<ItemRow, { kind: "user" }>, view: View): void {
    if (own.has(row.id)) return;
    if (saying.size === 0) return showRow(row, view);
    void Promise.allSettled(saying).then(() => showUnlessOwn(row, view));
  }

  return {
    take: (view) => {
      const known = shownTo;
      const fresh = Object.values(view.tables.item)
        .filter((row) => known === null || row.n > known)
        .toSorted((one, other) => one.n - other.n);
      shownTo = fresh.at(-1)?.n ?? known ?? 0;
      if (known === null) return;
      for (const row of fresh) {
        if (row.kind === "user") showUnlessOwn(row, view);
        else if (isLastOfItsKind(row, fresh)) showRow(row, view);
      }
    },
    show,
    noteSaying: (message) => {
      const settled = message
        .then((id) => {
          if (id !== null) own.add(id);
          return id;
        })
        .finally(() => saying.delete(settled));
      saying.add(settled);
      // Whoever says it hears of its failure.
      settled.catch((error: unknown) => error);
    },
    onItem: (listener) => {
      listeners.add(listener);
      const missed = backlog;
      backlog = [];
      for (const item of missed) listener(item);
      return () => listeners.delete(listener);
    },
  };
}

/** Of several cards of one ticket that came at once, the last shows them all. */
function isLastOfItsKind(row: ItemRow, fresh: readonly ItemRow[]): boolean {
  if (row.kind !== "ticket" && row.kind !== "review") return true;
  return fresh.findLast((one) => one.kind === row.kind && one.ticket === row.ticket) === row;
}
