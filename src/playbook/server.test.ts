import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RequestLogEntry } from "./request-log.ts";
import { startPlaybook } from "./server.ts";
import {
  bodyOf,
  eventsOf,
  only,
  post,
  REPORT,
  start,
  TURN,
  untilArrived,
} from "./testing/playbook-client.ts";

describe("a streamed answer", () => {
  test("has the events of the Messages API, in small groups of words", async () => {
    const playbook = await start();
    const response = await post(playbook.url("conversation", "c1"), bodyOf(TURN));
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = eventsOf(await response.text());
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 3)).toEqual(["message_start", "content_block_start", "content_block_delta"]);
    expect(types.slice(-3)).toEqual(["content_block_stop", "message_delta", "message_stop"]);
    const deltas = events.filter(({ type }) => type === "content_block_delta");
    expect(deltas.length).toBeGreaterThan(5);
    const text = deltas.map(({ delta }) => (delta as { text: string }).text).join("");
    expect(text).toContain("“how is it going?”");
    expect(events.at(-2)).toMatchObject({
      delta: { stop_reason: "end_turn" },
      usage: { output_tokens: expect.any(Number) },
    });
  });

  test("carries tool calls whose input adds up to JSON", async () => {
    const playbook = await start();
    const steps = TURN.replace("help", `Add it\n\`\`\`txt file=a\n${"x".repeat(10_000)}\n\`\`\``);
    const events = eventsOf(await (await post(playbook.url("conversation", "c1"), bodyOf(steps))).text());
    const parts = events.flatMap(
      ({ delta }) => (delta as { partial_json?: string } | undefined)?.partial_json ?? [],
    );
    expect(parts.length).toBeGreaterThan(1);
    expect(JSON.parse(parts.join(""))).toMatchObject({ title: "Write a" });
    expect(events.find(({ type }) => type === "message_delta")).toMatchObject({
      delta: { stop_reason: "tool_use" },
    });
    expect(only(playbook.requests()).tools).toEqual(["mcp__jarvis__ticket_draft"]);
  });

  test("comes as one message when no stream is asked for", async () => {
    const playbook = await start();
    const response = await post(playbook.url("conversation", "c1"), bodyOf(TURN, { stream: false }));
    expect(await response.json()).toMatchObject({
      type: "message",
      model: "some-model",
      stop_reason: "end_turn",
      content: [{ type: "text", text: expect.stringContaining("What I understand") }],
      usage: { input_tokens: expect.any(Number) },
    });
  });

  test("waits like a model, and differently in a report turn", async () => {
    const playbook = await start({ turnDelayMs: 1, reportTurnDelayMs: 120 });
    await (await post(playbook.url("conversation", "c1"), bodyOf(REPORT))).text();
    await (await post(playbook.url("worker", "W1"), bodyOf(REPORT))).text();
    playbook.setDelays({ turnDelayMs: 120 });
    await (await post(playbook.url("conversation", "c1"), bodyOf(TURN))).text();
    const waits = playbook.requests().map(({ at, firstByteAt }) => firstByteAt - at);
    expect(waits[0]).toBeGreaterThanOrEqual(115);
    expect(waits[1]).toBeLessThan(100);
    expect(waits[2]).toBeGreaterThanOrEqual(115);
  });
});

describe("the request log", () => {
  test("tells lane, turn, messages, times and tools, in memory and in a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "playbook-"));
    const requestLogPath = join(folder, "requests.jsonl");
    const playbook = await startPlaybook({ requestLogPath });
    const headers = { "x-claude-code-session-id": "from-header" };
    await (
      await post(playbook.url("conversation", "c 1"), bodyOf(TURN.replace("help", "log")), { headers })
    ).text();
    await (await post(playbook.url("conversation", "c 1"), bodyOf(REPORT))).text();
    const [first, second] = playbook.requests();
    expect(first).toMatchObject({
      n: 1,
      lane: "conversation/c 1",
      role: "conversation",
      id: "c 1",
      turn: 7,
      kind: "user",
      messageIds: ["m-12"],
      sessionId: "from-header",
      status: 200,
      tools: ["mcp__jarvis__repo_log"],
    });
    expect(first?.bytes).toBe(Buffer.byteLength(bodyOf(TURN.replace("help", "log"))));
    expect(second).toMatchObject({
      n: 2,
      turn: 8,
      kind: "report",
      messageIds: ["r-3"],
      sessionId: "from-metadata",
      tools: [],
    });
    for (const { at, firstByteAt, lastByteAt } of [first, second] as RequestLogEntry[]) {
      expect(at).toBeLessThanOrEqual(firstByteAt);
      expect(firstByteAt).toBeLessThanOrEqual(lastByteAt);
    }
    await playbook.close();
    const lines = (await readFile(requestLogPath, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([first, second]);
    await rm(folder, { recursive: true });
  });

  test("counts requests by lane", async () => {
    const playbook = await start();
    for (const id of ["W1", "W2", "W1"])
      await (await post(playbook.url("worker", id), bodyOf("hello"))).text();
    expect(playbook.requests().map(({ lane, n }) => `${lane} ${n}`)).toEqual([
      "worker/W1 1",
      "worker/W2 1",
      "worker/W1 2",
    ]);
  });
});

describe("what cannot be answered", () => {
  test.for([
    ["GET", "/conversation/c1/v1/messages", 404],
    ["POST", "/v1/messages", 404],
    ["POST", "/nobody/c1/v1/messages", 404],
    ["POST", "/worker/W1/v1/models", 404],
    ["HEAD", "/", 404],
    ["POST", "//", 404],
  ] as const)("%s %s gets %i with a reason", async ([method, path, status]) => {
    const playbook = await start();
    const response = await fetch(`http://127.0.0.1:${playbook.port}${path}`, { method });
    expect(response.status).toBe(status);
    const wanted =
      method === "HEAD" ? /^$/ : /^\{"type":"error".*not_found_error.*\/<role>\/<id>\/v1\/messages/;
    expect(await response.text()).toMatch(wanted);
    expect(playbook.requests()).toEqual([]);
  });

  test.for([
    ["{", "not JSON"],
    ["{}", "body.model"],
    ['{"model":"m","messages":[]}', "body.messages"],
    ['{"model":"m","messages":[{"role":"robot","content":"x"}]}', "body.messages.0.role"],
  ] as const)("a body like %s gets 400 with the place that is wrong", async ([body, words]) => {
    const playbook = await start();
    const response = await post(playbook.url("worker", "W1"), body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { type: "invalid_request_error", message: expect.stringContaining(words) },
    });
    expect(only(playbook.requests())).toMatchObject({ status: 400, problem: expect.stringContaining(words) });
  });

  test("a body over the bound gets 413", async () => {
    const playbook = await start();
    const response = await post(playbook.url("worker", "W1"), "x".repeat(32 * 1024 * 1024 + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { type: "request_too_large" } });
  });
});

test("counts tokens", async () => {
  const playbook = await start();
  const body = bodyOf("x".repeat(4_000));
  const response = await fetch(`${playbook.url("worker", "W1")}/v1/messages/count_tokens`, {
    method: "POST",
    body,
  });
  expect(await response.json()).toEqual({ input_tokens: Math.ceil(body.length / 4) });
});

test("closes at once, whatever is still being answered", async () => {
  const playbook = await startPlaybook({
    turnDelayMs: 60_000,
    faults: [{ lane: "*", requests: [2], fault: { hang: "headers" } }],
  });
  const waiting = [1, 2].map(() => post(playbook.url("worker", "W1"), bodyOf("hello")));
  const gone = Promise.allSettled(waiting);
  await untilArrived(playbook, 2);
  await playbook.close();
  expect((await gone).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
