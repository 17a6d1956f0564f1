import { once } from "node:events";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { applyFrame, CLOSE_BYTES, EMPTY_VIEW, FRAME_MS, type ServerSaid } from "../../wire/feed.ts";
import { BEAT_MS } from "./feed-seats.ts";
import { parseEventId } from "./feed-events.ts";
import { createFakeDaemon } from "./testing/fake-daemon.ts";
import { openHandFed } from "./testing/hand-fed-project.ts";
import { createManualTimers } from "./testing/manual-timers.ts";
import { boardUpsert } from "./testing/sample-rows.ts";
import { startTestServer } from "./testing/test-server.ts";

let close = async () => {};
afterEach(async () => {
  await close();
  close = async () => {};
});

async function startEventServer() {
  const project = openHandFed();
  const timers = createManualTimers(Date.now());
  const server = await startTestServer(createFakeDaemon([project]), { timers });
  close = () => server.close();
  const path = `/api/p/${project.id}/events`;
  return { project, timers, server, path };
}

interface Event {
  readonly id: string | null;
  readonly said: ServerSaid;
}

/** Reads events one by one, as they come. */
function eventsOf(response: Response) {
  const stop = new AbortController();
  const reader = response.body?.getReader();
  let text = "";
  const nextBlock = async (): Promise<string> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return block;
      }
      const part = await reader?.read();
      if (part === undefined || part.done) throw new RangeError(`the events ended after ${text}`);
      text += Buffer.from(part.value).toString();
    }
  };
  return {
    stop,
    nextBlock,
    next: async (): Promise<Event> => {
      const lines = (await nextBlock()).split("\n");
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      return { id: field("id") ?? null, said: JSON.parse(field("data") ?? "null") };
    },
    cancel: async () => await reader?.cancel(),
  };
}

test("gives the snapshot, the frames and the topics that were asked for, and the place of each", async () => {
  const { project, timers, server, path } = await startEventServer();
  project.rows.put(boardUpsert(1));
  const answer = await server.ask(`${path}?topics=deltas`);
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  const events = eventsOf(answer);
  timers.pass(FRAME_MS);
  const first = await events.next();
  expect(first.said.type).toBe("snapshot");
  project.sayDelta("Hello");
  project.rows.put(boardUpsert(2));
  timers.pass(FRAME_MS);
  expect(await events.next()).toMatchObject({ id: null, said: { type: "delta", text: "Hello" } });
  const frame = await events.next();
  expect(frame).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}:\d+$/), said: { type: "frame" } });
  const view = [first, frame].reduce((before, { said }) => applyFrame(before, said) ?? before, EMPTY_VIEW);
  expect(Object.keys(view.tables.board)).toEqual(["T-1", "T-2"]);
  await events.cancel();
});

test("goes on from Last-Event-ID without a snapshot", async () => {
  const { project, timers, server, path } = await startEventServer();
  const first = eventsOf(await server.ask(path));
  timers.pass(FRAME_MS);
  const { id } = await first.next();
  await first.cancel();
  project.rows.put(boardUpsert(1));
  timers.pass(FRAME_MS);
  const second = eventsOf(await server.ask(path, { headers: { "last-event-id": id ?? "" } }));
  timers.pass(FRAME_MS);
  expect((await second.next()).said).toMatchObject({ type: "frame", rows: [boardUpsert(1)] });
  await second.cancel();
});

test("an id that is none of ours is nothing seen", () => {
  expect(parseEventId("0a1b-2c:7")).toEqual({ epoch: "0a1b-2c", seq: 7 });
  for (const id of ["", "7", ":7", "0a:", "0a:-1", "0a:7x", `0a:${"9".repeat(16)}`, "zz:7"])
    expect(parseEventId(id)).toBeNull();
});

test("a heartbeat comes when nothing else does, and a signed-out browser is ended", async () => {
  const { timers, server, path } = await startEventServer();
  const cookie = `jarvis_${server.port}=${server.browser.id}`;
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { cookie } });
  const events = eventsOf(answer);
  timers.pass(FRAME_MS);
  await events.next();
  timers.pass(BEAT_MS);
  expect(await events.nextBlock()).toBe(": still here");
  server.sessions.revoke(server.browser.session);
  timers.pass(BEAT_MS);
  await expect(events.next()).rejects.toThrow("terminated");
});

test("a client that reads nothing is ended before more waits for it than the bound", async () => {
  const { project, timers, server, path } = await startEventServer();
  const stalled = connect(server.port, "127.0.0.1");
  stalled.on("error", () => {});
  stalled.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${server.token}\r\n\r\n`,
  );
  await once(stalled, "data");
  stalled.pause();
  const step = "x".repeat(500_000);
  const takenBefore = project.rows.takeCount();
  let isEnded = false;
  const ended = once(stalled, "close");
  void ended.then(() => (isEnded = true));
  for (let n = 0; n < 200 && project.rows.listenerCount() > 0 && !isEnded; n += 1) {
    project.rows.put(boardUpsert(1, `${n} ${step}`));
    timers.pass(FRAME_MS);
    await setImmediate();
  }
  // It learns of its end only when it reads.
  stalled.resume();
  await ended;
  // Two copies of the text in a row; beyond the bound, only what the kernel holds has left.
  expect((project.rows.takeCount() - takenBefore) * 2 * step.length).toBeGreaterThan(CLOSE_BYTES);
  stalled.destroy();
});

test("topics that are none are refused", async () => {
  const { server, path } = await startEventServer();
  const answer = await server.ask(`${path}?topics=deltas,everything`);
  expect([answer.status, await answer.json()]).toMatchObject([422, { kind: "refused", code: "invalid" }]);
});

test("HEAD gets the headers and no seat", async () => {
  const { server, path } = await startEventServer();
  const answer = await server.ask(path, { method: "HEAD" });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
});
