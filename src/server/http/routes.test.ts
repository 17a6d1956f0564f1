import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { must } from "../../domain/state.ts";
import { ticketId } from "../../domain/ids.ts";
import { pathTo } from "../../wire/routes.ts";
import type { Board } from "../../wire/reads.ts";
import { requestText, sendRaw } from "../guard/testing/raw-http.ts";
import { createEngineProject, type EngineProject } from "./testing/engine-project.ts";
import { createFakeDaemon, type FakeDaemon } from "./testing/fake-daemon.ts";
import { followFeed } from "./testing/feed-follower.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

let scene: EngineProject;
let fake: FakeDaemon;
let server: TestServer;
let project: string;

beforeEach(async () => {
  scene = await createEngineProject();
  fake = createFakeDaemon([scene.project]);
  server = await startTestServer(fake);
  project = scene.project.id;
});

afterEach(async () => await server.close());

const command = (name: string, body: unknown, key?: string) =>
  server.post(
    pathTo("command", { project, command: name }),
    body,
    key === undefined ? {} : { "idempotency-key": key },
  );
const read = async (path: string): Promise<unknown> => await (await server.ask(path)).json();
const states = () => scene.daemon.state();
const messages = () =>
  scene.daemon.events().flatMap((event) => (event.type === "conversation.message-received" ? [event] : []));
const drafted = async () => {
  await command("add-ticket", { markdown: "# Add a dark mode\n" });
  return must(states().tickets, ticketId("T-1"));
};

describe("a command", () => {
  test("is done in the name of the caller, and says at which position it can be seen", async () => {
    const answer = await command("say", { text: "hello", seenSeq: 0 });
    expect(answer.status).toBe(200);
    const [received] = messages();
    expect(received).toMatchObject({ actor: { kind: "user", session: "bearer" }, data: { text: "hello" } });
    expect(await answer.json()).toEqual({
      kind: "accepted",
      text: received?.data.message,
      journal: received?.seq,
    });
  });

  test("of a browser carries its session", async () => {
    const { port, browser } = server;
    const answer = await fetch(`http://127.0.0.1:${port}${pathTo("command", { project, command: "say" })}`, {
      method: "POST",
      headers: {
        cookie: `jarvis_${port}=${browser.id}`,
        origin: `http://127.0.0.1:${port}`,
        "x-jarvis-csrf": browser.csrf,
        "content-type": "application/json",
      },
      body: JSON.stringify({ text: "hello", seenSeq: 0 }),
    });
    expect(answer.status).toBe(200);
    expect(messages()).toMatchObject([{ actor: { kind: "user", session: browser.session } }]);
  });

  test("with the same key is done once, and both are told the same", async () => {
    const body = { text: "once", seenSeq: 0 };
    const answers = await Promise.all([command("say", body, "key-0001"), command("say", body, "key-0001")]);
    const [first, second] = await Promise.all(answers.map(async (answer) => await answer.text()));
    expect(second).toBe(first);
    expect(await (await command("say", body, "key-0001")).text()).toBe(first);
    expect(scene.daemon.events().filter(({ type }) => type === "conversation.message-received")).toHaveLength(
      1,
    );
    await command("say", body, "key-0002");
    expect(scene.daemon.events().filter(({ type }) => type === "conversation.message-received")).toHaveLength(
      2,
    );
  });

  test("that would be refused the second time is told what it was told first", async () => {
    const { hash } = await drafted();
    const edit = { ticket: "T-1", hash, change: { title: "Add a light mode" } };
    const first = await (await command("edit-ticket", edit, "edit-0001")).json();
    expect(first).toMatchObject({ kind: "accepted" });
    expect(await (await command("edit-ticket", edit, "edit-0001")).json()).toEqual(first);
    expect((await command("edit-ticket", edit, "edit-0002")).status).toBe(409);
  });

  test("with a key that meant something else is refused, and so is a key of another form", async () => {
    await command("say", { text: "one", seenSeq: 0 }, "key-0001");
    const reused = await command("say", { text: "two", seenSeq: 0 }, "key-0001");
    expect([reused.status, await reused.json()]).toMatchObject([422, { code: "key-reused" }]);
    expect((await command("say", { text: "two", seenSeq: 0 }, "short")).status).toBe(422);
  });

  test("that names nothing is 404, that comes too late is 409, that cannot be read is 422", async () => {
    const unknown = await command("discard-ticket", { ticket: "T-9" });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: "unknown-subject" }]);
    await drafted();
    const stale = await command("approve-ticket", { ticket: "T-1", hash: "another" });
    expect([stale.status, await stale.json()]).toMatchObject([409, { code: "changed-since" }]);
    const wrong = await command("say", { text: "", seenSeq: -1 });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ message: expect.stringMatching(/text: .*; seenSeq: /) });
    expect((await command("dance", {})).status).toBe(404);
  });

  test("is not read when it is no JSON, or says another length than its own", async () => {
    const path = pathTo("command", { project, command: "say" });
    const send = (body: string, headers: Readonly<Record<string, string>> = {}) =>
      server.ask(path, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      });
    expect((await send("{")).status).toBe(400);
    const large = await send(JSON.stringify({ text: "x".repeat(1_048_576), seenSeq: 0 }));
    expect([large.status, await large.json()]).toMatchObject([413, { code: "too-large" }]);
    const streamed = await server.ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Blob(["{}"]).stream(),
      duplex: "half",
    });
    expect([streamed.status, await streamed.json()]).toMatchObject([411, { code: "length-required" }]);
    expect(messages()).toEqual([]);
  });
});

test("what only nests deeply is not looked at, and breaks nothing", async () => {
  const nested = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const answer = await server.ask(pathTo("command", { project, command: "say" }), {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": "key-0001" },
    body: `{"text":"hello","seenSeq":0,"junk":${nested}}`,
  });
  expect([200, 400]).toContain(answer.status);
  expect(server.defects).toEqual([]);
});

test("an answer waits for nobody who asked first whether to send the rest", async () => {
  const head = [`Host: 127.0.0.1:${server.port}`, "Content-Type: application/json", "Expect: 100-continue"];
  const path = pathTo("command", { project, command: "say" });
  const stranger = await sendRaw(server.port, requestText("POST", path, head, "{}"));
  expect(stranger.status).toBe(401);
  const asProgram = [...head, `Authorization: Bearer ${server.token}`, "Connection: close"];
  const body = JSON.stringify({ text: "hello", seenSeq: 0 });
  // What was announced comes first: it may be sent.
  expect((await sendRaw(server.port, requestText("POST", path, asProgram, body))).status).toBe(100);
});

describe("the board", () => {
  test("has everything that a dashboard shows", async () => {
    await drafted();
    const board = await read(pathTo("board", { project }));
    expect(board).toMatchObject({
      project: { id: project, target: "main" },
      orchestrator: { conversation: "C1" },
      rows: [{ ticket: "T-1", word: "draft", title: "Add a dark mode", worker: null, branch: null }],
    });
  });

  test("is answered with 304 exactly while its bytes are the same", async () => {
    const path = pathTo("board", { project });
    const first = await server.ask(path);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[A-Za-z0-9_-]{43}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await server.ask(path, { headers: { "if-none-match": known } });
      expect([known, again.status, await again.text()]).toEqual([known, 304, ""]);
      expect(again.headers.get("etag")).toBe(etag);
    }
    await drafted();
    const changed = await server.ask(path, { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
    expect(await changed.text()).not.toBe(await first.text());
  });
});

describe("reading", () => {
  test("gives the conversation in pages", async () => {
    for (let n = 0; n < 5; n += 1) await command("say", { text: `m${n}`, seenSeq: 0 });
    const page = (query: string) => read(`${pathTo("conversation", { project })}${query}`);
    const last = await page("?limit=2");
    expect(last).toMatchObject({ items: [{ text: "m3" }, { text: "m4" }], before: expect.any(Number) });
    const { before } = last as { readonly before: number };
    expect(await page(`?limit=2&before=${before}`)).toMatchObject({
      items: [{ text: "m1" }, { text: "m2" }],
    });
    expect((await server.ask(`${pathTo("conversation", { project })}?limit=1000`)).status).toBe(422);
  });

  test("gives a ticket with its description, or says that there is none", async () => {
    await drafted();
    expect(await read(pathTo("ticket", { project, ticket: "t-1" }))).toMatchObject({
      ticket: "T-1",
      description: "# Add a dark mode\n",
      firstMessage: expect.stringContaining("Add a dark mode"),
    });
    const none = await server.ask(pathTo("ticket", { project, ticket: "T-9" }));
    expect([none.status, await none.json()]).toMatchObject([404, { code: "unknown-subject" }]);
  });

  test("gives an agent's record in pages, and one line whole", async () => {
    for (let n = 1; n <= 5; n += 1)
      scene.record.push({
        run: "C1",
        n,
        at: 1,
        kind: "text",
        item: { text: `line ${n}` },
        spilled: null,
      } as (typeof scene.record)[number]);
    const path = pathTo("timeline", { project, run: "C1" });
    expect(await read(`${path}?limit=2`)).toMatchObject({ rows: [{ n: 4 }, { n: 5 }], before: 4 });
    expect(await read(`${path}?after=1&limit=2`)).toMatchObject({ rows: [{ n: 2 }, { n: 3 }] });
    expect(await read(pathTo("timelineRow", { project, run: "C1", n: 3 }))).toMatchObject({ text: "line 3" });
    expect((await server.ask(pathTo("timelineRow", { project, run: "C1", n: 9 }))).status).toBe(404);
    expect((await server.ask(pathTo("timeline", { project, run: "a b" }))).status).toBe(422);
  });

  test("says that a run is not there, and that a project is not open", async () => {
    expect((await server.ask(pathTo("diff", { project, run: "R-9.1" }))).status).toBe(404);
    const none = await server.ask(pathTo("board", { project: "none" }));
    expect([none.status, await none.json()]).toMatchObject([404, { code: "unknown-project" }]);
  });
});

describe("the daemon", () => {
  test("is described, opens projects, takes a model and ends", async () => {
    expect(await read("/api/daemon")).toMatchObject({ home: "/srv/home" });
    expect(await read("/api/projects")).toMatchObject({ projects: [{ id: project }] });
    expect(await (await server.post("/api/projects", { path: "/srv/sample" })).json()).toMatchObject({
      id: project,
    });
    expect(fake.asked.opened).toEqual([{ path: "/srv/sample" }]);
    const choice = { kind: "api-key", secret: "not-a-real-key", isUnsafe: true };
    const put = await server.ask("/api/model", {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(choice),
    });
    expect(await put.json()).toMatchObject({ kind: "playbook" });
    expect(fake.asked.chosen).toEqual([{ ...choice, isRemembered: false, model: null }]);
    expect(await (await server.post("/api/quit", {})).json()).toMatchObject({ kind: "accepted" });
    await expect.poll(() => fake.asked.quitCount).toBe(1);
  });

  test("says what an adapter found, and nothing of what nobody expected", async () => {
    fake.fail(
      Object.assign(new Error("Not a repository: /srv/x."), { code: "no-repository", retry: "never" }),
    );
    const expected = await server.post("/api/projects", { path: "/srv/x" });
    expect([expected.status, await expected.json()]).toEqual([
      409,
      { kind: "refused", code: "no-repository", message: "Not a repository: /srv/x." },
    ]);
    expect(server.defects).toEqual([]);
    fake.fail(new TypeError("x is undefined at /srv/secret/file.ts"));
    const defect = await server.ask("/api/model");
    expect(defect.status).toBe(500);
    const text = await defect.text();
    expect(JSON.parse(text)).toMatchObject({ kind: "refused", code: "defect" });
    expect(text).not.toMatch(/undefined|secret/);
    expect(server.defects).toEqual([
      { where: "GET /api/model", error: new TypeError("x is undefined at /srv/secret/file.ts") },
    ]);
  });
});

test("the position of a command is reached by the feed of its project", async () => {
  const follower = await followFeed(`ws://127.0.0.1:${server.port}${pathTo("feed", { project })}`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  const { journal } = (await (await command("say", { text: "hello", seenSeq: 0 })).json()) as {
    readonly journal: number;
  };
  await follower.until(() => follower.view().journal >= journal);
  const items = Object.values(follower.view().tables.item);
  expect(items).toMatchObject([{ kind: "user", text: "hello" }]);
  const board = (await read(pathTo("board", { project }))) as Board;
  expect(follower.view().tables.orchestrator["C1"]).toEqual(board.orchestrator);
  follower.websocket.close();
});
