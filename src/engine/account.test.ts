// Goal: what one account is refused stops all that it pays for, costs nothing meanwhile, and goes on by itself. Method: a whole engine over the
// simulated world, whose model refuses as a test says, in virtual time.
import { describe, expect, test } from "vitest";
import type { FailedTurn } from "../adapters/simulated/agent.ts";
import type { AgentAtWork } from "../adapters/simulated/turn.ts";
import { instant } from "../domain/ids.ts";
import { C1, R11, R21, T1, T2, approve, draft, receive } from "../domain/testing/stories.ts";
import type { AgentDriver } from "../ports/agent.ts";
import { startDaemon, type Daemon } from "./testing/daemon.ts";

type Says = (agent: AgentAtWork) => FailedTurn | null;

const LIMIT: FailedTurn = { kind: "failed", class: "limit", detail: "Too fast." };

/** Two tickets whose workers, reviewers and orchestrator ask a model that `says` what it refuses; null: it answers. */
async function start(says: Says, bend?: (driver: AgentDriver) => AgentDriver) {
  const daemon: Daemon = await startDaemon({
    act: async (agent, message) => {
      const refused = says(agent);
      if (refused !== null) return refused;
      if (agent.role === "worker") commit(daemon, agent);
      await agent.tools
        .find((tool) => tool.name === "verdict")
        ?.call({
          verdict: "accept",
          criteria: [{ n: 1, met: true }],
        });
      return `did ${message.uuid}`;
    },
    ...(bend === undefined ? {} : { bend }),
  });
  await daemon.settled(daemon.engine().connectAccount({ isChosen: false }));
  const work = async (fallbackModel?: string) => {
    const spec = fallbackModel === undefined ? {} : { fallbackModel };
    for (const title of ["First", "Second"]) await daemon.say(draft({ title, ...spec }));
    for (const ticket of [T1, T2]) await daemon.say(approve(ticket));
  };
  const stageOf = (run: typeof R11) => daemon.state().runs.get(run)?.stage.name;
  const status = () => [...daemon.state().accounts.values()][0]?.status;
  const askedCount = () => daemon.sent.length;
  const alive = () => daemon.world.processes.filter((process) => process.isAlive).length;
  return { ...daemon, work, stageOf, status, askedCount, alive };
}

function commit({ world }: Daemon, { slot }: AgentAtWork): void {
  const worktree = [...world.worktrees.values()].find((one) => one.run === slot);
  if (worktree === undefined) throw new RangeError(`${slot} has no worktree`);
  worktree.files = new Map(worktree.files).set(`${slot}.txt`, "done");
  world.refs.set(`refs/heads/${worktree.branch}`, world.commit([worktree.base], worktree.files, "done", 1));
}

describe("a rate limit", () => {
  test("parks both workers without a process, and is tried by one, later each time", async () => {
    const { until, work, stageOf, status, askedCount, alive, events } = await start(() => LIMIT);
    await work();
    await until(() => stageOf(R11) === "parked" && stageOf(R21) === "parked");
    expect(status()).toMatchObject({ name: "parked", attempt: 1 });
    const before = askedCount();
    for (const attempt of [2, 3, 4, 5, 6, 7, 8]) {
      await until(() => {
        const now = status();
        return now?.name === "parked" && now.attempt === attempt;
      });
      // One process a try, whatever waits.
      expect(askedCount() - before).toBe(attempt - 1);
    }
    await until(() => alive() === 0);
    const spans = events().flatMap((one) =>
      one.type === "account.parked" ? [Math.round(((one.data.until ?? 0) - one.at) / 1_000)] : [],
    );
    expect(spans).toEqual([30, 60, 120, 240, 480, 960, 1_800, 1_800]);
    expect(events().map((one) => one.type)).not.toContain("run.agent-lost");
  });

  test("lets both go on after the first answer, one some seconds after the other, and nothing is lost", async () => {
    let says: FailedTurn | null = LIMIT;
    const { until, work, stageOf, status, events, state } = await start(() => says);
    await work();
    await until(() => stageOf(R11) === "parked" && stageOf(R21) === "parked");
    says = null;
    await until(() => stageOf(R11) === "reported" && stageOf(R21) === "reported");
    expect(status()).toMatchObject({ name: "open" });
    const resumed = events().flatMap((one) => (one.type === "run.resumed" ? [one] : []));
    const parked = events().flatMap((one) => (one.type === "run.parked" ? [one.data.run] : []));
    expect(resumed.map((one) => one.data.run)).toEqual(parked);
    const answeredAt = events().find((one) => one.type === "account.answered")?.at ?? 0;
    expect((resumed[1]?.at ?? 0) - answeredAt).toBeGreaterThanOrEqual(5_000);
    for (const run of state().runs.values())
      expect(run).toMatchObject({ lostCount: 0, messages: [{ isDelivered: true }] });
  });

  test("has the user's message answered when it is over, once", async () => {
    let says: FailedTurn | null = LIMIT;
    const { until, say, state, events, sent } = await start(() => says);
    await say(receive("hello"));
    await until(() => state().conversations.get(C1)?.running?.isParked === true);
    says = null;
    await until(() => events().some((one) => one.type === "conversation.turn-answered"));
    expect(sent.filter(({ slot }) => slot === C1)).toHaveLength(2);
    expect(events().map((one) => one.type)).not.toContain("conversation.turn-failed");
    expect(state().conversations.get(C1)?.turnCount).toBe(1);
  });

  test("goes on as it was after a crash", async () => {
    let says: FailedTurn | null = LIMIT;
    const { until, work, stageOf, status, restart } = await start(() => says);
    await work();
    await until(() => stageOf(R11) === "parked" && stageOf(R21) === "parked");
    const before = status();
    restart();
    expect(status()).toEqual(before);
    says = null;
    await until(() => stageOf(R11) === "reported" && stageOf(R21) === "reported");
  });
});

test("a window that is used up is tried when the service says so", async () => {
  let clockNow = () => 0;
  let isFirst = true;
  const { until, work, stageOf, events, clock } = await start(() => {
    if (!isFirst) return null;
    isFirst = false;
    return {
      kind: "failed",
      class: "window",
      detail: "5 hours",
      resumesAt: instant(clockNow() + 3_600_000),
    };
  });
  clockNow = () => clock.now();
  await work();
  await until(() => stageOf(R11) === "reported" && stageOf(R21) === "reported");
  const parked = events().find((one) => one.type === "account.parked");
  const released = events().find((one) => one.type === "account.released");
  expect((released?.at ?? 0) - (parked?.at ?? 0)).toBeGreaterThanOrEqual(3_599_000);
});

test("a refused sign-in waits for the user, for ever", async () => {
  let says: FailedTurn | null = { kind: "failed", class: "auth", detail: "401" };
  const { until, pass, work, stageOf, status, askedCount, engine, settled } = await start(() => says);
  await work();
  await until(() => stageOf(R11) === "parked" && stageOf(R21) === "parked");
  const before = askedCount();
  await pass(24 * 3_600_000);
  expect(askedCount()).toBe(before);
  expect(status()).toMatchObject({ name: "parked", until: null });
  says = null;
  await settled(engine().connectAccount({ isChosen: true }));
  await until(() => stageOf(R11) === "reported" && stageOf(R21) === "reported");
});

test("a review that is refused waits with the account, and is given afterwards", async () => {
  let isFirst = true;
  const { until, work, state, events } = await start(({ role }) => {
    if (role !== "reviewer" || !isFirst) return null;
    isFirst = false;
    return LIMIT;
  });
  await work();
  await until(
    () => state().runs.size === 2 && [...state().runs.values()].every((run) => run.landHash !== null),
  );
  const types = events().map((one) => one.type);
  expect(types).toContain("run.review-parked");
  expect(types).toContain("run.review-resumed");
  expect(types).not.toContain("run.attention-raised");
});

test("another model answers for the one that refuses only where the ticket allows it", async () => {
  const opened: (string | null)[] = [];
  let says: FailedTurn | null = LIMIT;
  const { until, work, stageOf, events } = await start(
    () => (opened.at(-1) === "smaller" ? null : says),
    (driver) => ({
      ...driver,
      open: (request) => {
        if (request.role === "worker") opened.push(request.definition.model);
        return driver.open(request);
      },
    }),
  );
  await work("smaller");
  await until(() => stageOf(R11) === "reported");
  expect(opened).toContain("smaller");
  expect(events().map((one) => one.type)).toContain("run.model-changed");
  says = null;
});
