// What a session used is told while a turn goes on, by the real agent.
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshSession, openAgent, type Agent } from "../../ports/agent-harness.conformance.ts";
import type { AgentUsage, WorkerEvent } from "../../ports/agent.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { createSandboxNone } from "../sandbox-none/sandbox.ts";
import { systemClock } from "../system/clock.ts";
import { makeClaudeHarness, type ClaudeHarness } from "./testing/harness.ts";

describe("what a session has used", () => {
  let harness: ClaudeHarness;
  beforeEach(async () => {
    harness = await makeClaudeHarness((root) => {
      const processes = createProcesses({ home: root, graceMs: 1_000 });
      return {
        processes,
        sandbox: createSandboxNone({ processes, home: join(root, "home") }),
        clock: systemClock,
      };
    });
  });
  afterEach(() => harness.dispose());

  const usagesOf = (agent: Agent): readonly AgentUsage[] =>
    agent.events.flatMap((event: WorkerEvent) => (event.type === "model-called" ? [event.usage] : []));
  const call = { kind: "tool", behaviour: "succeed" } as const;

  test("is told after each call of the model, before the turn ends, and is the same at its end", async () => {
    harness.script(call, call, call);
    const agent = await openAgent(harness);
    agent.say("Work.");
    const { usage } = await agent.turnEnd(1);
    const told = usagesOf(agent);
    expect(told.map(({ callCount }) => callCount)).toEqual([1, 2, 3]);
    const costs = told.map(({ costUsd }) => costUsd);
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    expect(costs[0]).toBeGreaterThan(0);
    expect(usage).toMatchObject({ callCount: 4 });
    expect(usage.costUsd).toBeGreaterThan(costs.at(-1) ?? 0);
    await agent.session.close();
  });

  test("of a resumed session is told when it opens: a turn that was killed is not in it", async () => {
    const session = freshSession();
    const first = await openAgent(harness, { session });
    first.say("Work.");
    const { usage } = await first.turnEnd(1);
    await first.session.close();
    harness.script(call, { kind: "tool", behaviour: "never-end" });
    const killed = await openAgent(harness, { session });
    killed.say("And on.");
    await harness.untilToolRuns();
    await killed.until(() => usagesOf(killed).some(({ callCount }) => callCount === 2));
    harness.kill(killed.first("started").identity);
    await killed.over;
    const third = await openAgent(harness, { session });
    await third.until(() => third.events.length > 0);
    expect(third.first("started").usage?.costUsd).toBeCloseTo(usage.costUsd, 9);
    expect(usagesOf(killed).at(-1)?.costUsd).toBeGreaterThan(usage.costUsd);
    await third.session.close();
  });
});
