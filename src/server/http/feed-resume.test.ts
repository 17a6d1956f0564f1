import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFrame, EMPTY_VIEW, FRAME_MS, RING_ITEMS_MAX, type View } from "../../wire/feed.ts";
import { follow, startFeed, typesOf } from "./testing/feed-scene.ts";
import { createRecordingClient, type RecordingClient } from "./testing/recording-client.ts";
import { boardUpsert } from "./testing/sample-rows.ts";

type Step =
  | { readonly do: "put"; readonly n: number; readonly value: number }
  | { readonly do: "delete"; readonly n: number }
  | { readonly do: "advance" }
  | { readonly do: "pass"; readonly ms: number }
  | { readonly do: "join" }
  /** A client goes, and comes back with what it has, or with so many frames less. */
  | { readonly do: "return"; readonly who: number; readonly less: number };

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("put" as const), n: fc.nat(8), value: fc.nat(3) }),
    fc.record({ do: fc.constant("delete" as const), n: fc.nat(8) }),
    fc.record({ do: fc.constant("advance" as const) }),
    fc.record({ do: fc.constant("pass" as const), ms: fc.nat(120) }),
    fc.record({ do: fc.constant("join" as const) }),
    fc.record({ do: fc.constant("return" as const), who: fc.nat(5), less: fc.nat(4) }),
  ),
  { maxLength: 60 },
);

test("every client's view is the snapshot of that moment, whenever it came, went, came back, or heard a frame twice", () => {
  fc.assert(
    fc.property(steps, (story: readonly Step[]) => {
      const { feed, rows, timers } = startFeed();
      const clients: { client: RecordingClient; leave: () => void }[] = [];
      const join = (known: View, less: number) => {
        const client = createRecordingClient(known);
        const membership = feed.join(client);
        const seq = Math.max(0, known.seq - less);
        membership.hear({ type: "hello", epoch: known.epoch, seq, topics: [] });
        return { client, leave: () => membership.leave() };
      };
      for (const step of story) {
        if (step.do === "put") rows.put(boardUpsert(step.n, `step ${step.value}`));
        else if (step.do === "delete") rows.put({ table: "board", key: `T-${step.n}`, row: null });
        else if (step.do === "advance") rows.advance();
        else if (step.do === "pass") timers.pass(step.ms);
        else if (step.do === "join") clients.push(join(EMPTY_VIEW, 0));
        else {
          const one = clients[step.who];
          if (one === undefined) continue;
          one.leave();
          clients[step.who] = join(one.client.view(), step.less);
        }
      }
      timers.pass(FRAME_MS);
      const fresh = follow(feed);
      timers.pass(FRAME_MS);
      expect(fresh.view().journal).toBe(rows.position());
      for (const { client } of clients) expect(client.view()).toEqual(fresh.view());
    }),
    { numRuns: 400 },
  );
});

describe("a client that missed something", () => {
  test("says hello with what it has, and gets what is missing", () => {
    const { feed, rows, timers } = startFeed();
    let view = EMPTY_VIEW;
    let isLossy = false;
    const client = createRecordingClient();
    const membership = feed.join({
      ...client,
      send: (json) => {
        if (isLossy) return;
        const next = applyFrame(view, JSON.parse(json.toString()));
        if (next === null) membership.hear({ type: "hello", epoch: view.epoch, seq: view.seq, topics: [] });
        else view = next;
      },
    });
    membership.hear({ type: "hello", epoch: null, seq: 0, topics: [] });
    timers.pass(0);
    isLossy = true;
    rows.put(boardUpsert(1));
    timers.pass(FRAME_MS);
    isLossy = false;
    rows.put(boardUpsert(2));
    timers.pass(FRAME_MS);
    expect(view.seq).toBe(2);
    expect(Object.keys(view.tables.board)).toEqual(["T-1", "T-2"]);
  });

  test("of more than is kept gets a snapshot", () => {
    const { feed, rows, timers } = startFeed();
    const early = follow(feed);
    timers.pass(0);
    for (let n = 0; n <= RING_ITEMS_MAX; n += 1) {
      rows.put(boardUpsert(n % 500));
      if (n % 500 === 499) timers.pass(FRAME_MS);
    }
    timers.pass(FRAME_MS);
    const { epoch } = early.view();
    const late = createRecordingClient({ ...EMPTY_VIEW, epoch });
    feed.join(late).hear({ type: "hello", epoch, seq: 0, topics: [] });
    timers.pass(FRAME_MS);
    expect(typesOf(late)).toEqual(["snapshot"]);
    expect(late.view()).toEqual(early.view());
  });

  test("of another life of the daemon, or that knows the future, gets a snapshot", () => {
    const { feed, rows, timers } = startFeed();
    rows.put(boardUpsert(1));
    const first = follow(feed);
    timers.pass(0);
    const { epoch } = first.view();
    for (const known of [
      { epoch: "another", seq: 0 },
      { epoch, seq: 7 },
    ]) {
      const client = createRecordingClient();
      feed.join(client).hear({ type: "hello", ...known, topics: [] });
      timers.pass(FRAME_MS);
      expect(typesOf(client)).toEqual(["snapshot"]);
    }
  });
});
