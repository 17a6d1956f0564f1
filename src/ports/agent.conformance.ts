import { afterEach, beforeEach, describe, expect, test as vitestTest } from "vitest";
import {
  follow,
  openAgent,
  openSession,
  sayTo,
  SLOT,
  type AgentHarness,
  type Harness,
  type Test,
} from "./agent-harness.conformance.ts";
import { testAsks } from "./agent-asks.conformance.ts";
import { testEnds, testFailures, testInterrupt, testResume } from "./agent-lifetime.conformance.ts";
import type { HostTool } from "./agent.ts";

/** Reasons by title, for behaviours that a driver cannot have. */
export type Skips = Readonly<Record<string, string>>;

const OUTPUT_BYTES_MAX = 65_536;

export function agentConformance(name: string, make: () => Promise<AgentHarness>, skips: Skips = {}): void {
  describe(`agent: ${name}`, () => {
    let current: AgentHarness;
    beforeEach(async () => {
      current = await make();
    });
    afterEach(() => current.dispose());
    const test: Test = (title, body) => {
      const reason = skips[title];
      if (reason === undefined) vitestTest(title, body);
      else vitestTest.skip(`${title} (${reason})`, body);
    };
    testTurns(test, () => current);
    testEvents(test, () => current);
    testHostTools(test, () => current);
    testAsks(test, () => current);
    testInterrupt(test, () => current);
    testEnds(test, () => current);
    testResume(test, () => current);
    testFailures(test, () => current);
  });
}

function testTurns(test: Test, harness: Harness): void {
  test("says first which process it is, then what the turn does, then which message it answered", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "tool", behaviour: "succeed" }, { kind: "text", text: "All done." });
    const first = agent.say("begin");
    const ended = await agent.turnEnd(1);
    expect(ended).toMatchObject({ uuids: [first], text: "All done.", outcome: { kind: "done" } });
    expect(ended.usage.outputTokens).toBeGreaterThan(0);
    // What was used is told when it is known, between any two of the others.
    const between = new Set(["text-delta", "model-called"]);
    const kinds = agent.events.map((event) => event.type).filter((kind) => !between.has(kind));
    expect(kinds).toEqual([
      "started",
      "message-consumed",
      "tool-started",
      "tool-ended",
      "text",
      "turn-ended",
    ]);
    expect(harness().aliveCount(SLOT)).toBeGreaterThanOrEqual(1);
    await agent.session.close();
  });

  test("answers two messages in turn, each named once", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "text", text: "one" }, { kind: "text", text: "two" });
    const first = agent.say("first");
    await agent.turnEnd(1);
    const second = agent.say("second");
    await agent.turnEnd(2);
    expect(agent.turnEnds().map(({ uuids, text }) => ({ uuids, text }))).toEqual([
      { uuids: [first], text: "one" },
      { uuids: [second], text: "two" },
    ]);
    await agent.session.close();
  });

  test("names every message once when many are sent at once", async () => {
    const agent = await openAgent(harness());
    const sent = ["a", "b", "c", "d"].map((text) => agent.say(text));
    await agent.until(() => agent.answered().length === 4);
    expect(agent.answered().toSorted()).toEqual(sent.toSorted());
    await agent.session.close();
  });

  test("takes a message that is sent twice only once", async () => {
    const agent = await openAgent(harness());
    const uuid = agent.say("once");
    agent.say("once", uuid);
    await agent.turnEnd(1);
    const other = agent.say("other");
    await agent.until(() => agent.answered().includes(other));
    expect(agent.answered()).toEqual([uuid, other]);
    await agent.session.close();
  });
}

function testEvents(test: Test, harness: Harness): void {
  test("tells of a failed tool, with its output and how long it took", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "tool", behaviour: "fail" });
    agent.say("begin");
    await agent.turnEnd(1);
    const started = agent.first("tool-started");
    const ended = agent.first("tool-ended");
    expect(ended).toMatchObject({ id: started.id, name: started.name, isError: true });
    expect(ended.durationMs).toBeGreaterThanOrEqual(0);
    expect(ended.output).not.toBe("");
    await agent.session.close();
  });

  test("strips control characters from what a tool printed, and bounds it", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "tool", behaviour: "colourful" });
    agent.say("begin");
    await agent.turnEnd(1);
    const { output } = agent.first("tool-ended");
    expect(output).toContain("red");
    expect(output).not.toMatch(/(?![\n\t])\p{Cc}/u);
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(OUTPUT_BYTES_MAX);
    await agent.session.close();
  });

  test("gives its tools the facts of their environment", async () => {
    const agent = await openAgent(harness(), { env: { PORT: "4100" } });
    harness().script({ kind: "print-variable", variable: "PORT" });
    agent.say("begin");
    await agent.turnEnd(1);
    expect(agent.first("tool-ended").output).toContain("4100");
    await agent.session.close();
  });

  test("shows a conversation's text while it comes, and then whole", async () => {
    const agent = await openAgent(harness(), { role: "conversation" });
    harness().script({ kind: "text", text: "Good morning." });
    agent.say("hello");
    await agent.turnEnd(1);
    const deltas = agent.events.filter((event) => event.type === "text-delta");
    expect(deltas.map((delta) => delta.text).join("")).toBe("Good morning.");
    expect(agent.first("text").text).toBe("Good morning.");
    await agent.session.close();
  });

  test("keeps its events for a consumer that comes late", async () => {
    const session = await openSession(harness());
    harness().script({ kind: "tool", behaviour: "succeed" });
    const uuid = sayTo(session, "begin");
    await harness().untilAsked(2);
    const agent = follow(session);
    expect((await agent.turnEnd(1)).uuids).toEqual([uuid]);
    expect(agent.events[0]?.type).toBe("started");
    await session.close();
  });
}

function testHostTools(test: Test, harness: Harness): void {
  const calls: unknown[] = [];
  const add: HostTool = {
    name: "add_numbers",
    description: "Adds two numbers.",
    inputSchema: {
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a", "b"],
    },
    call: async (input) => {
      calls.push(input);
      return { text: "the sum is five", isError: false };
    },
  };
  const broken: HostTool = {
    ...add,
    name: "broken",
    call: () => Promise.reject(new RangeError("no such number")),
  };

  test("lets the agent call a tool of ours and tells it the result", async () => {
    const agent = await openAgent(harness(), { role: "conversation", tools: [add] });
    harness().script({ kind: "host-tool", name: "add_numbers", input: { a: 2, b: 3 } });
    agent.say("add");
    await agent.turnEnd(1);
    expect(calls).toEqual([{ a: 2, b: 3 }]);
    expect(harness().heard()).toContain("the sum is five");
    expect(agent.first("tool-started")).toMatchObject({ name: "add_numbers", input: { a: 2, b: 3 } });
    expect(agent.first("tool-ended")).toMatchObject({ name: "add_numbers", isError: false });
    await agent.session.close();
  });

  test("tells the agent of a tool of ours that failed, and goes on", async () => {
    const agent = await openAgent(harness(), { role: "conversation", tools: [broken] });
    harness().script({ kind: "host-tool", name: "broken", input: { a: 2, b: 3 } });
    const uuid = agent.say("add");
    expect(await agent.turnEnd(1)).toMatchObject({ uuids: [uuid], outcome: { kind: "done" } });
    expect(agent.first("tool-ended")).toMatchObject({ isError: true });
    expect(harness().heard()).toContain("no such number");
    await agent.session.close();
  });
}
