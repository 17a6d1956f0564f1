// The live feed of one project: what client and server say to each other, and the one reducer that makes a view of it.
import type { RowOf, RowUpsert, TableName, TimelineRow } from "./rows.ts";

/** From the client, first of all and whenever what it looks at changes. */
export type ClientSaid =
  /** `epoch` and `seq` of the last frame applied; null: nothing yet. Inside the ring the missing frames follow, else a snapshot. */
  | {
      readonly type: "hello";
      readonly epoch: string | null;
      readonly seq: number;
      readonly topics: readonly Topic[];
    }
  | { readonly type: "topics"; readonly topics: readonly Topic[] };

/** `deltas`: answers as they are written · `run:R-1.1`, `run:R-1.1-review`, `run:C1`: an agent's record as it grows. */
export type Topic = "deltas" | `run:${string}`;

export const TOPICS_MAX = 20;

export type ServerSaid =
  /** The whole view at `seq`. `journal`: the position in the journal that it shows. */
  | {
      readonly type: "snapshot";
      readonly epoch: string;
      readonly seq: number;
      readonly journal: number;
      /** The server's clock, epoch milliseconds: ages are counted from it. */
      readonly now: number;
      readonly rows: readonly RowUpsert[];
    }
  /** What changed from `seq - 1` to `seq`. */
  | {
      readonly type: "frame";
      readonly epoch: string;
      readonly seq: number;
      readonly journal: number;
      readonly rows: readonly RowUpsert[];
    }
  /** Text of an answer as it is written. Droppable: the item has it all. */
  | { readonly type: "delta"; readonly conversation: string; readonly turn: number; readonly text: string }
  /** New lines of an agent's record, for who asked for them. Droppable: they are paged over HTTP by `n`. */
  | { readonly type: "activity"; readonly run: string; readonly rows: readonly TimelineRow[] };

export interface View {
  /** Null before the first snapshot. */
  readonly epoch: string | null;
  readonly seq: number;
  /** What its reader has seen of the journal: goes with every message, so that "do it" means what was on the screen. */
  readonly journal: number;
  readonly tables: { readonly [Table in TableName]: Readonly<Record<string, RowOf<Table>>> };
}

export const EMPTY_VIEW: View = {
  epoch: null,
  seq: 0,
  journal: 0,
  tables: { project: {}, orchestrator: {}, board: {}, ticket: {}, proposal: {}, review: {}, item: {} },
};

/** Frames are this far apart at least, in milliseconds. */
export const FRAME_MS = 50;
/** Row upserts that are kept for clients that come back. */
export const RING_ITEMS_MAX = 20_000;
/** Waiting bytes of one client beyond which it gets no deltas and no activity; beyond the second it is closed and starts over. */
export const DROP_BYTES = 1_000_000;
export const CLOSE_BYTES = 8_000_000;
/** The WebSocket close code that says: come back, you get a snapshot. */
export const RESYNC_CODE = 4008;

/**
 * The view after what the server said; null when frames are missing: say hello again with what you have. A frame that was applied before
 * changes nothing, so frames may come twice.
 */
export function applyFrame(view: View, said: ServerSaid): View | null {
  switch (said.type) {
    case "snapshot":
      return { ...position(said), tables: withRows(EMPTY_VIEW.tables, said.rows) };
    case "frame":
      if (said.epoch !== view.epoch || said.seq > view.seq + 1) return null;
      return said.seq <= view.seq ? view : { ...position(said), tables: withRows(view.tables, said.rows) };
    case "delta":
    case "activity":
      return view;
    default:
      return said satisfies never;
  }
}

function position({ epoch, seq, journal }: { epoch: string; seq: number; journal: number }) {
  return { epoch, seq, journal };
}

function withRows(tables: View["tables"], rows: readonly RowUpsert[]): View["tables"] {
  const next: Record<string, Record<string, unknown>> = { ...tables };
  const copied = new Set<string>();
  for (const { table, key, row } of rows) {
    if (!copied.has(table)) next[table] = { ...next[table] };
    copied.add(table);
    const of = next[table];
    if (of === undefined) continue; // a table of a newer server, which this page does not draw
    if (row === null) delete of[key];
    else of[key] = row;
  }
  return next as View["tables"]; // the same tables, each row put under the name it came with
}
