// The guard in front of a real server and real bytes: every hostile list, by GET, by POST and as a WebSocket, and the same without it.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { GuardDecision } from "./guard.ts";
import { answerHeaders } from "./headers.ts";
import { guardRequestOf } from "./node-request.ts";
import { refusalAnswer, refusalText } from "./refusal-answer.ts";
import type { GuardRequest } from "./request.ts";
import { makeWorld, type World, without } from "./testing/asking.ts";
import {
  badCookies,
  badFetchSites,
  badHosts,
  badOrigins,
  badTargets,
  badTokens,
  inPlace,
} from "./testing/hostile-web.ts";
import { type RawAnswer, requestText, sendRaw, sendUpgrade } from "./testing/raw-http.ts";

interface Running {
  readonly port: number;
  readonly world: World;
  stop(): Promise<void>;
}

const NO_GUARD = (): GuardDecision => ({ kind: "allowed", as: { kind: "bearer" } });

/** @param decideAs makes the decision that the server goes by, once the port is known */
async function startServer(
  decideAs: (world: World) => (request: GuardRequest) => GuardDecision,
): Promise<Running> {
  // Without its own check of Host, so that it is the guard that is seen to refuse.
  const server: Server = createServer({ requireHostHeader: false });
  const sockets = new WebSocketServer({ noServer: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server that listens has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const world = makeWorld({ port });
  const decide = decideAs(world);
  server.on("request", (incoming, outgoing) => {
    const decision = decide(guardRequestOf(incoming, "request"));
    const answer =
      decision.kind === "refused"
        ? refusalAnswer(decision)
        : { status: 200, headers: answerHeaders("never"), body: `hello ${decision.as.kind}` };
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.on("upgrade", (incoming, socket, head) => {
    const decision = decide(guardRequestOf(incoming, "upgrade"));
    if (decision.kind === "refused") socket.end(refusalText(decision));
    else sockets.handleUpgrade(incoming, socket, head, (opened) => opened.terminate());
  });
  return {
    port,
    world,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Attempt {
  readonly name: string;
  readonly send: () => Promise<RawAnswer>;
}

/** Every hostile thing in an otherwise good request, in each of the three ways. */
function attempts({ port, world }: Running): readonly Attempt[] {
  const { pageLines, cliLines, id, token } = world;
  const hostile = [
    ...badHosts(port),
    ...badOrigins(port),
    ...badFetchSites(),
    ...badCookies(port, id),
    ...badTokens(token),
  ].map((spoiled) => ({ name: spoiled.name, target: "/api/daemon", lines: inPlace(pageLines, spoiled) }));
  const withToken = [...badHosts(port), ...badOrigins(port), ...badFetchSites()].map((spoiled) => ({
    name: `token, ${spoiled.name}`,
    target: "/mcp",
    lines: inPlace(cliLines, spoiled),
  }));
  const targets = badTargets(port).map(({ name, target }) => ({
    name: `address: ${name}`,
    target,
    lines: pageLines,
  }));
  const all = [...hostile, ...withToken, ...targets];
  return [
    ...all.flatMap(({ name, target, lines }) => waysOf(port, name, target, lines)),
    ...forgeries(port, pageLines),
  ];
}

function waysOf(port: number, name: string, target: string, lines: readonly string[]): readonly Attempt[] {
  const closing = [...lines, "Connection: close"];
  return [
    { name: `GET ${name}`, send: () => sendRaw(port, requestText("GET", target, closing)) },
    { name: `POST ${name}`, send: () => sendRaw(port, requestText("POST", target, closing, "{}")) },
    { name: `WebSocket ${name}`, send: () => sendUpgrade(port, lines, target) },
  ];
}

/** What a page of another site could make the browser send with the cookie, were there no SameSite. */
function forgeries(port: number, pageLines: readonly string[]): readonly Attempt[] {
  const post = (name: string, lines: readonly string[], body = "{}"): Attempt => ({
    name: `POST ${name}`,
    send: () => sendRaw(port, requestText("POST", "/api/quit", [...lines, "Connection: close"], body)),
  });
  return [
    post("without CSRF value", without("X-Jarvis-CSRF", pageLines)),
    post("without Origin", without("Origin", pageLines)),
    post("as plain text", [...without("Content-Type", pageLines), "Content-Type: text/plain"]),
    post("as a form", [
      ...without("Content-Type", pageLines),
      "Content-Type: application/x-www-form-urlencoded",
    ]),
    post("without a type", without("Content-Type", pageLines), ""),
    {
      name: "WebSocket without Origin",
      send: () => sendUpgrade(port, without("Origin", pageLines), "/feed"),
    },
  ];
}

/** Names of those that were let in, or whose answer was anything but a refusal; and of the others. */
async function sortOut(all: readonly Attempt[]): Promise<{ letIn: string[]; refused: string[] }> {
  const letIn: string[] = [];
  const refused: string[] = [];
  for (const { name, send } of all) {
    const { status } = await send();
    (status >= 400 && status < 500 ? refused : letIn).push(name);
  }
  return { letIn, refused };
}

describe("a server behind the guard", () => {
  let running: Running;
  beforeAll(async () => {
    running = await startServer(
      ({ guard }) =>
        (request) =>
          guard.decide(request),
    );
  });
  afterAll(() => running.stop());

  it("lets in none of the hostile requests", async () => {
    const all = attempts(running);
    expect(all.length).toBeGreaterThan(400);
    expect(await sortOut(all)).toEqual({ letIn: [], refused: all.map(({ name }) => name) });
  });

  it("lets in the page, the command line and whoever wants to sign in", async () => {
    const { port, world } = running;
    const page = [...world.pageLines, "Connection: close"];
    const cli = [...world.cliLines, "Connection: close"];
    const bodies = [
      await sendRaw(port, requestText("GET", "/api/daemon", page)),
      await sendRaw(port, requestText("POST", "/api/quit", page, "{}")),
      await sendRaw(port, requestText("POST", "/mcp", cli, "{}")),
      await sendRaw(port, requestText("GET", "/login?t=x", [`Host: localhost:${port}`, "Connection: close"])),
    ].map(({ status, body }) => `${status} ${body}`);
    expect(bodies).toEqual(["200 hello cookie", "200 hello cookie", "200 hello bearer", "200 hello public"]);
    expect((await sendUpgrade(port, world.pageLines, "/feed")).status).toBe(101);
    expect((await sendUpgrade(port, world.cliLines, "/feed")).status).toBe(101);
  });

  it("lets in node's own fetch with the token", async () => {
    const { port, world } = running;
    const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.token}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(`${answer.status} ${await answer.text()}`).toBe("200 hello bearer");
  });

  it("answers a refusal with the reason and with every header of an answer, on both ways", async () => {
    const { port, world } = running;
    const lines = ["Host: evil.example", "Connection: close"];
    const answers = [
      await sendRaw(port, requestText("GET", "/", lines)),
      await sendUpgrade(
        port,
        inPlace(world.pageLines, { name: "", header: "Host", lines: ["Host: evil.example"] }),
      ),
    ];
    for (const { status, headers, body } of answers) {
      expect(status).toBe(421);
      expect(JSON.parse(body)).toEqual({
        kind: "refused",
        code: "not-our-host",
        message:
          `Did not answer a request with Host "evil.example": this daemon is 127.0.0.1:${port}, localhost:${port}, [::1]:${port}. ` +
          "Use one of these, or add the address as a public origin.",
      });
      for (const [name, value] of Object.entries(answerHeaders("never")))
        expect(headers.get(name)).toBe(value);
    }
  });
});

describe("the same server without the guard", () => {
  it("lets in whatever node can read, so that it is the guard that keeps them out", async () => {
    const running = await startServer(() => NO_GUARD);
    try {
      const { refused } = await sortOut(attempts(running));
      // Node does not read a request line without a path, whoever asks.
      expect(refused).toEqual(["GET", "POST", "WebSocket"].map((way) => `${way} address: no slash`));
    } finally {
      await running.stop();
    }
  });
});
