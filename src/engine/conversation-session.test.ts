// How a conversation's session lives and dies: idle, resumed, lost, aborted.
import { describe, expect, test } from "vitest";
import { instant } from "../domain/ids.ts";
import { C1, answered, says } from "../domain/testing/stories.ts";
import { AgentUnavailable, type AgentDriver } from "../ports/agent.ts";
import { SESSION_IDLE_MS } from "./conversation-host.ts";
import { first, second, startHost, type Act } from "./testing/host.ts";

describe("a session", () => {
  test("that is idle is closed, and the next message resumes it, with the whole board", async () => {
    const { tell, deliver, settled, pass, isAlive, opens, sent } = startHost();
    await settled(deliver(tell(first)));
    await pass(SESSION_IDLE_MS - 100);
    expect(isAlive()).toBe(true);
    await pass(200);
    expect(isAlive()).toBe(false);
    await settled(deliver(tell(second)));
    expect([opens(), sent.length]).toEqual([2, 2]);
    expect(sent[1]?.text).toContain('<board whole="yes">');
  });

  test("is not idle while turns come", async () => {
    const { tell, deliver, settled, pass, opens } = startHost();
    await settled(deliver(tell(first)));
    await pass(SESSION_IDLE_MS - 100);
    await settled(deliver(tell(second)));
    await pass(SESSION_IDLE_MS - 100);
    await settled(deliver(tell([second, answered(), says("again")])));
    expect(opens()).toBe(1);
  });

  test("that cannot be closed when idle is a fact, and hurts nobody", async () => {
    const bend = (driver: AgentDriver): AgentDriver => ({
      ...driver,
      open: async (request) => ({
        ...(await driver.open(request)),
        close: () => Promise.reject(new RangeError("pid 7 lives")),
      }),
    });
    const { tell, deliver, settled, pass, facts } = startHost({ bend });
    await settled(deliver(tell(first)));
    await pass(SESSION_IDLE_MS + 100);
    expect(facts.read(C1, "stop")?.value).toBe("pid 7 lives");
  });

  test("has its agent of a former daemon ended before it is opened", async () => {
    const { tell, deliver, settled, world } = startHost();
    const orphan = world.spawn(C1);
    await settled(deliver(tell(first)));
    expect(orphan.isAlive).toBe(false);
  });

  test("is closed with the host", async () => {
    const { tell, deliver, settled, host, isAlive } = startHost();
    await settled(deliver(tell(first)));
    await settled(host.close());
    expect(isAlive()).toBe(false);
  });
});

describe("after a crash", () => {
  test("a turn that the session answered is answered from its record, without a process", async () => {
    const { tell, deliver, settled, record, opens } = startHost();
    const turn = tell(first);
    record(turn.uuid, "I had said it.");
    expect(await settled(deliver(turn))).toEqual({ kind: "answered", text: "I had said it." });
    expect(opens()).toBe(0);
  });

  test("a turn that the session holds is not sent again: it is told to go on", async () => {
    const { tell, deliver, settled, record, sent } = startHost();
    const turn = tell(first);
    record(turn.uuid, null);
    expect(await settled(deliver(turn))).toMatchObject({ kind: "answered" });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.uuid).not.toBe(turn.uuid);
    expect(sent[0]?.text).toMatch(/^JARVIS was restarted before your answer was recorded/);
  });
});

describe("a turn is lost", () => {
  const dying: Act = () => new Promise(() => undefined);

  test("when the agent's process ends in it", async () => {
    const { tell, deliver, settled, until, world, sent, isAlive } = startHost({ act: dying });
    const end = deliver(tell(first));
    await until(() => sent.length === 1);
    for (const process of world.processes) world.kill(process);
    expect(await settled(end)).toEqual({ kind: "lost", detail: "its process ended", isFinal: false });
    expect(isAlive()).toBe(false);
  });

  test.each([
    ["model", true],
    ["refused", true],
    ["other", false],
  ] as const)("when the model fails by %s, for good or not", async (kind, isFinal) => {
    const { tell, deliver, settled, isAlive } = startHost({
      act: async () => ({ kind: "failed", class: kind, detail: "no" }),
    });
    expect(await settled(deliver(tell(first)))).toEqual({ kind: "lost", detail: "no", isFinal });
    expect(isAlive()).toBe(false);
  });

  test.each(["auth", "limit", "window", "overloaded"] as const)(
    "not when its account is refused by %s: it is told what pays",
    async (kind) => {
      const { tell, deliver, settled, isAlive } = startHost({
        act: async () => ({ kind: "failed", class: kind, detail: "no", resumesAt: instant(60_000) }),
      });
      expect(await settled(deliver(tell(first)))).toMatchObject({
        kind: "refused",
        refusal: { account: "simulated", detail: "no", resumesAt: 60_000 },
      });
      expect(isAlive()).toBe(false);
    },
  );

  const unavailable =
    (retry: "soon" | "after-change") =>
    (driver: AgentDriver): AgentDriver => ({
      ...driver,
      open: () => Promise.reject(new AgentUnavailable("sign in first", retry)),
    });

  test("for good when no agent can be had until somebody acts", async () => {
    const { tell, deliver, settled } = startHost({ bend: unavailable("after-change") });
    expect(await settled(deliver(tell(first)))).toEqual({
      kind: "lost",
      detail: "sign in first",
      isFinal: true,
    });
  });

  test("not yet when an agent may be had in a moment: the reconciler tries again", async () => {
    const { tell, deliver, settled } = startHost({ bend: unavailable("soon") });
    await expect(settled(deliver(tell(first)))).rejects.toThrow(AgentUnavailable);
  });

  test("when it is aborted, with its session closed", async () => {
    const { tell, deliver, settled, until, sent, isAlive } = startHost({ act: dying });
    const abort = new AbortController();
    const end = deliver(tell(first), abort.signal);
    await until(() => sent.length === 1);
    abort.abort();
    expect(await settled(end)).toMatchObject({ kind: "lost", isFinal: false });
    expect(isAlive()).toBe(false);
  });

  test("when it is aborted before anything was sent", async () => {
    const { tell, deliver, settled, sent } = startHost();
    expect(await settled(deliver(tell(first), AbortSignal.abort()))).toMatchObject({ kind: "lost" });
    expect(sent).toEqual([]);
  });
});

describe("a session when what answers has changed", () => {
  test("is closed while it rests, and the next turn opens another", async () => {
    const { tell, deliver, settled, host, opens, isAlive } = startHost();
    await settled(deliver(tell(first)));
    await settled(host.renew());
    expect(isAlive()).toBe(false);
    await settled(deliver(tell(second)));
    expect(opens()).toBe(2);
  });

  test("answers the turn that is inside it, and is closed then", async () => {
    const { tell, deliver, settled, until, host, isThinking, isAlive } = startHost({ turnMsMax: 1_000 });
    const end = deliver(tell(first));
    await until(isThinking);
    await settled(host.renew());
    expect(isAlive()).toBe(true);
    expect(await settled(end)).toMatchObject({ kind: "answered" });
    await until(() => !isAlive());
  });
});
