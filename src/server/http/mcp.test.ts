import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeDaemon } from "./testing/fake-daemon.ts";
import { openHandFed } from "./testing/hand-fed-project.ts";
import { boardUpsert } from "./testing/sample-rows.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

let server: TestServer;
let client: Client;

beforeEach(async () => {
  const project = openHandFed();
  project.rows.put(boardUpsert(1, "Bash npm test"));
  project.rows.put(boardUpsert(2));
  server = await startTestServer(createFakeDaemon([project]));
  client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${server.port}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${server.token}` } },
    }),
  );
});

afterEach(async () => {
  await client.close();
  await server.close();
});

test("offers two tools, both only read", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
    ["worker_status", true],
    ["board", true],
  ]);
});

test("says what a worker does, by any of its names, as data and as a sentence", async () => {
  for (const worker of ["W1", "worker 1", "r-1.1", "T-1"]) {
    const answer = await client.callTool({ name: "worker_status", arguments: { worker } });
    expect(answer.structuredContent).toMatchObject({
      workers: [{ project: "sample", worker: "W1", ticket: "T-1", status: "working · Bash npm test" }],
    });
    expect(answer.content).toEqual([
      {
        type: "text",
        text: expect.stringMatching(
          /^W1 · T-1 .*working · Bash npm test on jarvis\/t-1.1.*last commit 58dbc92/,
        ),
      },
    ]);
  }
  const all = await client.callTool({ name: "worker_status", arguments: {} });
  expect(all.structuredContent).toMatchObject({ workers: [{ worker: "W1" }, { worker: "W2" }] });
});

test("gives the board of the project that is named, or of all", async () => {
  for (const names of [{}, { project: "sample" }]) {
    const answer = await client.callTool({ name: "board", arguments: names });
    expect(answer.structuredContent).toMatchObject({
      boards: [{ project: { name: "sample" }, rows: [{ ticket: "T-1" }, { ticket: "T-2" }] }],
    });
  }
});

test("says what it does not know, and what it does", async () => {
  const worker = await client.callTool({ name: "worker_status", arguments: { worker: "W9" } });
  expect(worker).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('"W9"') }] });
  const board = await client.callTool({ name: "board", arguments: { project: "other" } });
  expect(board).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("Open are: sample") }],
  });
});

test("is for programs with the token: a signed-in browser is refused", async () => {
  const { port, browser } = server;
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: "POST",
    headers: {
      cookie: `jarvis_${port}=${browser.id}`,
      origin: `http://127.0.0.1:${port}`,
      "x-jarvis-csrf": browser.csrf,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([403, { code: "bearer-only" }]);
});
