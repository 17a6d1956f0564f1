// What a page knows of one project after each thing that the server said: pure, so that every order of things can be tried.
import { applyFrame, EMPTY_VIEW, type ServerSaid, type View } from "../../../src/wire/feed.ts";
import type { ItemRow, OrchestratorRow, TimelineRow } from "../../../src/wire/rows.ts";

export interface Known {
  readonly view: View;
  /** The conversation as far as it was seen, in order of `n`; older pages included, without a gap. */
  readonly items: readonly ItemRow[];
  /** Answers that are being written, the oldest first. */
  readonly streaming: readonly StreamingAnswer[];
  /** The last turn of which nothing more can come. */
  readonly endedTurn: number;
  /** Which turn takes up a message; of the latest messages only. */
  readonly turnOfMessage: Readonly<Record<string, number>>;
  /** Lines of the agents that somebody looks at, in order of `n`. */
  readonly activity: Readonly<Record<string, readonly TimelineRow[]>>;
  /** What the server's clock is ahead of ours, in milliseconds. */
  readonly clockAheadMs: number;
}

export interface StreamingAnswer {
  readonly conversation: string;
  readonly turn: number;
  readonly text: string;
}

export const NOTHING_KNOWN: Known = {
  view: EMPTY_VIEW,
  items: [],
  streaming: [],
  endedTurn: 0,
  turnOfMessage: {},
  activity: {},
  clockAheadMs: 0,
};

/** Live lines of one agent push out its oldest beyond this; those are paged over HTTP. */
const ACTIVITY_ROWS_MAX = 5_000;
/** An answer that streams is cut to its end beyond this; the item has it all. */
const STREAM_CHARS_MAX = 400_000;
const TURNS_KEPT_MAX = 200;
/** Stands where text of an answer was missed, until the item comes. */
const MISSED = "… ";

/** `receivedAt`: our clock. Null: frames are missing, say hello again; nothing is lost by keeping what was known. */
export function fold(known: Known, said: ServerSaid, receivedAt: number): Known | null {
  switch (said.type) {
    case "delta":
      return withDelta(known, said);
    case "activity":
      return withLiveActivity(known, said.run, said.rows);
    case "snapshot":
    case "frame": {
      const view = applyFrame(known.view, said);
      if (view === null || view === known.view) return view === null ? null : known;
      // Another life of the daemon writes what was cut off from its beginning.
      const { streaming, endedTurn: ended } =
        said.epoch === known.view.epoch ? known : { streaming: [], endedTurn: 0 };
      const endedTurn = Math.max(ended, lastEnded(known.view, view, said));
      return {
        ...known,
        view,
        items: withItems(known.items, view, said),
        endedTurn,
        streaming: withoutEnded(streaming, endedTurn),
        turnOfMessage: withTurns(known.turnOfMessage, said),
        clockAheadMs: said.type === "snapshot" ? said.now - receivedAt : known.clockAheadMs,
      };
    }
    default:
      return said satisfies never;
  }
}

/** The connection was lost: what was said meanwhile of an answer will not come again. */
export function missText(known: Known): Known {
  const streaming = known.streaming.map((one) => ({ ...one, text: `${one.text}\n\n${MISSED}` }));
  return streaming.length === 0 ? known : { ...known, streaming };
}

/** An older page of the conversation. It must end right before what is known. */
export function withOlderItems(known: Known, older: readonly ItemRow[]): Known {
  const first = known.items[0]?.n ?? Infinity;
  const fresh = older.filter(({ n }) => n < first);
  return fresh.length === 0 ? known : { ...known, items: [...fresh, ...known.items] };
}

/** Lines of an agent from wherever; each is kept once. Of a run that nobody watches they are dropped. */
export function withActivity(known: Known, run: string, rows: readonly TimelineRow[]): Known {
  const before = known.activity[run];
  if (before === undefined || rows.length === 0) return known;
  const after = merged(before, rows);
  return after === before ? known : { ...known, activity: { ...known.activity, [run]: after } };
}

function withLiveActivity(known: Known, run: string, rows: readonly TimelineRow[]): Known {
  const next = withActivity(known, run, rows);
  const kept = next.activity[run];
  if (kept === undefined || kept.length <= ACTIVITY_ROWS_MAX) return next;
  return { ...next, activity: { ...next.activity, [run]: kept.slice(-ACTIVITY_ROWS_MAX) } };
}

export function withWatched(known: Known, run: string, isWatched: boolean): Known {
  if (isWatched === run in known.activity) return known;
  if (isWatched) return { ...known, activity: { ...known.activity, [run]: [] } };
  const { [run]: _dropped, ...activity } = known.activity;
  return { ...known, activity };
}

function withDelta(known: Known, said: Extract<ServerSaid, { type: "delta" }>): Known {
  const { conversation, turn, text } = said;
  if (turn <= known.endedTurn) return known;
  const at = known.streaming.findIndex((one) => one.turn === turn && one.conversation === conversation);
  const before = known.streaming[at]?.text ?? (isLate(known, conversation, turn) ? MISSED : "");
  const answer = { conversation, turn, text: (before + text).slice(-STREAM_CHARS_MAX) };
  const others = known.streaming.filter((_one, index) => index !== at);
  return { ...known, streaming: [...others, answer].toSorted((one, other) => one.turn - other.turn) };
}

/** The page came when the answer was being written already: its beginning is not here. */
function isLate({ view }: Known, conversation: string, turn: number): boolean {
  const row = view.tables.orchestrator[conversation];
  return row?.turn?.n === turn && row.doing === "Conversing";
}

function withItems(
  before: readonly ItemRow[],
  view: View,
  said: Extract<ServerSaid, { type: "snapshot" | "frame" }>,
): readonly ItemRow[] {
  const rows = said.rows.flatMap((upsert) =>
    upsert.table === "item" && upsert.row !== null ? [upsert.row] : [],
  );
  if (said.type === "frame") return rows.length === 0 ? before : merged(before, rows);
  const snapshot = Object.values(view.tables.item).toSorted((one, other) => one.n - other.n);
  const first = snapshot[0]?.n ?? Infinity;
  const isJoined = before.some(({ n }) => n >= first) && !isOtherPast(before, snapshot);
  // Between what was known and this there may be items that nobody has seen: then only this is known.
  return isJoined ? merged(before, snapshot) : snapshot;
}

/** The same number for another thing: another journal answers under this address. */
function isOtherPast(before: readonly ItemRow[], snapshot: readonly ItemRow[]): boolean {
  const known = new Map(before.map((item) => [item.n, item]));
  const last = snapshot.at(-1)?.n ?? 0;
  if ((before.at(-1)?.n ?? 0) > last) return true;
  return snapshot.some((item) => {
    const same = known.get(item.n);
    return same !== undefined && (same.kind !== item.kind || same.at !== item.at);
  });
}

/** In order of `n`, the newer of two with the same. The usual case, all after the last, copies once. */
function merged<Row extends { readonly n: number }>(
  before: readonly Row[],
  rows: readonly Row[],
): readonly Row[] {
  const last = before.at(-1)?.n ?? -1;
  const isAllAfter = rows.every(({ n }, index) => n > (index === 0 ? last : (rows[index - 1]?.n ?? last)));
  if (isAllAfter) return [...before, ...rows];
  const byNumber = new Map([...before, ...rows].map((row) => [row.n, row]));
  return [...byNumber.values()].toSorted((one, other) => one.n - other.n);
}

/** Turns end when their answer is there, when another runs, or when none does. */
function lastEnded(
  before: View,
  view: View,
  said: Extract<ServerSaid, { type: "snapshot" | "frame" }>,
): number {
  const answered = said.rows.map((upsert) =>
    upsert.table === "item" && upsert.row?.kind === "answer" ? upsert.row.turn : 0,
  );
  const earlier = before.epoch === view.epoch ? Object.values(before.tables.orchestrator) : [];
  const left = earlier.map(({ conversation, turn }) => {
    const now = view.tables.orchestrator[conversation]?.turn ?? null;
    return turn !== null && turn.n !== now?.n ? turn.n : 0;
  });
  const overtaken = Object.values(view.tables.orchestrator).map(({ turn }) => (turn?.n ?? 1) - 1);
  return Math.max(0, ...answered, ...left, ...overtaken);
}

function withoutEnded(streaming: readonly StreamingAnswer[], endedTurn: number): readonly StreamingAnswer[] {
  return streaming.some(({ turn }) => turn <= endedTurn)
    ? streaming.filter(({ turn }) => turn > endedTurn)
    : streaming;
}

function withTurns(
  before: Known["turnOfMessage"],
  said: Extract<ServerSaid, { type: "snapshot" | "frame" }>,
): Known["turnOfMessage"] {
  const rows: OrchestratorRow[] = said.rows.flatMap((upsert) =>
    upsert.table === "orchestrator" && upsert.row !== null ? [upsert.row] : [],
  );
  const learnt = rows.flatMap(({ turn }) => turn?.messages.map((id) => [id, turn.n] as const) ?? []);
  if (learnt.every(([id, n]) => before[id] === n)) return before;
  return Object.fromEntries([...Object.entries(before), ...learnt].slice(-TURNS_KEPT_MAX));
}
