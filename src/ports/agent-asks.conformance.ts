import { expect } from "vitest";
import { openAgent, SLOT, type Agent, type Harness, type Test } from "./agent-harness.conformance.ts";

type AskedEvent = Extract<Agent["events"][number], { type: "asked" }>;

async function nthAsked(agent: Agent, n: number): Promise<AskedEvent> {
  const all = () => agent.events.filter((event) => event.type === "asked");
  await agent.until(() => all().length >= n);
  return all()[n - 1] as AskedEvent; // there are that many, just awaited
}

/** What a worker asks the user for, and how it goes on. */
export function testAsks(test: Test, harness: Harness): void {
  test("makes a call that needs the user's word only when it is allowed", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "ask-permission", prints: "outside" }, { kind: "text", text: "Done." });
    agent.say("begin");
    const { id, asked } = await nthAsked(agent, 1);
    expect(asked).toMatchObject({ kind: "permission", tool: expect.stringMatching(/^Bash/) });
    expect(asked.kind === "permission" && asked.subject).toContain("outside");
    expect(agent.events.map(({ type }) => type)).not.toContain("tool-ended");
    agent.session.answer(id, { kind: "allowed" });
    expect(await agent.turnEnd(1)).toMatchObject({ text: "Done.", outcome: { kind: "done" } });
    expect(agent.first("tool-ended")).toMatchObject({ isError: false });
    expect(agent.first("tool-ended").output).toContain("outside");
    await agent.session.close();
  });

  test("tells the agent why a call is denied, and goes on", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "ask-permission", prints: "outside" });
    agent.say("begin");
    const { id } = await nthAsked(agent, 1);
    agent.session.answer(id, { kind: "denied", text: "Not on a Friday." });
    // Answered once: what comes later is of no consequence.
    agent.session.answer(id, { kind: "allowed" });
    expect(await agent.turnEnd(1)).toMatchObject({ outcome: { kind: "done" } });
    expect(harness().heard()).toContain("Not on a Friday.");
    await agent.session.close();
  });

  test("asks a question with its options, and tells the agent the answer", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "ask-question", question: "Which colour?", options: ["red", "blue"] });
    agent.say("begin");
    const { id, asked } = await nthAsked(agent, 1);
    expect(asked).toMatchObject({
      kind: "question",
      question: "Which colour?",
      options: [{ label: "red" }, { label: "blue" }],
      isMultiple: false,
    });
    agent.session.answer(id, { kind: "told", text: "a dark green" });
    await agent.turnEnd(1);
    expect(harness().heard()).toContain("a dark green");
    await agent.session.close();
  });

  test("withdraws what it asked when its turn is interrupted, and takes the next message", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "ask-permission", prints: "outside" });
    agent.say("begin");
    const { id } = await nthAsked(agent, 1);
    await agent.session.interrupt();
    expect(agent.first("ask-withdrawn").id).toBe(id);
    expect(await agent.turnEnd(1)).toMatchObject({ outcome: { kind: "interrupted" } });
    agent.session.answer(id, { kind: "allowed" });
    const next = agent.say("go on");
    expect(await agent.turnEnd(2)).toMatchObject({ uuids: [next], outcome: { kind: "done" } });
    await agent.session.close();
    expect(harness().aliveCount(SLOT)).toBe(0);
  });
}
