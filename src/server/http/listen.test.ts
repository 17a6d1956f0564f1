import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { makeSecret } from "../guard/secrets.ts";
import { sendRaw } from "../guard/testing/raw-http.ts";
import { createSignInLinks } from "../guard/sign-in-links.ts";
import { CannotListen, startHttpServer, type HttpServer, type ServerOptions } from "./listen.ts";
import { createFakeDaemon } from "./testing/fake-daemon.ts";
import { followFeed } from "./testing/feed-follower.ts";
import { openHandFed } from "./testing/hand-fed-project.ts";
import { SAMPLE_PROJECT } from "./testing/sample-rows.ts";

let open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});

const token = makeSecret();
const none = () => {
  throw new RangeError("nobody signs in here");
};

async function start(options: Partial<ServerOptions> = {}): Promise<HttpServer> {
  const server = await startHttpServer({
    port: 0,
    ifTaken: "fail",
    publicOrigins: [],
    daemon: createFakeDaemon([openHandFed()]),
    sessions: {
      create: none,
      find: () => null,
      noteUse: none,
      isLive: () => false,
      revoke: none,
      revokeAll: none,
    },
    links: createSignInLinks(() => 0),
    bearerToken: token,
    page: { state: () => "building", read: async () => null },
    onDefect: (_where, error) => {
      throw error;
    },
    ...options,
  });
  open.push(server);
  return server;
}

async function takePort(): Promise<number> {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  open.push(other);
  return (other.address() as AddressInfo).port;
}

test("takes the next free port when it may, and else says what to do", async () => {
  const port = await takePort();
  const server = await start({ port, ifTaken: "next" });
  expect(server.port).toBeGreaterThan(port);
  await expect(start({ port, ifTaken: "fail" })).rejects.toThrow(
    `Cannot listen on 127.0.0.1, port ${port}: another program has it. End that program, or name another port with --port.`,
  );
});

test("listens for other machines only when a public https origin is given", async () => {
  await expect(start({ host: "0.0.0.0" })).rejects.toBeInstanceOf(CannotListen);
  await expect(start({ publicOrigins: ["http://example.org"] })).rejects.toThrow("https");
});

test("closes at once although clients hold on: idle, following, and in the middle of a request", async () => {
  const server = await start();
  const headers = { authorization: `Bearer ${token}` };
  await (await fetch(`http://127.0.0.1:${server.port}/api/daemon`, { headers })).text();
  const follower = await followFeed(`ws://127.0.0.1:${server.port}/api/p/${SAMPLE_PROJECT.id}/feed`, {
    headers,
  });
  await follower.until((said) => said.length > 0);
  const events = await fetch(`http://127.0.0.1:${server.port}/api/p/${SAMPLE_PROJECT.id}/events`, {
    headers,
  });
  const half = connect(server.port, "127.0.0.1");
  half.on("error", () => {});
  half.write("POST /api/quit HTTP/1.1\r\n");
  await once(half, "connect");
  const ended = once(half, "close");
  await server.close();
  expect((await follower.closed).code).toBe(1001);
  await expect(events.text()).rejects.toThrow("terminated");
  half.destroy();
  await ended;
  await expect(fetch(`http://127.0.0.1:${server.port}/api/daemon`, { headers })).rejects.toThrow(
    "fetch failed",
  );
});

test("what is no HTTP is answered as such", async () => {
  const server = await start();
  const answer = await sendRaw(server.port, "HELLO\r\n\r\n");
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { code: "unreadable" }]);
});
