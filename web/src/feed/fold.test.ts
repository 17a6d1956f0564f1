import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFrame, EMPTY_VIEW, type ServerSaid, type View } from "../../../src/wire/feed.ts";
import type { RowUpsert } from "../../../src/wire/rows.ts";
import { fold, type Known, missText, NOTHING_KNOWN, withOlderItems, withWatched } from "./fold.ts";
import { answerItem, boardRow, orchestratorRow, timelineRow, upsert, userItem } from "./testing/rows.ts";

const NOW = 5_000;

function snapshot(rows: readonly RowUpsert[], seq = 1, epoch = "e1"): ServerSaid {
  return { type: "snapshot", epoch, seq, journal: seq * 10, now: NOW + 250, rows };
}

function frame(seq: number, ...rows: readonly RowUpsert[]): ServerSaid {
  return { type: "frame", epoch: "e1", seq, journal: seq * 10, rows };
}

function delta(turn: number, text: string): ServerSaid {
  return { type: "delta", conversation: "C1", turn, text };
}

/** Of things that all fit. */
function after(...said: readonly ServerSaid[]): Known {
  return said.reduce<Known>((known, one) => {
    const next = fold(known, one, NOW);
    if (next === null) throw new Error(`${one.type} did not fit`);
    return next;
  }, NOTHING_KNOWN);
}

const running = (n: number, doing = "Thinking") =>
  upsert.orchestrator(
    orchestratorRow({ word: "active", doing, turn: { n, kind: "user", messages: [`m${n}`] } }),
  );
const resting = upsert.orchestrator(orchestratorRow());
const textsOf = ({ streaming }: Known) => streaming.map(({ text }) => text);

describe("an answer that is being written", () => {
  test("grows by its deltas and goes when its item is there", () => {
    const writing = after(snapshot([running(3)]), delta(3, "Spawning "), delta(3, "Worker 1"));
    expect(textsOf(writing)).toEqual(["Spawning Worker 1"]);
    const done = fold(writing, frame(2, upsert.item(answerItem(7, "Spawning Worker 1.", 3))), NOW);
    expect(done?.streaming).toEqual([]);
  });

  test("shows no text that comes after its item", () => {
    const done = after(
      snapshot([running(3)]),
      frame(2, upsert.item(answerItem(7, "Done.", 3))),
      delta(3, "late"),
    );
    expect(done.streaming).toEqual([]);
  });

  test("goes when its turn ended without an answer", () => {
    const failed = after(snapshot([running(3)]), delta(3, "I will"), frame(2, resting), delta(3, "late"));
    expect(failed.streaming).toEqual([]);
  });

  test("may begin before the frame that says so", () => {
    const early = after(snapshot([running(3)]), delta(3, "one"), delta(4, "two"));
    expect(textsOf(early)).toEqual(["one", "two"]);
    expect(textsOf(fold(early, frame(2, running(4)), NOW) ?? early)).toEqual(["two"]);
  });

  test("says when its beginning or its middle was missed", () => {
    const late = after(snapshot([running(3, "Conversing")]), delta(3, "and so on"));
    expect(textsOf(late)).toEqual(["… and so on"]);
    expect(textsOf(missText(late))[0]).toMatch(/^… and so on\s+… $/);
  });

  test("is written anew by another life of the daemon", () => {
    const again = after(
      snapshot([running(3)]),
      delta(3, "half"),
      snapshot([running(3)], 1, "e2"),
      delta(3, "whole"),
    );
    expect(textsOf(again)).toEqual(["whole"]);
  });
});

describe("items", () => {
  const items = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => userItem(from + index, `m${from + index}`));
  const numbers = (known: Known) => known.items.map(({ n }) => n);

  test("of older pages stay when a snapshot follows on them", () => {
    const known = withOlderItems(after(snapshot(items(5, 8).map(upsert.item))), items(1, 4));
    const again = fold(known, snapshot(items(7, 9).map(upsert.item), 1, "e2"), NOW);
    expect(numbers(again ?? known)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("are only those of the snapshot when some between may be missing", () => {
    const known = after(snapshot(items(1, 4).map(upsert.item)));
    expect(numbers(fold(known, snapshot(items(7, 9).map(upsert.item), 1, "e2"), NOW) ?? known)).toEqual([
      7, 8, 9,
    ]);
  });

  test("of another journal are not mixed with those of this", () => {
    const known = after(snapshot(items(1, 9).map(upsert.item)));
    const other = fold(known, snapshot([upsert.item(answerItem(1, "hello"))], 1, "e2"), NOW);
    expect(numbers(other ?? known)).toEqual([1]);
  });

  test("of an older page that overlaps are kept once", () => {
    const known = after(snapshot(items(4, 5).map(upsert.item)));
    expect(numbers(withOlderItems(known, items(2, 4)))).toEqual([2, 3, 4, 5]);
  });
});

test("the server's clock is told by a snapshot", () => {
  expect(after(snapshot([])).clockAheadMs).toBe(250);
});

test("lines of an agent are kept in order, once, and only while it is watched", () => {
  const watched = withWatched(after(snapshot([])), "R-1.1", true);
  const say = (known: Known, ...numbers: readonly number[]) =>
    fold(known, { type: "activity", run: "R-1.1", rows: numbers.map((n) => timelineRow(n)) }, NOW) ?? known;
  const known = say(say(say(watched, 1, 2), 5), 3, 4, 5);
  expect(known.activity["R-1.1"]?.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
  expect(say(withWatched(known, "R-1.1", false), 6).activity).toEqual({});
});

test("which turn takes up a message is learnt from the frames", () => {
  expect(after(snapshot([running(3)]), frame(2, running(4))).turnOfMessage).toEqual({ m3: 3, m4: 4 });
});

/** A server of frames: what it has said so far, and what it answers to a hello. */
function serverOf(rows: readonly (readonly RowUpsert[])[], ringFrames: number) {
  const frames = rows.map((upserts, index): ServerSaid => frame(index + 2, ...upserts));
  const begun = applyFrame(EMPTY_VIEW, snapshot([running(1)])) ?? EMPTY_VIEW;
  const last = frames.reduce((view, one) => applyFrame(view, one) ?? EMPTY_VIEW, begun);
  const answer = (view: View): readonly ServerSaid[] => {
    const isInRing = view.epoch === "e1" && view.seq >= frames.length + 1 - ringFrames;
    return isInRing ? frames.slice(view.seq - 1) : [snapshot(rowsOf(last), last.seq)];
  };
  return { frames, last, answer };
}

function rowsOf({ tables }: View): readonly RowUpsert[] {
  return Object.entries(tables).flatMap(([table, rows]) =>
    Object.entries(rows).map(([key, row]) => ({ table, key, row }) as RowUpsert),
  );
}

const anyUpsert: fc.Arbitrary<RowUpsert> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.string({ maxLength: 5 }))
    .map(([n, title]) => upsert.board(boardRow({ ticket: `T-${n}`, title }))),
  fc.integer({ min: 1, max: 4 }).map((n): RowUpsert => ({ table: "review", key: `R-${n}.1`, row: null })),
  fc.integer({ min: 1, max: 30 }).map((n) => upsert.item(userItem(n, `text ${n}`))),
  fc.integer({ min: 1, max: 6 }).map((n) => running(n)),
);

test("frames in any order, twice or cut, end in the server's view once it is asked for what is missing", () => {
  const runs = fc.record({
    rows: fc.array(fc.array(anyUpsert, { maxLength: 4 }), { maxLength: 12 }),
    picks: fc.array(fc.nat(20), { maxLength: 40 }),
    ringFrames: fc.nat(12),
  });
  fc.assert(
    fc.property(runs, ({ rows, picks, ringFrames }) => {
      const server = serverOf(rows, ringFrames);
      const disorder = picks.flatMap((pick) => server.frames[pick] ?? []);
      let known = NOTHING_KNOWN;
      const take = (said: ServerSaid) => {
        const next = fold(known, said, NOW);
        if (next !== null) known = next;
        return next !== null;
      };
      for (const said of disorder) if (!take(said)) server.answer(known.view).forEach(take);
      server.answer(known.view).forEach(take);
      expect(known.view).toEqual(server.last);
      const shown = known.items.map(({ n }) => n);
      expect(shown).toEqual(shown.toSorted((one, other) => one - other));
      expect(new Set(shown)).toEqual(new Set(Object.keys(server.last.tables.item).map(Number)));
    }),
  );
});
