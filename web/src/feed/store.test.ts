import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ServerSaid } from "../../../src/wire/feed.ts";
import { createFeedStore, FLEET_MS } from "./store.ts";
import { boardRow, upsert } from "./testing/rows.ts";

function frame(seq: number, title: string): ServerSaid {
  return { type: "frame", epoch: "e1", seq, journal: seq, rows: [upsert.board(boardRow({ title }))] };
}

function begin() {
  const frames: (() => void)[] = [];
  const store = createFeedStore({
    now: () => Date.now(),
    onFrame: (run) => {
      frames.push(run);
      return () => void frames.splice(frames.indexOf(run), 1);
    },
  });
  store.take({ type: "snapshot", epoch: "e1", seq: 1, journal: 1, now: 0, rows: [] });
  const draw = () => {
    for (const run of frames.splice(0)) run();
  };
  const titles = () => ({
    screens: store.shown.getState().known.view.tables.board["T-1"]?.title,
    fleet: store.shown.getState().fleet["T-1"]?.title,
    latest: store.latest().view.tables.board["T-1"]?.title,
  });
  return { store, frames, draw, titles };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("draws what came between two frames of the screen once", () => {
  const { store, frames, draw, titles } = begin();
  draw();
  const changed = vi.fn();
  store.shown.subscribe((state, before) => void (state.known !== before.known && changed()));
  for (const seq of [2, 3, 4]) store.take(frame(seq, `title ${seq}`));
  expect(frames).toHaveLength(1);
  expect(titles()).toEqual({ screens: undefined, fleet: undefined, latest: "title 4" });
  draw();
  expect(changed).toHaveBeenCalledOnce();
  expect(titles().screens).toBe("title 4");
});

test("keeps folding in a hidden tab, which has no frames, and then shows the newest", () => {
  const { store, draw, titles } = begin();
  for (let seq = 2; seq <= 1_000; seq++) store.take(frame(seq, `title ${seq}`));
  expect(titles()).toMatchObject({ screens: undefined, latest: "title 1000" });
  draw();
  expect(titles().screens).toBe("title 1000");
});

test("shows the fleet at most ten times a second, and always its last state", () => {
  const { store, draw, titles } = begin();
  draw();
  store.take(frame(2, "first"));
  draw();
  expect(titles().fleet).toBe("first");
  const seen: unknown[] = [];
  store.shown.subscribe(({ fleet }, before) => void (fleet !== before.fleet && seen.push(fleet)));
  for (let seq = 3; seq <= 8; seq++) {
    store.take(frame(seq, `title ${seq}`));
    draw();
    vi.advanceTimersByTime(FLEET_MS / 10);
  }
  expect(seen).toHaveLength(0);
  vi.advanceTimersByTime(FLEET_MS);
  expect(seen).toHaveLength(1);
  expect(titles().fleet).toBe("title 8");
});

test("refuses what does not fit, and stays as it is", () => {
  const { store, titles } = begin();
  expect(store.take(frame(7, "of later"))).toBe(false);
  expect(titles().latest).toBeUndefined();
});
