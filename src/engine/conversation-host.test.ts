import { describe, expect, test } from "vitest";
import type { Step } from "../domain/testing/given.ts";
import { C1, answered, approve, draft, observe, says } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { type AgentDriver, type HostTool } from "../ports/agent.ts";
import { INTERRUPT_LIMIT_MS } from "./conversation-host.ts";
import { first, interrupting, reportTurn, second, startHost } from "./testing/host.ts";

describe("delivering a turn", () => {
  test("sends its messages with the board and gives the agent's answer", async () => {
    const { tell, deliver, settled, sent, facts } = startHost();
    const turn = tell(first);
    expect(await settled(deliver(turn))).toEqual({ kind: "answered", text: `answer to ${turn.uuid}` });
    expect(sent).toMatchObject([{ uuid: turn.uuid, source: "user" }]);
    expect(sent[0]?.text).toContain('<board whole="yes">\n{"ticket":"T-1"');
    expect(sent[0]?.text).toContain('<message id="m-1">\nhello\n</message>');
    expect(facts.read(C1, "step")?.value).toBe("idle");
  });

  test("keeps the session for the next turn, which sees only the rows that changed", async () => {
    const { tell, deliver, settled, sent, opens } = startHost();
    await settled(deliver(tell(first)));
    await settled(deliver(tell(second)));
    const third: Step = [second, approve(), draft({ title: "Other" }), answered(), says("go on")];
    await settled(deliver(tell(third)));
    expect(opens()).toBe(1);
    expect(sent[1]?.text).toContain('<board whole="no">\n\n</board>');
    const board = /<board whole="no">\n([\s\S]*)\n<\/board>/.exec(sent[2]?.text ?? "")?.[1] ?? "";
    expect(board.split("\n").map((line) => (JSON.parse(line) as { ticket: string }).ticket)).toEqual([
      "T-1",
      "T-2",
    ]);
  });

  test("does not send a row again for each step of its worker, but when it needs the user", async () => {
    const { tell, deliver, settled, sent, facts, clock } = startHost();
    await settled(deliver(tell(upTo("working"), says("how is it?"))));
    facts.set("R-1.1", "step", "Bash npm test", clock.now());
    await settled(deliver(tell(upTo("working"), says("how is it?"), answered(), says("and now?"))));
    expect(sent[1]?.text).toContain('<board whole="no">\n\n</board>');
    const needy: Step = [upTo("working"), observe.lost({ needs: "a sign-in" })];
    await settled(deliver(tell(needy, says("how is it?"))));
    expect(sent[2]?.text).toContain("needs you · a sign-in");
  });
});

describe("the orchestrator's tools", () => {
  test("know the turn that they are called in, and the how manieth call it is", async () => {
    const { tell, deliver, settled, calls } = startHost({
      act: async (_message, [board]) => {
        await board?.call({});
        return (await board?.call({}))?.text ?? "";
      },
    });
    const turn = tell(first);
    expect(await settled(deliver(turn))).toMatchObject({ text: "call 2" });
    expect(calls).toEqual([
      { conversation: C1, turn, ordinal: 1 },
      { conversation: C1, turn, ordinal: 2 },
    ]);
  });

  test("are refused outside of a turn", async () => {
    let late: HostTool | undefined;
    const { tell, deliver, settled, calls } = startHost({
      act: async (_message, [board]) => {
        late = board;
        return "done";
      },
    });
    await settled(deliver(tell(first)));
    expect(await late?.call({})).toEqual({
      text: "board was called outside a turn: refused.",
      isError: true,
    });
    expect(calls).toEqual([]);
  });
});

describe("interrupting a report turn", () => {
  test("ends it, and leaves the session for the user's message", async () => {
    const { tell, deliver, settled, host, until, opens, isThinking } = startHost({ turnMsMax: 1_000 });
    const turn = tell(reportTurn);
    const end = deliver(turn);
    await until(isThinking);
    await settled(host.interrupt(C1, turn));
    expect(await settled(end)).toEqual({ kind: "interrupted" });
    await settled(deliver(tell(second)));
    expect(opens()).toBe(1);
  });

  test("that comes before anything was sent sends nothing", async () => {
    const { tell, deliver, settled, sent } = startHost();
    const turn = tell(reportTurn);
    const end = deliver(turn);
    tell(interrupting);
    expect(await settled(end)).toEqual({ kind: "interrupted" });
    expect(sent).toEqual([]);
  });

  test("that was asked before a crash sends nothing, and ends the agent that was left", async () => {
    const { tell, deliver, settled, sent, opens, world, isAlive } = startHost();
    world.spawn(C1);
    const turn = tell(interrupting);
    expect(turn.isInterruptAsked).toBe(true);
    expect(await settled(deliver(turn))).toEqual({ kind: "interrupted" });
    expect([sent, opens(), isAlive()]).toEqual([[], 0, false]);
  });

  test("of another turn does nothing", async () => {
    const { tell, deliver, settled, host, until, isThinking } = startHost({ turnMsMax: 1_000 });
    const turn = tell(reportTurn);
    await settled(host.interrupt(C1, turn));
    const end = deliver(turn);
    await until(isThinking);
    await settled(host.interrupt(C1, { ...turn, n: turn.n + 1 }));
    expect(await settled(end)).toMatchObject({ kind: "answered" });
  });

  const deaf =
    (interrupt: () => Promise<void>) =>
    (driver: AgentDriver): AgentDriver => ({
      ...driver,
      open: async (request) => ({ ...(await driver.open(request)), interrupt }),
    });

  test(`closes the session when the turn has not ended after ${INTERRUPT_LIMIT_MS / 1_000} s`, async () => {
    const never = () => new Promise<void>(() => undefined);
    const { tell, deliver, settled, host, until, isAlive, clock, isThinking } = startHost({
      turnMsMax: 60_000,
      bend: deaf(never),
    });
    const turn = tell(reportTurn);
    const end = deliver(turn);
    await until(isThinking);
    const askedAt = clock.now();
    await settled(host.interrupt(C1, turn));
    expect(clock.now() - askedAt).toBeGreaterThanOrEqual(INTERRUPT_LIMIT_MS);
    expect(await settled(end)).toEqual({ kind: "lost", detail: "its process ended", isFinal: false });
    expect(isAlive()).toBe(false);
  });

  test("closes the session when it fails, and the next turn has a new one", async () => {
    const failing = () => Promise.reject(new RangeError("no such turn"));
    const { tell, deliver, settled, host, until, facts, isThinking } = startHost({
      turnMsMax: 1_000,
      bend: deaf(failing),
    });
    const turn = tell(reportTurn);
    const end = deliver(turn);
    await until(isThinking);
    await settled(host.interrupt(C1, turn));
    expect(await settled(end)).toMatchObject({ kind: "lost" });
    expect(facts.read(C1, "interrupt")?.value).toBe("no such turn");
    expect(await settled(deliver(tell(second)))).toMatchObject({ kind: "answered" });
  });
});

test("the end of another turn is not taken for this one's", async () => {
  const bend = (driver: AgentDriver): AgentDriver => ({
    ...driver,
    open: async (request) => {
      const session = await driver.open(request);
      async function* events() {
        yield {
          type: "turn-ended",
          uuids: ["another"],
          text: "late",
          outcome: { kind: "done" },
          usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
        } as const;
        yield* session.events;
      }
      return { ...session, events: events() };
    },
  });
  const { tell, deliver, settled } = startHost({ bend });
  const turn = tell(first);
  expect(await settled(deliver(turn))).toEqual({ kind: "answered", text: `answer to ${turn.uuid}` });
});
