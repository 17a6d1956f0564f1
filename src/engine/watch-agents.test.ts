import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../adapters/simulated/time.ts";
import { instant } from "../domain/ids.ts";
import type { WorkerEvent } from "../ports/agent.ts";
import { createFacts } from "./facts.ts";
import { DEFAULT_WATCH, watchAgents } from "./watch-agents.ts";

const RUN = "R-1.1";
const MINUTE_MS = 60_000;

/** A watch over time that moves by hand; `sleepMs` is a machine that was shut. */
function start() {
  const virtual = createVirtualClock();
  let sleptMs = 0;
  const clock = {
    now: () => instant(virtual.now() + sleptMs),
    wait: (ms: number, signal?: AbortSignal) => virtual.wait(ms, signal),
  };
  const facts = createFacts();
  const watch = watchAgents({ clock, facts, limits: DEFAULT_WATCH });
  const hear = (event: WorkerEvent, subject = RUN) => watch.note({ subject, event });
  const pass = async (ms: number) => {
    let isOver = false;
    void virtual.wait(ms).then(() => {
      isOver = true;
    });
    while (!isOver) {
      await virtual.settle();
      if (!isOver) virtual.advance();
    }
    await virtual.settle();
  };
  return {
    hear,
    pass,
    sleep: (ms: number) => {
      sleptMs += ms;
    },
    now: () => clock.now(),
    told: (name: string, subject = RUN) => facts.read(subject, name)?.value ?? "",
    since: (name: string) => facts.read(RUN, name)?.observedAt,
    isTicking: () => virtual.advance(),
  };
}

const text: WorkerEvent = { type: "text", text: "I look." };
const ended: WorkerEvent = { type: "closed", detail: "ended" };
let calls = 0;
function call(command: string, output: string, isError = true): readonly WorkerEvent[] {
  const id = `tool-${(calls += 1)}`;
  return [
    { type: "tool-started", id, name: "Bash", input: { command } },
    { type: "tool-ended", id, name: "Bash", isError, durationMs: 5, output },
  ];
}

describe("an agent that says nothing", () => {
  test("is stale after a minute and quiet after five, since its last word, with its last step", async () => {
    const { hear, pass, told, since, now } = start();
    for (const event of call("npm test", "ok", false)) hear(event);
    const heardAt = now();
    await pass(MINUTE_MS + 5_000);
    expect([told("stale"), told("quiet")]).toEqual(["yes", ""]);
    await pass(4 * MINUTE_MS);
    expect(told("quiet")).toBe("its last step was Bash npm test");
    expect(since("quiet")).toBe(heardAt);
  });

  test("is neither any more with its next word", async () => {
    const { hear, pass, told } = start();
    hear(text);
    await pass(6 * MINUTE_MS);
    expect(told("quiet")).not.toBe("");
    hear(text);
    expect([told("stale"), told("quiet")]).toEqual(["", ""]);
  });

  test("while a tool runs has half an hour, and the tool is named", async () => {
    const { hear, pass, told } = start();
    hear({ type: "tool-started", id: "1", name: "Bash", input: { command: "npm run e2e" } });
    await pass(29 * MINUTE_MS);
    expect([told("stale"), told("quiet")]).toEqual(["yes", ""]);
    await pass(2 * MINUTE_MS);
    expect(told("quiet")).toBe("Bash npm run e2e runs");
  });

  test("because the machine slept is not quiet", async () => {
    const { hear, pass, sleep, told } = start();
    hear(text);
    await pass(MINUTE_MS / 2);
    sleep(8 * 60 * MINUTE_MS);
    await pass(MINUTE_MS / 4);
    expect([told("stale"), told("quiet")]).toEqual(["", ""]);
    await pass(5 * MINUTE_MS);
    expect(told("quiet")).toBe("its last step was its start");
  });

  test("between its turns is not watched, and nobody looks", async () => {
    const { hear, pass, told, isTicking } = start();
    hear(text);
    hear(ended);
    await pass(60 * MINUTE_MS);
    expect([told("stale"), told("quiet")]).toEqual(["", ""]);
    expect(isTicking()).toBe(false);
  });

  test("while it reviews is told of the run that it reviews", async () => {
    const { hear, pass, told } = start();
    hear(text, "R-1.1-review");
    await pass(6 * MINUTE_MS);
    expect(told("quiet")).not.toBe("");
  });

  test("but waits for its model names that as its last step", async () => {
    const { hear, pass, told } = start();
    hear({ type: "retrying", attempt: 3, delayMs: 9_000, status: 500, detail: "server_error" });
    await pass(6 * MINUTE_MS);
    expect(told("quiet")).toBe("its last step was a wait for the model (server_error)");
  });
});

describe("an agent that repeats itself", () => {
  test("is told of at the fifth call with the same outcome, and how often", () => {
    const { hear, told } = start();
    for (let count = 1; count <= 4; count += 1) for (const event of call("npm test", "1 failed")) hear(event);
    expect(told("repeats")).toBe("");
    for (const event of call("npm test", "1 failed")) hear(event);
    expect(told("repeats")).toBe("Bash `npm test` (5 times)");
    hear(text);
    for (const event of call("npm test", "1 failed")) hear(event);
    expect(told("repeats")).toBe("Bash `npm test` (6 times)");
  });

  test.each([
    ["another call", () => call("ls", "a.txt", false)],
    ["another outcome", () => call("npm test", "ok", false)],
  ] as const)("does not any more with %s", (_, next) => {
    const { hear, told } = start();
    for (let count = 1; count <= 5; count += 1) for (const event of call("npm test", "1 failed")) hear(event);
    for (const event of next()) hear(event);
    expect(told("repeats")).toBe("");
  });

  test("does not when another call stands between", () => {
    const { hear, told } = start();
    for (let count = 1; count <= 8; count += 1) {
      for (const event of call("npm test", "1 failed")) hear(event);
      for (const event of call("cat a.txt", "the same", false)) hear(event);
    }
    expect(told("repeats")).toBe("");
  });

  test("is forgotten with its turn", () => {
    const { hear, told } = start();
    for (let count = 1; count <= 5; count += 1) for (const event of call("npm test", "1 failed")) hear(event);
    hear(ended);
    expect(told("repeats")).toBe("");
  });
});
