// Budgets in a whole engine over the simulated world: what a worker uses is told while it works, and it stops within one call of its cap.
import { describe, expect, test } from "vitest";
import type { AgentAtWork } from "../adapters/simulated/turn.ts";
import { NO_LIMITS } from "../domain/budget/state.ts";
import type { Run } from "../domain/run/state.ts";
import type { Limits } from "../domain/state.ts";
import { R11, T1, T2, T3, approve, draft } from "../domain/testing/stories.ts";
import type { TicketSpec } from "../domain/ticket/state.ts";
import { startDaemon, type DaemonOptions } from "./testing/daemon.ts";

const HOUR_MS = 60 * 60_000;
const raise = (added: object) => ({ type: "ticket.raise-budget", ticket: T1, added }) as const;

/** Workers that do as the test says in each turn; reviewers give no verdict. */
async function start(
  work: (agent: AgentAtWork) => Promise<string>,
  options: {
    readonly limits?: Limits;
    readonly tickets?: number;
    readonly spec?: Partial<TicketSpec>;
  } & Pick<DaemonOptions, "turnMsMax"> = {},
) {
  const { spec = {}, tickets = 1, ...rest } = options;
  const daemon = await startDaemon({
    ...rest,
    act: async (agent) => (agent.role === "worker" ? await work(agent) : "no verdict"),
  });
  for (let n = 0; n < tickets; n += 1) await daemon.say(draft({ title: `Ticket ${n}`, ...spec }));
  for (const id of [T1, T2, T3].slice(0, tickets)) await daemon.say(approve(id));
  const run = (): Run | undefined => daemon.state().runs.get(R11);
  const stages = () => [...daemon.state().runs.values()].map(({ stage }) => stage.name);
  const aliveCount = () =>
    daemon.world.processes.filter((one) => one.isAlive && one.slot.startsWith("R-")).length;
  const usages = () => daemon.events().filter(({ type }) => type === "run.usage-reported");
  return { ...daemon, run, stages, aliveCount, usages };
}

const call = (agent: AgentAtWork, costUsd: number) =>
  agent.callModel({ inputTokens: 1_000, outputTokens: 100, costUsd });

async function callForEver(agent: AgentAtWork, costUsd: number): Promise<string> {
  for (;;) await call(agent, costUsd);
}

describe("a worker that reaches its cap", () => {
  test("stops within one call, with no process left, and goes on in its session when it is raised", async () => {
    const { until, run, aliveCount, say, sent, world } = await start((agent) => callForEver(agent, 0.4));
    await until(() => run()?.stage.name === "waiting");
    await until(() => aliveCount() === 0);
    const session = run()?.session;
    // $5 are reached by the thirteenth call.
    expect(run()?.usage).toMatchObject({ turnCount: 13, costUsd: expect.closeTo(5.2, 9) });
    const spent = world.transcripts.get(session ?? "")?.usage.costUsd ?? 0;
    expect(spent).toBeLessThanOrEqual(5.2 + 0.4 + 1e-9);
    await say({ type: "run.send", run: R11, text: "and hurry" });
    await say(raise({ costUsd: 2 }));
    await until(() => run()?.stage.name === "working" && aliveCount() === 1);
    expect(run()?.session).toBe(session);
    await until(() => run()?.stage.name === "waiting");
    expect(run()?.usage.costUsd).toBeGreaterThanOrEqual(7);
    // It was asked to go on, and was given what had been said meanwhile.
    const texts = sent.filter(({ slot }) => slot === R11).map(({ message }) => message.text);
    expect(texts.at(-1)).toMatch(/and hurry|JARVIS was restarted/);
    expect(run()?.messages.every(({ isDelivered }) => !isDelivered)).toBe(true);
  });

  test("stays held over a restart, and nothing that was said to it is lost", async () => {
    let isRaised = false;
    const started = await start((agent) => (isRaised ? Promise.resolve("done") : callForEver(agent, 2)));
    const { until, run, say, restart, pass, aliveCount, sent } = started;
    await until(() => run()?.stage.name === "waiting");
    await say({ type: "run.send", run: R11, text: "and hurry" });
    restart();
    await pass(60_000);
    expect(run()?.stage.name).toBe("waiting");
    expect(aliveCount()).toBe(0);
    isRaised = true;
    await say(raise({ costUsd: 5 }));
    await until(() => run()?.stage.name === "reported");
    expect(run()?.messages.every(({ isDelivered }) => isDelivered)).toBe(true);
    expect(sent.filter(({ message }) => message.text === "and hurry")).toHaveLength(1);
    expect(started.defects).toEqual([]);
  });

  test("whose cap was raised before it got there never stops", async () => {
    let calls = 0;
    const work = async (agent: AgentAtWork) => {
      for (; calls < 20; calls += 1) await call(agent, 0.4);
      return "done";
    };
    const { until, run, say, stages } = await start(work, { turnMsMax: 10_000 });
    await until(() => calls === 5);
    await say(raise({ costUsd: 5 }));
    await until(() => run()?.stage.name === "reported");
    expect(stages()).toEqual(["reported"]);
    expect(run()?.usage.costUsd).toBeCloseTo(8, 9);
  });

  test("is told of in the journal every few seconds, however often it calls", async () => {
    const work = async (agent: AgentAtWork) => {
      for (let n = 0; n < 100; n += 1) await call(agent, 0.000_1);
      return "done";
    };
    const { until, run, usages, clock } = await start(work, { turnMsMax: 1_000 });
    const from = clock.now();
    await until(() => run()?.stage.name === "reported");
    const seconds = (clock.now() - from) / 1_000;
    expect(seconds).toBeGreaterThan(15);
    expect(usages().length).toBeLessThanOrEqual(Math.ceil(seconds / 5) + 1);
    expect(run()?.usage).toMatchObject({ turnCount: 101, costUsd: expect.closeTo(0.01, 9) });
  });
});

describe("running time", () => {
  const never = () => new Promise<string>(() => undefined);
  const spec = { budget: { turnsMax: 9, costUsdMax: 5, runningMsMax: 10 * 60_000 } };

  test("counts while an agent is alive and the machine awake: a sleep is no work, and no death", async () => {
    const { until, run, aliveCount, clock, pass, events } = await start(never, { spec });
    await until(() => aliveCount() === 1);
    await pass(4 * 60_000);
    clock.jump(8 * HOUR_MS);
    await pass(4 * 60_000);
    expect(run()?.stage.name).toBe("working");
    expect(run()?.usage.runningMs).toBeGreaterThan(7 * 60_000);
    expect(run()?.usage.runningMs).toBeLessThan(8 * 60_000 + 1);
    // A look that the sleep cut short is not counted.
    await pass(2 * 60_000 + 10_000);
    expect(run()?.stage).toMatchObject({
      name: "waiting",
      reason: "over its budget: 10 min of 10 min",
      cause: { measure: "runningMs", scope: "run" },
    });
    expect(events().map(({ type }) => type)).not.toContain("run.agent-lost");
    await until(() => aliveCount() === 0);
  });

  test("does not count while the run is paused", async () => {
    const { until, run, aliveCount, pass, say } = await start(never, { spec });
    await until(() => aliveCount() === 1);
    await pass(60_000);
    await say({ type: "run.pause", run: R11 });
    await pass(HOUR_MS);
    await say({ type: "run.resume", run: R11 });
    await pass(60_000);
    expect(run()?.stage.name).toBe("working");
    expect(run()?.usage.runningMs).toBeLessThanOrEqual(2 * 60_000);
  });
});

describe("a day's budget", () => {
  const limits = { runsMax: 3, unreviewedMax: 10, budgets: { ...NO_LIMITS, day: { costUsd: 3 } } };
  const spec = { budget: { turnsMax: 10_000, costUsdMax: 1 } };

  test("holds all workers within one call of each, lets nothing start, and lets all go on the next day", async () => {
    const started = await start((agent) => callForEver(agent, 0.02), {
      limits,
      spec,
      tickets: 3,
    });
    const { until, state, say, stages, aliveCount, world, clock } = started;
    await until(() => aliveCount() === 3);
    for (const ticket of [T1, T2, T3])
      await say({ type: "ticket.raise-budget", ticket, added: { costUsd: 0.5 } });
    await until(() => stages().length === 3 && stages().every((name) => name === "waiting"));
    await until(() => aliveCount() === 0);
    const spentUsd = () => [...world.transcripts.values()].reduce((sum, { usage }) => sum + usage.costUsd, 0);
    expect(state().spending.total.costUsd).toBeGreaterThanOrEqual(3);
    expect(spentUsd()).toBeLessThanOrEqual(3 + 3 * 0.02 + 1e-9);
    const reports = started.events().filter(({ type }) => type === "conversation.report-queued");
    expect(reports).toHaveLength(1);
    const midnight = 24 * HOUR_MS;
    expect(clock.now()).toBeLessThan(midnight);
    await until(() => stages().every((name) => name === "working"));
    expect(clock.now()).toBeGreaterThanOrEqual(midnight);
    // Nothing was owed that only a comparison of everything found.
    expect(started.defects).toEqual([]);
  });

  test("that the user raises lets them go on at once", async () => {
    const started = await start((agent) => callForEver(agent, 0.2), { limits, spec, tickets: 2 });
    const { until, say, stages, state } = started;
    await say({ type: "ticket.raise-budget", ticket: T1, added: { costUsd: 50 } });
    await say({ type: "ticket.raise-budget", ticket: T2, added: { costUsd: 50 } });
    await until(() => stages().every((name) => name === "waiting"));
    await say({ type: "project.raise-budget", scope: "day", added: { costUsd: 100 } });
    await until(() => stages().some((name) => name === "working"));
    expect(state().spending.total.costUsd).toBeLessThan(30);
  });
});
