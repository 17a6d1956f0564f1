import { describe, expect, test } from "vitest";
import { CLOSE_BYTES, DROP_BYTES, FRAME_MS, RESYNC_CODE } from "../../wire/feed.ts";
import type { TimelineRow } from "../../wire/rows.ts";
import { IDLE_FRAME_MS } from "./feed.ts";
import { follow, startFeed, typesOf } from "./testing/feed-scene.ts";
import { createRecordingClient } from "./testing/recording-client.ts";
import { boardUpsert } from "./testing/sample-rows.ts";

const LINE: TimelineRow = {
  n: 1,
  at: 1,
  kind: "text",
  title: "one",
  text: "one",
  isCut: false,
  id: "",
  isError: false,
  durationMs: null,
};

describe("what a client is sent", () => {
  test("is the whole view first, then only what changed", () => {
    const { feed, rows, timers } = startFeed();
    rows.put(boardUpsert(1));
    const client = follow(feed);
    timers.pass(0);
    rows.put(boardUpsert(2));
    timers.pass(FRAME_MS);
    expect(typesOf(client)).toEqual(["snapshot", "frame"]);
    expect(client.said.at(-1)).toMatchObject({ seq: 2, journal: 2, rows: [boardUpsert(2)] });
    expect(Object.keys(client.view().tables.board)).toEqual(["T-1", "T-2"]);
  });

  test("is nothing before it says hello", () => {
    const { feed, rows, timers } = startFeed();
    const client = createRecordingClient();
    feed.join(client);
    rows.put(boardUpsert(1));
    timers.pass(IDLE_FRAME_MS);
    expect(client.said).toEqual([]);
  });

  test("comes at once after a pause, and then in frames of 50 ms", () => {
    const { feed, rows, timers } = startFeed();
    const client = follow(feed);
    timers.pass(1_000);
    rows.put(boardUpsert(1));
    timers.pass(0);
    expect(typesOf(client)).toEqual(["snapshot", "frame"]);
    for (let n = 0; n < 100; n += 1) {
      rows.put(boardUpsert(1, `step ${n}`));
      timers.pass(10);
    }
    expect(client.said.length - 2).toBeLessThanOrEqual(1_000 / FRAME_MS);
  });

  test("is one message for all clients, made once", () => {
    const { feed, rows, timers } = startFeed();
    const sent: Buffer[] = [];
    for (const client of [createRecordingClient(), createRecordingClient()])
      feed
        .join({ ...client, send: (json) => void sent.push(json) })
        .hear({ type: "hello", epoch: null, seq: 0, topics: [] });
    timers.pass(0);
    rows.put(boardUpsert(1));
    timers.pass(FRAME_MS);
    expect(sent).toHaveLength(4);
    expect(sent[0]).toBe(sent[1]);
    expect(sent[2]).toBe(sent[3]);
  });

  test("says that the journal has gone on although no row changed", () => {
    const { feed, rows, timers } = startFeed();
    const client = follow(feed);
    timers.pass(0);
    rows.advance();
    timers.pass(FRAME_MS);
    expect(client.said.at(-1)).toMatchObject({ type: "frame", journal: 1, rows: [] });
    rows.noteFact("R-1.1");
    timers.pass(FRAME_MS);
    expect(client.said).toHaveLength(2);
  });

  test("carries its place, so that a client can go on from there", () => {
    const { feed, rows, timers } = startFeed();
    const client = follow(feed);
    timers.pass(0);
    rows.put(boardUpsert(1));
    timers.pass(FRAME_MS);
    const { epoch } = client.view();
    expect(client.ids).toEqual([`${epoch}:0`, `${epoch}:1`]);
  });
});

describe("answers and records as they grow", () => {
  test("go to who asked, joined to one message a frame, before the frame", () => {
    const { feed, rows, timers, project } = startFeed();
    const asked = follow(feed, ["deltas"]);
    const other = follow(feed);
    timers.pass(0);
    project.sayDelta("Hel");
    project.sayDelta("lo");
    rows.put(boardUpsert(1));
    timers.pass(FRAME_MS);
    expect(typesOf(asked)).toEqual(["snapshot", "delta", "frame"]);
    expect(asked.said[1]).toEqual({ type: "delta", conversation: "C1", turn: 1, text: "Hello" });
    expect(asked.ids[1]).toBeNull();
    expect(typesOf(other)).toEqual(["snapshot", "frame"]);
  });

  test("of one run do not go to who asked for another", () => {
    const { feed, timers, project } = startFeed();
    const one = follow(feed, ["run:R-1.1"]);
    const two = follow(feed, ["run:R-2.1"]);
    timers.pass(0);
    project.sayActivity("R-1.1", [LINE]);
    project.sayActivity("R-3.1", [LINE]);
    timers.pass(FRAME_MS);
    expect(one.said.at(-1)).toEqual({ type: "activity", run: "R-1.1", rows: [LINE] });
    expect(typesOf(two)).toEqual(["snapshot"]);
  });

  test("are listened to only while somebody asks for them", () => {
    const { feed, timers, project } = startFeed();
    const client = createRecordingClient();
    const membership = feed.join(client);
    membership.hear({ type: "hello", epoch: null, seq: 0, topics: [] });
    expect(project.listenerCount()).toBe(0);
    membership.hear({ type: "topics", topics: ["deltas", "run:R-1.1"] });
    expect(project.listenerCount()).toBe(2);
    project.sayDelta("lost");
    membership.hear({ type: "topics", topics: ["run:R-1.1"] });
    expect(project.listenerCount()).toBe(1);
    timers.pass(FRAME_MS);
    membership.leave();
    expect(project.listenerCount()).toBe(0);
    expect(typesOf(client)).toEqual(["snapshot"]);
  });
});

describe("a slow client", () => {
  test("loses text and records, and keeps its rows", () => {
    const { feed, rows, timers, project } = startFeed();
    const client = follow(feed, ["deltas"]);
    timers.pass(0);
    client.stall(DROP_BYTES + 1);
    project.sayDelta("lost");
    rows.put(boardUpsert(1));
    timers.pass(FRAME_MS);
    expect(typesOf(client)).toEqual(["snapshot", "frame"]);
  });

  test("that reads nothing is sent away, and no more waits for it than the bound and one frame", () => {
    const { feed, rows, timers } = startFeed();
    const client = follow(feed);
    timers.pass(0);
    client.stall("whole");
    const megabyte = "x".repeat(1_000_000);
    for (let n = 0; n < 20; n += 1) {
      rows.put(boardUpsert(1, `${n} ${megabyte}`));
      timers.pass(FRAME_MS);
    }
    expect(client.ended()).toMatchObject({ code: RESYNC_CODE });
    const frameBytes = 2 * megabyte.length + 2_000;
    expect(client.waitingBytes()).toBeGreaterThan(CLOSE_BYTES);
    expect(client.waitingBytes()).toBeLessThan(CLOSE_BYTES + 2 * frameBytes);
  });
});

describe("a feed that nobody follows", () => {
  test("takes what changed now and then, and does nothing when nothing changes", () => {
    const { rows, timers } = startFeed();
    const before = rows.takeCount();
    expect(timers.waitingCount()).toBe(0);
    for (let n = 0; n < 100; n += 1) {
      rows.put(boardUpsert(n));
      timers.pass(100);
    }
    expect(rows.takeCount() - before).toBeLessThanOrEqual(10_000 / IDLE_FRAME_MS + 1);
    timers.pass(IDLE_FRAME_MS);
    expect(timers.waitingCount()).toBe(0);
  });

  test("still has what a client that comes back has missed", () => {
    const { feed, rows, timers } = startFeed();
    const client = createRecordingClient();
    const membership = feed.join(client);
    membership.hear({ type: "hello", epoch: null, seq: 0, topics: [] });
    timers.pass(0);
    membership.leave();
    rows.put(boardUpsert(1));
    timers.pass(IDLE_FRAME_MS);
    rows.put(boardUpsert(2));
    const back = createRecordingClient(client.view());
    feed.join(back).hear({ type: "hello", epoch: client.view().epoch, seq: 0, topics: [] });
    timers.pass(FRAME_MS);
    expect(typesOf(back)).toEqual(["frame", "frame"]);
    expect(Object.keys(back.view().tables.board)).toEqual(["T-1", "T-2"]);
  });
});

test("rows that cannot be made end no feed: the defect is told, and every client starts over", () => {
  const { feed, rows, timers, defects } = startFeed();
  const client = follow(feed);
  timers.pass(0);
  rows.fail(new RangeError("planted"));
  timers.pass(FRAME_MS);
  expect(defects).toEqual([new RangeError("planted")]);
  expect(client.ended()).toMatchObject({ code: RESYNC_CODE });
  const next = follow(feed);
  timers.pass(FRAME_MS);
  expect(next.view().epoch).not.toBe(client.view().epoch);
  expect(typesOf(next)).toEqual(["snapshot"]);
});

test("a feed that closes tells its clients, and listens to nothing any more", () => {
  const { feed, rows, timers, project } = startFeed();
  const client = follow(feed, ["deltas"]);
  rows.put(boardUpsert(1));
  feed.close();
  expect(client.ended()).toMatchObject({ code: 1001 });
  expect(rows.listenerCount() + project.listenerCount()).toBe(0);
  expect(timers.waitingCount()).toBe(0);
});
