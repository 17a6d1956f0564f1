import { randomUUID } from "node:crypto";
import { instant } from "../domain/ids.ts";
import { expect } from "vitest";
import {
  freshSession,
  openAgent,
  SLOT,
  traceOf,
  type Harness,
  type Test,
} from "./agent-harness.conformance.ts";

// The part of the agent suite about how turns and sessions end, and what is left of them.

export function testInterrupt(test: Test, harness: Harness): void {
  test("ends the turn of a model that hangs, and answers the next message", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "hang" }, { kind: "text", text: "back again" });
    const stuck = agent.say("first");
    await harness().untilAsked(1);
    await agent.session.interrupt();
    expect(agent.turnEnds()).toMatchObject([{ uuids: [stuck], outcome: { kind: "interrupted" } }]);
    const next = agent.say("second");
    expect(await agent.turnEnd(2)).toMatchObject({
      uuids: [next],
      text: "back again",
      outcome: { kind: "done" },
    });
    await agent.session.close();
  });

  test("ends a running tool and its processes", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "tool", behaviour: "never-end" });
    const uuid = agent.say("begin");
    await harness().untilToolRuns();
    await agent.session.interrupt();
    expect(agent.turnEnds()).toMatchObject([{ uuids: [uuid], outcome: { kind: "interrupted" } }]);
    expect(agent.first("tool-ended").isError).toBe(true);
    await agent.session.close();
    expect(harness().aliveCount(SLOT)).toBe(0);
  });

  test("withdraws what waits behind the turn, and answers it when it is sent again", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "hang" });
    const sent = [agent.say("first"), agent.say("second"), agent.say("third")];
    await harness().untilAsked(1);
    await agent.session.interrupt();
    const ends = agent.turnEnds();
    expect(ends.flatMap((end) => end.uuids).toSorted()).toEqual(sent.toSorted());
    expect(ends.every((end) => end.outcome.kind === "interrupted")).toBe(true);
    for (const uuid of sent) agent.say("again", uuid);
    await agent.until(() => agent.answered().length === 3);
    expect(agent.answered().toSorted()).toEqual(sent.toSorted());
    await agent.session.close();
  });

  test("withdraws a message that was sent in the same moment", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "hang" });
    const uuid = agent.say("first");
    await agent.session.interrupt();
    expect(agent.turnEnds()).toMatchObject([{ uuids: [uuid], outcome: { kind: "interrupted" } }]);
    harness().unscript();
    const next = agent.say("second");
    expect((await agent.turnEnd(2)).uuids).toEqual([next]);
    await agent.session.close();
  });

  test("may be interrupted when nothing runs", async () => {
    const agent = await openAgent(harness());
    await agent.session.interrupt();
    const uuid = agent.say("first");
    expect((await agent.turnEnd(1)).uuids).toEqual([uuid]);
    await agent.session.interrupt();
    expect(agent.turnEnds()).toHaveLength(1);
    await agent.session.close();
  });
}

export function testEnds(test: Test, harness: Harness): void {
  test("leaves no process when it is closed during a tool, and says once that it is closed", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "tool", behaviour: "never-end" });
    agent.say("begin");
    await harness().untilToolRuns();
    await Promise.all([agent.session.close(), agent.session.close()]);
    await agent.session.close();
    await agent.over;
    expect(harness().aliveCount(SLOT)).toBe(0);
    expect(agent.events.filter((event) => event.type === "closed")).toHaveLength(1);
    expect(agent.events.at(-1)?.type).toBe("closed");
  });

  test("says that it is closed when its process is killed, and leaves none of that one's", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "tool", behaviour: "never-end" });
    agent.say("begin");
    await harness().untilToolRuns();
    harness().kill(agent.first("started").identity);
    await agent.over;
    expect(harness().aliveCount(SLOT)).toBe(0);
    expect(agent.events.at(-1)?.type).toBe("closed");
    await agent.session.close();
  });

  test("refuses to interrupt what was killed", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "hang" });
    agent.say("begin");
    await harness().untilAsked(1);
    harness().kill(agent.first("started").identity);
    await expect(agent.session.interrupt()).rejects.toMatchObject({ code: "agent-unavailable" });
    await agent.over;
    await agent.session.close();
  });
}

export function testResume(test: Test, harness: Harness): void {
  test("goes on with what was said before when the session is opened again", async () => {
    const session = freshSession();
    const before = await openAgent(harness(), { session });
    harness().script({ kind: "text", text: "My word is heliotrope." });
    before.say("give a word");
    await before.turnEnd(1);
    await before.session.close();
    const after = await openAgent(harness(), { session }, harness().successor());
    const uuid = after.say("which word?");
    expect((await after.turnEnd(1)).uuids).toEqual([uuid]);
    expect(harness().heard()).toContain("heliotrope");
    expect(harness().heard()).toContain("give a word");
    await after.session.close();
  });

  test("holds a message whose turn a crash cut off, and goes on with it only when it is told to", async () => {
    const session = freshSession();
    const before = await openAgent(harness(), { session });
    harness().script({ kind: "tool", behaviour: "never-end" }, { kind: "text", text: "finished now" });
    const uuid = before.say("begin with the heliotrope");
    await harness().untilToolRuns();
    await harness().untilRecorded(session, uuid);
    harness().kill(before.first("started").identity);
    await before.over;
    const driver = harness().successor();
    expect(await traceOf(driver, harness(), session, uuid)).toEqual({ trace: "held", text: "" });
    const after = await openAgent(harness(), { session }, driver);
    const goOn = after.say("go on");
    expect(await after.turnEnd(1)).toMatchObject({ uuids: [goOn], text: "finished now" });
    expect(harness().heard()).toContain("heliotrope");
    await after.session.close();
  });

  test("finds in the record what became of a message", async () => {
    const session = freshSession();
    const { driver } = harness();
    expect(await traceOf(driver, harness(), session, randomUUID())).toEqual({ trace: "absent", text: "" });
    const agent = await openAgent(harness(), { session });
    harness().script({ kind: "text", text: "the answer" }, { kind: "hang" });
    const answered = agent.say("first");
    await agent.turnEnd(1);
    const interrupted = agent.say("second");
    await harness().untilAsked(2);
    await agent.session.interrupt();
    await agent.session.close();
    expect(await traceOf(driver, harness(), session, answered)).toEqual({
      trace: "answered",
      text: "the answer",
    });
    expect(await traceOf(driver, harness(), session, interrupted)).toEqual({ trace: "absent", text: "" });
  });

  test("answers an interrupted message when it is sent again to the resumed session", async () => {
    const session = freshSession();
    const before = await openAgent(harness(), { session });
    harness().script({ kind: "hang" });
    const uuid = before.say("first");
    await harness().untilAsked(1);
    await before.session.interrupt();
    await before.session.close();
    const after = await openAgent(harness(), { session }, harness().successor());
    after.say("first", uuid);
    expect(await after.turnEnd(1)).toMatchObject({ uuids: [uuid], outcome: { kind: "done" } });
    await after.session.close();
    expect(await traceOf(harness().driver, harness(), session, uuid)).toEqual({
      trace: "answered",
      text: "ok",
    });
  });
}

/** What waits for nobody must be said soon: far below the minutes for which a model is tried again. */
const SOON_MS = 10_000;

export function testFailures(test: Test, harness: Harness): void {
  test("says soon that the credentials are refused, and stays usable", async () => {
    const session = freshSession();
    const agent = await openAgent(harness(), { session });
    harness().script({ kind: "refuse-credentials" });
    const startedAt = performance.now();
    const uuid = agent.say("first");
    expect(await agent.turnEnd(1)).toMatchObject({
      uuids: [uuid],
      outcome: { kind: "failed", class: "auth" },
    });
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    const again = agent.say("second");
    expect(await agent.turnEnd(2)).toMatchObject({
      uuids: [again],
      outcome: { kind: "failed", class: "auth" },
    });
    await agent.session.close();
    const traces = await Promise.all(
      [uuid, again].map((sent) => traceOf(harness().driver, harness(), session, sent)),
    );
    expect(traces.map(({ trace }) => trace)).toEqual(["absent", "absent"]);
  });

  test("says soon that requests come too fast, and when they do not any more", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "too-fast", pauseMs: 20_000 });
    const startedAt = performance.now();
    const sentAt = harness().now();
    const uuid = agent.say("first");
    const { uuids, outcome } = await agent.turnEnd(1);
    expect(uuids).toEqual([uuid]);
    expect(outcome).toMatchObject({ kind: "failed", class: "limit" });
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    const resumesAt = outcome.kind === "failed" ? (outcome.resumesAt ?? 0) : 0;
    expect(resumesAt - sentAt).toBeGreaterThanOrEqual(20_000);
    expect(resumesAt - sentAt).toBeLessThan(60_000);
    await agent.session.close();
  });

  test("says soon that the model's service has no room", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "no-room" });
    const uuid = agent.say("first");
    expect(await agent.turnEnd(1)).toMatchObject({
      uuids: [uuid],
      outcome: { kind: "failed", class: "overloaded" },
    });
    await agent.session.close();
  });

  test("says that a plan's window is used up, and when the next one begins", async () => {
    // Whole seconds, as services tell it.
    const until = instant(Math.ceil(harness().now() / 1_000) * 1_000 + 3_600_000);
    const agent = await openAgent(harness(), { role: "conversation" }, harness().planDriver);
    harness().script({ kind: "used-up", until });
    const uuid = agent.say("first");
    expect(await agent.turnEnd(1)).toMatchObject({
      uuids: [uuid],
      outcome: { kind: "failed", class: "window", resumesAt: until },
    });
    await agent.session.close();
  });

  test("names what pays, the same for the same sign-in", async () => {
    const again = harness().successor();
    expect(again.account).toEqual(harness().driver.account);
    expect(harness().planDriver.account.name).not.toBe("");
  });

  test("says soon that the model cannot be reached, and of each try before", async () => {
    const agent = await openAgent(harness());
    harness().script({ kind: "unreachable" });
    const startedAt = performance.now();
    const uuid = agent.say("first");
    expect(await agent.turnEnd(1)).toMatchObject({
      uuids: [uuid],
      outcome: { kind: "failed", class: "model" },
    });
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    expect(agent.events.filter((event) => event.type === "retrying").length).toBeGreaterThanOrEqual(1);
    await agent.session.close();
  });
}
