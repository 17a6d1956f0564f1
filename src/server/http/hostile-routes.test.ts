// Every route of the application × everything that a hostile page, program or proxy sends, over a real server; and the same with the
// guard off, where it must be seen that the guard was what refused.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Guard, GuardOptions } from "../guard/guard.ts";
import { createGuard } from "../guard/guard.ts";
import {
  badCookies,
  badFetchSites,
  badHosts,
  badOrigins,
  badTargets,
  badTokens,
  inPlace,
  type Hostile,
} from "../guard/testing/hostile-web.ts";
import { requestText, sendRaw, sendUpgrade, type RawAnswer } from "../guard/testing/raw-http.ts";
import { ROUTES } from "../../wire/routes.ts";
import { COMMANDS } from "../../wire/commands.ts";
import { PUBLIC_ROUTES } from "./app.ts";
import { createFakeDaemon, type FakeDaemon } from "./testing/fake-daemon.ts";
import { openHandFed } from "./testing/hand-fed-project.ts";
import { routesOf } from "./testing/registered-routes.ts";
import { SAMPLE_PROJECT } from "./testing/sample-rows.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

/** What is thought of a request that the guard lets through: it knows everybody. */
const letEverybodyIn = (options: GuardOptions): Guard => ({
  ...createGuard(options),
  decide: () => ({ kind: "allowed", as: { kind: "bearer" } }),
});

const routes = routesOf();
const isPublic = (path: string) => PUBLIC_ROUTES.some((route) => route.path === path);

/** An address that the route answers. */
function addressOf(path: string): string {
  const values: Readonly<Record<string, string>> = {
    project: SAMPLE_PROJECT.id,
    ticket: "T-1",
    run: "R-1.1",
    n: "1",
  };
  return path.replaceAll(/:([a-z]+)/g, (_whole, name: string) => values[name] ?? "").replace("/*", "/x");
}

let daemon: FakeDaemon;
let guarded: TestServer;
let unguarded: TestServer;

beforeAll(async () => {
  daemon = createFakeDaemon([openHandFed()]);
  guarded = await startTestServer(daemon);
  unguarded = await startTestServer(createFakeDaemon([openHandFed()]), { makeGuard: letEverybodyIn });
});

afterAll(async () => {
  await guarded.close();
  await unguarded.close();
});

/** What the page sends. */
function linesOf({ port, browser }: TestServer): readonly string[] {
  return [
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    "Sec-Fetch-Site: same-origin",
    `Cookie: jarvis_${port}=${browser.id}`,
    `x-jarvis-csrf: ${browser.csrf}`,
    "Content-Type: application/json",
    "Connection: close",
  ];
}

function everythingHostile(server: TestServer): readonly Hostile[] {
  const { port, browser, token } = server;
  return [
    ...badHosts(port),
    ...badOrigins(port),
    ...badFetchSites(),
    ...badCookies(port, browser.id),
    ...badTokens(token),
  ];
}

/** A no of the guard, or of Node before it; any other answer has come from behind it. */
function isRefusedFirst({ body }: Pick<RawAnswer, "body">): boolean {
  const codes =
    /"code":"(unreadable|not-our-host|repeated-header|not-our-origin|from-other-site|not-signed-in|wrong-token|bad-target|bad-upgrade|no-origin|wrong-csrf|not-json|method)"/;
  return codes.test(body);
}

/** Of an answer, its first part: the events of a feed never end. */
function sendForFirst(port: number, text: string): Promise<{ readonly body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("error", reject);
    socket.once("data", (part) => {
      socket.destroy();
      resolve({ body: String(part) });
    });
  });
}

async function sendAll(server: TestServer) {
  const answers: { readonly name: string; readonly isRefused: boolean }[] = [];
  for (const { method, path } of routes)
    for (const hostile of everythingHostile(server)) {
      // Who is nobody may sign in.
      if (isPublic(path) && hostile.header === "Cookie") continue;
      const body = method === "GET" ? "" : "{}";
      const text = requestText(method, addressOf(path), inPlace(linesOf(server), hostile), body);
      const send = path === ROUTES.events ? sendForFirst : sendRaw;
      const answer = await send(server.port, text);
      answers.push({ name: `${method} ${path} · ${hostile.name}`, isRefused: isRefusedFirst(answer) });
    }
  return answers;
}

async function upgradeAll(server: TestServer) {
  const answers: { readonly name: string; readonly isRefused: boolean }[] = [];
  for (const hostile of everythingHostile(server)) {
    const lines = inPlace(linesOf(server), hostile).filter((line) => !line.startsWith("Connection"));
    const answer = await sendUpgrade(server.port, lines, addressOf(ROUTES.feed));
    answers.push({ name: hostile.name, isRefused: isRefusedFirst(answer) });
  }
  return answers;
}

const letThrough = (answers: readonly { readonly name: string; readonly isRefused: boolean }[]) =>
  answers.filter(({ isRefused }) => !isRefused).map(({ name }) => name);

test("every address of the contract is a route, and all but the sign-in needs a sign-in", () => {
  const paths = new Set(routes.map(({ path }) => path));
  const { command, ...others } = ROUTES;
  const commands = Object.keys(COMMANDS).map((name) => command.replace(":command", name));
  for (const path of [...Object.values(others), ...commands]) expect(paths).toContain(path);
  const open = [...paths].filter(isPublic);
  console.log(`${routes.length} routes, public: ${open.join(", ")}`);
  expect(open).toEqual([ROUTES.login]);
  expect(PUBLIC_ROUTES.length).toBeLessThanOrEqual(4);
});

describe("what is hostile is refused", () => {
  test("on every route", async () => {
    const answers = await sendAll(guarded);
    console.log(`${answers.length} hostile requests`);
    expect(letThrough(answers)).toEqual([]);
    expect(daemon.asked).toEqual({ opened: [], chosen: [], quitCount: 0 });
  });

  test("as an upgrade", async () => {
    const answers = await upgradeAll(guarded);
    console.log(`${answers.length} hostile upgrades`);
    expect(letThrough(answers)).toEqual([]);
  });

  test("as an address that could be read in two ways, also with the token", async () => {
    for (const { name, target } of badTargets(guarded.port)) {
      const lines = [`Host: 127.0.0.1:${guarded.port}`, `Authorization: Bearer ${guarded.token}`];
      const answer = await sendRaw(guarded.port, requestText("GET", target, [...lines, "Connection: close"]));
      expect([name, answer.status, isRefusedFirst(answer)]).toEqual([name, 400, true]);
    }
  });

  test("without any sign-in, on every route, with the headers of every answer", async () => {
    for (const { method, path } of routes.filter((route) => !isPublic(route.path))) {
      const lines = [
        `Host: 127.0.0.1:${guarded.port}`,
        "Content-Type: application/json",
        "Connection: close",
      ];
      const body = method === "GET" ? "" : "{}";
      const answer = await sendRaw(guarded.port, requestText(method, addressOf(path), lines, body));
      expect([method, path, answer.status]).toEqual([method, path, 401]);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  test("and a good browser and a good program are answered, on every route", async () => {
    for (const { method, path } of routes) {
      const send = path === ROUTES.events ? sendForFirst : sendRaw;
      const body = method === "GET" ? "" : "{}";
      const asProgram = [`Host: 127.0.0.1:${guarded.port}`, `Authorization: Bearer ${guarded.token}`];
      for (const lines of [linesOf(guarded), [...asProgram, "Content-Type: application/json"]]) {
        const text = requestText(method, addressOf(path), [...lines, "Connection: close"], body);
        const answer = await send(guarded.port, text);
        expect([path, isRefusedFirst(answer)]).toEqual([path, false]);
      }
    }
  });
});

describe("with the guard off", () => {
  test("hostile requests come through, so that the tests above can fail", async () => {
    const answers = await sendAll(unguarded);
    const through = letThrough(answers);
    // All but what Node refuses before anybody is asked.
    expect(through.length).toBeGreaterThan(0.95 * answers.length);
    for (const { path } of routes) expect(through.some((name) => name.includes(` ${path} `))).toBe(true);
  });

  test("hostile upgrades come through as well", async () => {
    const answers = await upgradeAll(unguarded);
    expect(letThrough(answers).length).toBeGreaterThan(0.9 * answers.length);
  });
});
