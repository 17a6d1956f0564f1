import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { CLOSE_BYTES, FRAME_MS, TOPICS_MAX } from "../../wire/feed.ts";
import { sendUpgrade } from "../guard/testing/raw-http.ts";
import { createFeed, type Feed, type FeedClient } from "./feed.ts";
import { BEAT_MS, createFeedSeats, SEATS_MAX } from "./feed-seats.ts";
import { createFeedWebsockets } from "./feed-websocket.ts";
import { createFakeDaemon } from "./testing/fake-daemon.ts";
import { followFeed } from "./testing/feed-follower.ts";
import { createHandFedProject, openHandFed } from "./testing/hand-fed-project.ts";
import { createManualTimers } from "./testing/manual-timers.ts";
import { boardUpsert } from "./testing/sample-rows.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

let open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});

async function startFeedServer(options: Parameters<typeof startTestServer>[1] = {}) {
  const project = openHandFed();
  const server = await startTestServer(createFakeDaemon([project]), options);
  open.push(server);
  const url = `ws://127.0.0.1:${server.port}/api/p/${project.id}/feed`;
  const asProgram = { headers: { authorization: `Bearer ${server.token}` } };
  return { project, server, url, asProgram };
}

function asBrowser({ port, browser }: TestServer) {
  return {
    headers: { cookie: `jarvis_${port}=${browser.id}` },
    origin: `http://127.0.0.1:${port}`,
  };
}

test("a browser and a program see the same rows, as they change", async () => {
  const { project, server, url, asProgram } = await startFeedServer();
  project.rows.put(boardUpsert(1));
  const program = await followFeed(url, asProgram);
  const browser = await followFeed(url, asBrowser(server));
  await program.until((said) => said.length > 0);
  await browser.until((said) => said.length > 0);
  project.rows.put(boardUpsert(2));
  for (const follower of [program, browser]) {
    await follower.until((said) => said.some(({ type }) => type === "frame"));
    expect(Object.keys(follower.view().tables.board)).toEqual(["T-1", "T-2"]);
    follower.websocket.close();
  }
});

test("a browser that is signed out is told nothing any more, and is closed", async () => {
  const { project, server, url, asProgram } = await startFeedServer();
  const browser = await followFeed(url, asBrowser(server));
  const program = await followFeed(url, asProgram);
  for (const one of [browser, program]) await one.until((said) => said.length > 0);
  server.sessions.revoke(server.browser.session);
  project.rows.put(boardUpsert(1));
  expect(await browser.closed).toEqual({ code: 1008, reason: "signed out" });
  expect(browser.said.map(({ type }) => type)).toEqual(["snapshot"]);
  await program.until((said) => said.some(({ type }) => type === "frame"));
  program.websocket.close();
});

describe("a client that says what it should not is closed with the reason", () => {
  const hello = { type: "hello", epoch: null, seq: 0, topics: [] };
  const many = Array.from({ length: TOPICS_MAX + 1 }, (_, n) => `run:R-${n}.1`);
  const cases: Readonly<Record<string, readonly [said: string | Buffer, reason: RegExp]>> = {
    "no JSON": ["hello", /not JSON/],
    "another type": [JSON.stringify({ type: "bye" }), /type/],
    "no place": [JSON.stringify({ type: "hello", topics: [] }), /epoch/],
    "a place before the first": [JSON.stringify({ ...hello, seq: -1 }), /seq/],
    "a topic that is none": [JSON.stringify({ ...hello, topics: ["run:../x"] }), /topics/],
    "too many topics": [JSON.stringify({ ...hello, topics: many }), /topics/],
    "topics before hello": [JSON.stringify({ type: "topics", topics: [] }), /hello first/],
    bytes: [Buffer.from(JSON.stringify(hello)), /as text/],
  };
  test.each(Object.entries(cases))("%s", async (_name, [said, reason]) => {
    const { url, asProgram } = await startFeedServer();
    const follower = await followFeed(url, asProgram, null);
    follower.websocket.send(said);
    expect(await follower.closed).toMatchObject({ code: 1008, reason: expect.stringMatching(reason) });
    expect(follower.said).toEqual([]);
  });

  test("more than 64 KiB", async () => {
    const { url, asProgram } = await startFeedServer();
    const follower = await followFeed(url, asProgram, null);
    follower.websocket.send("x".repeat(65_537));
    expect((await follower.closed).code).toBe(1009);
  });
});

describe("a client that is not there any more", () => {
  test("is cut off after two pings without an answer; one that answers stays", async () => {
    const timers = createManualTimers(Date.now());
    const { url, asProgram } = await startFeedServer({ timers });
    const dead = await followFeed(url, { ...asProgram, autoPong: false });
    const alive = await followFeed(url, asProgram);
    // Their hellos have been heard.
    for (const { websocket } of [dead, alive]) await roundTrip(websocket);
    const pings = { dead: 0, alive: 0 };
    dead.websocket.on("ping", () => (pings.dead += 1));
    alive.websocket.on("ping", () => (pings.alive += 1));
    // A message of the server after each beat: then its pings, and before the next beat the pong, have arrived.
    for (let beat = 0; beat < 3; beat += 1) {
      timers.pass(BEAT_MS);
      if (beat < 2) await Promise.all([once(dead.websocket, "ping"), once(alive.websocket, "ping")]);
      await roundTrip(alive.websocket);
    }
    expect((await dead.closed).code).toBe(1006);
    expect(pings.dead).toBe(2);
    expect(alive.websocket.readyState).toBe(alive.websocket.OPEN);
    alive.websocket.close();
  });

  test("or never said hello, is closed at the first beat", async () => {
    const timers = createManualTimers(Date.now());
    const { url, asProgram } = await startFeedServer({ timers });
    const silent = await followFeed(url, asProgram, null);
    timers.pass(BEAT_MS);
    expect(await silent.closed).toEqual({ code: 1008, reason: "no hello came" });
  });
});

/** What was sent before has been read by the server. */
async function roundTrip(websocket: Awaited<ReturnType<typeof followFeed>>["websocket"]): Promise<void> {
  const answered = once(websocket, "pong");
  websocket.ping();
  await answered;
}

test("one client too many is refused and told so; when one has gone there is a place again", async () => {
  const { url, asProgram } = await startFeedServer();
  const followers = await Promise.all(Array.from({ length: SEATS_MAX }, () => followFeed(url, asProgram)));
  const late = await followFeed(url, asProgram, null);
  expect(await late.closed).toEqual({ code: 1013, reason: "too many clients follow: close a tab" });
  followers[0]?.websocket.close();
  await followers[0]?.closed;
  const next = await followFeed(url, asProgram);
  await next.until((said) => said.length > 0);
  for (const { websocket } of [...followers, next]) websocket.terminate();
});

test("a client that never reads is cut off, and its waiting bytes stay within the bound", async () => {
  const timers = createManualTimers();
  const project = createHandFedProject();
  const own = createFeed({ project, timers, onDefect: () => {} });
  const joined: FeedClient[] = [];
  const left = Promise.withResolvers<void>();
  const feed: Feed = {
    ...own,
    join: (client) => {
      joined.push(client);
      const membership = own.join(client);
      return { ...membership, leave: () => left.resolve(membership.leave()) };
    },
  };
  const seats = createFeedSeats(timers);
  const websockets = createFeedWebsockets(seats);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const upgraded = once(server, "upgrade");
  const { port } = server.address() as AddressInfo;
  const stalled = connect(port, "127.0.0.1");
  stalled.on("error", () => {});
  stalled.pause();
  const handshake = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
  stalled.write(
    `GET / HTTP/1.1\r\n${handshake.join("\r\n")}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  const [incoming, socket, head] = await upgraded;
  websockets.accept({ incoming, socket, head }, { feed, isSignedIn: () => true });
  const text = JSON.stringify({ type: "hello", epoch: null, seq: 0, topics: [] });
  // A text frame of a client, masked with zeros.
  stalled.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]));
  await once(socket, "data");
  const step = "x".repeat(500_000);
  let waitingBytesMax = 0;
  for (let n = 0; n < 200 && !socket.destroyed; n += 1) {
    project.rows.put(boardUpsert(1, `${n} ${step}`));
    timers.pass(FRAME_MS);
    waitingBytesMax = Math.max(waitingBytesMax, joined[0]?.waitingBytes() ?? 0);
    await setImmediate();
  }
  await left.promise;
  expect(waitingBytesMax).toBeGreaterThan(CLOSE_BYTES / 2);
  expect(waitingBytesMax).toBeLessThan(CLOSE_BYTES + 3 * step.length);
  expect(socket.destroyed).toBe(true);
  expect(seats.takenCount()).toBe(0);
  stalled.destroy();
  server.close();
});

test("an upgrade that leads nowhere is refused with an answer that says where the feed is", async () => {
  const { server } = await startFeedServer();
  const lines = [`Host: 127.0.0.1:${server.port}`, `Authorization: Bearer ${server.token}`];
  for (const target of ["/", "/api/daemon", "/api/p/none/feed", "/api/p/none/feed/", "/api/p/%41/feed"]) {
    const answer = await sendUpgrade(server.port, lines, target);
    expect([target, answer.status]).toEqual([target, 404]);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: "refused" });
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  }
});
