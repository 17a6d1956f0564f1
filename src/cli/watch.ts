// Waits for what a client shows: items as they come, the board as it changes.
import { setTimeout as wait } from "node:timers/promises";
import type { BoardRow, Client, Item } from "../wire/client.ts";

export interface ShownItem {
  readonly item: Item;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Watch {
  readonly items: readonly ShownItem[];
  /** The first item of this kind from `from` on (an index of `items`). @throws TookTooLong */
  until(what: string, isIt: (item: Item) => boolean, from?: number): Promise<ShownItem>;
  /** @throws TookTooLong */
  untilBoard(what: string, isIt: (rows: readonly BoardRow[]) => boolean): Promise<readonly BoardRow[]>;
}

/** What was waited for did not come; the message has the board as it stood. */
class TookTooLong extends Error {
  readonly code = "took-too-long";
  readonly retry = "soon";
  constructor(what: string, limitMs: number, rows: readonly BoardRow[]) {
    super(
      `Waited ${Math.round(limitMs / 1_000)} s for ${what}. The board: ${rows.map((row) => `${row.ticket} ${row.status}`).join("; ") || "empty"}`,
    );
    this.name = "TookTooLong";
  }
}

const POLL_MS = 20;

export function watch(client: Client, limitMs: number): Watch {
  const items: ShownItem[] = [];
  client.onItem((item) => items.push({ item, at: Date.now() }));
  async function poll<Found>(what: string, look: () => Found | undefined): Promise<Found> {
    const endAt = Date.now() + limitMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > endAt) throw new TookTooLong(what, limitMs, client.board());
      await wait(POLL_MS);
    }
  }
  return {
    items,
    until: (what, isIt, from = 0) => poll(what, () => items.slice(from).find((one) => isIt(one.item))),
    untilBoard: (what, isIt) => poll(what, () => (isIt(client.board()) ? client.board() : undefined)),
  };
}
