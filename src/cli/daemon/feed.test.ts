import { onTestFinished, describe, expect, test } from "vitest";
import { RESYNC_CODE, type View } from "../../wire/feed.ts";
import { boardRow, step, upserts, workingRow } from "../testing/rows.ts";
import { fakeDaemonOfTest } from "../testing/world.ts";
import { connectFeed, readView, type Feed, type FeedOptions } from "./feed.ts";
import { findDaemon } from "./place.ts";

interface Followed {
  readonly feed: Feed;
  readonly connections: readonly string[];
  readonly lines: readonly number[];
  /** Resolves when the view is so. */
  readonly until: (isSo: (view: View) => boolean) => Promise<View>;
}

async function follow(home: string, over: Partial<FeedOptions> = {}): Promise<Followed> {
  const connections: string[] = [];
  const lines: number[] = [];
  const looks = new Set<() => void>();
  const feed = await connectFeed({
    find: () => findDaemon(home),
    project: "p",
    topics: ["run:R-1.1"],
    onView: () => {
      for (const look of looks) look();
    },
    onActivity: ({ rows }) => lines.push(...rows.map((row) => row.n)),
    onConnection: (state) => connections.push(state),
    ...over,
  });
  onTestFinished(() => feed.close());
  return {
    feed,
    connections,
    lines,
    until: async (isSo) => {
      const found = Promise.withResolvers<View>();
      const look = () => {
        if (isSo(feed.view())) found.resolve(feed.view());
      };
      looks.add(look);
      look();
      return await found.promise;
    },
  };
}

const hasTicket = (id: string) => (view: View) => view.tables.board[id] !== undefined;

describe("the feed", () => {
  test("begins with everything and follows frame by frame", async () => {
    const fake = await fakeDaemonOfTest({ rows: [upserts.board(boardRow())] });
    const { feed, until } = await follow(fake.home);
    expect(feed.view()).toEqual(fake.view());
    fake.frame([upserts.board(boardRow({ ticket: "T-2" }))]);
    expect(await until(hasTicket("T-2"))).toEqual(fake.view());
  });

  test("asks for what it missed when a frame does not follow on the last", async () => {
    const fake = await fakeDaemonOfTest();
    const { feed, until } = await follow(fake.home);
    const { seq, epoch } = feed.view();
    fake.keep([upserts.board(boardRow({ ticket: "T-2" }))]);
    fake.frame([upserts.board(boardRow({ ticket: "T-3" }))]);
    expect(await until(hasTicket("T-3"))).toEqual(fake.view());
    expect(feed.view().tables.board["T-2"]).toBeDefined();
    expect(fake.hellos.at(-1)).toEqual({ type: "hello", epoch, seq, topics: ["run:R-1.1"] });
  });

  test("comes back after a lost connection with what it has, and says so", async () => {
    const fake = await fakeDaemonOfTest();
    const { feed, until, connections } = await follow(fake.home);
    const { seq, epoch } = feed.view();
    fake.cut();
    fake.keep([upserts.board(boardRow({ ticket: "T-2" }))]);
    expect(await until(hasTicket("T-2"))).toEqual(fake.view());
    expect(connections).toEqual(["lost", "back"]);
    expect(fake.hellos.at(-1)).toMatchObject({ epoch, seq });
    expect(feed.isConnected()).toBe(true);
  });

  test("starts over when the daemon says that too much was missed", async () => {
    const fake = await fakeDaemonOfTest();
    const { until } = await follow(fake.home);
    fake.cut(RESYNC_CODE);
    fake.keep([upserts.board(boardRow({ ticket: "T-2" }))]);
    await until(hasTicket("T-2"));
    expect(fake.hellos.at(-1)).toMatchObject({ epoch: null });
  });

  test("finds a daemon that has started again at another port", async () => {
    const first = await fakeDaemonOfTest();
    const { until } = await follow(first.home);
    await first.close();
    const rows = [upserts.board(boardRow({ ticket: "T-9" }))];
    await fakeDaemonOfTest({ home: first.home, rows });
    await until(hasTicket("T-9"));
  });

  test("brings the lines of the records that were asked for, also after others were asked for", async () => {
    const fake = await fakeDaemonOfTest({ rows: [upserts.board(workingRow())] });
    const { feed, lines, until } = await follow(fake.home);
    fake.lines("R-1.1", [step(1, "Read a"), step(2, "Read b")], true);
    feed.setTopics(["deltas"]);
    fake.frame([upserts.board(boardRow({ ticket: "T-2" }))]);
    await until(hasTicket("T-2"));
    expect(lines).toEqual([1, 2]);
  });

  test("leaves out what this version does not know, and goes on", async () => {
    const fake = await fakeDaemonOfTest();
    const { feed, until } = await follow(fake.home);
    const { epoch, seq } = feed.view();
    for (const said of [
      { type: "weather" },
      { type: "frame" },
      { type: "frame", epoch, seq: seq + 1, journal: 102, rows: [{ table: "clouds", key: "1", row: {} }] },
    ])
      fake.say(said as never);
    fake.keep([]);
    fake.frame([upserts.board(boardRow({ ticket: "T-2" }))]);
    await until(hasTicket("T-2"));
  });

  test("does not begin without a daemon", async () => {
    const failed = connectFeed({ find: () => Promise.resolve(null), project: "p", topics: [] });
    await expect(failed).rejects.toThrow("Could not follow JARVIS at the daemon: none runs");
  });

  test("does not begin where its token is not taken", async () => {
    const fake = await fakeDaemonOfTest();
    const place = await findDaemon(fake.home);
    const wrong = place === null ? null : { ...place, token: "wrong" };
    const failed = connectFeed({ find: () => Promise.resolve(wrong), project: "p", topics: [] });
    await expect(failed).rejects.toThrow("401");
  });
});

test("the whole of a project is read once, and the connection ends", async () => {
  const fake = await fakeDaemonOfTest({ rows: [upserts.board(boardRow())] });
  expect(await readView(() => findDaemon(fake.home), "p")).toEqual(fake.view());
});
