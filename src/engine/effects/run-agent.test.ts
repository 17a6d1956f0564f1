// A worker's life, in a whole engine over the simulated world: what goes into its session, and what becomes of it.
import { describe, expect, test } from "vitest";
import type { AgentAtWork, FailedTurn } from "../../adapters/simulated/turn.ts";
import { commandId, eventSequence, instant, sessionId, type SessionId } from "../../domain/ids.ts";
import type { Run } from "../../domain/run/state.ts";
import { ENGINE } from "../../domain/testing/given.ts";
import { R11, approve, draft } from "../../domain/testing/stories.ts";
import {
  AgentUnavailable,
  type AgentDriver,
  type AgentMessage,
  type OpenRequest,
} from "../../ports/agent.ts";
import { startDaemon, type Daemon, type DaemonOptions } from "../testing/daemon.ts";

type Answer = (message: AgentMessage, turn: number, agent: AgentAtWork) => Promise<string | FailedTurn>;

/** A worker that commits in every turn, and answers as the test says; the reviewer gives no verdict, so that all ends there. */
async function start(
  answer: Answer = async (message) => `did ${message.uuid}`,
  options: Pick<DaemonOptions, "turnMsMax" | "bend"> = {},
) {
  let turn = 0;
  const daemon: Daemon = await startDaemon({
    ...options,
    act: async (request, message) => {
      if (request.role !== "worker") return "no verdict";
      turn += 1;
      commit(daemon, request, `work ${turn}`);
      return await answer(message, turn, request);
    },
  });
  await daemon.say(draft());
  await daemon.say(approve());
  const run = (): Run | undefined => daemon.state().runs.get(R11);
  const isAt = (stage: Run["stage"]["name"]) => () => run()?.stage.name === stage;
  const toWorker = () => daemon.sent.filter(({ slot }) => slot === R11).map(({ message }) => message);
  const types = () => daemon.events().map((event) => event.type);
  return { ...daemon, run, isAt, toWorker, types };
}

function commit({ world }: Daemon, request: OpenRequest, message: string): void {
  const worktree = [...world.worktrees.values()].find((one) => one.run === request.slot);
  if (worktree === undefined) throw new RangeError(`${request.slot} has no worktree`);
  const ref = `refs/heads/${worktree.branch}`;
  const head = world.refs.get(ref) ?? worktree.base;
  worktree.files = new Map(worktree.files).set(`${request.slot}.txt`, message);
  world.refs.set(ref, world.commit([head], worktree.files, message, 1));
}

const never = () => new Promise<string>(() => undefined);
const send = (text: string) => ({ type: "run.send", run: R11, text }) as const;

describe("a worker", () => {
  test("is given its ticket and where it stands, and its report is on record with its messages read", async () => {
    const { until, isAt, toWorker, run, types } = await start();
    await until(isAt("reported"));
    const [first] = toWorker();
    expect(first).toMatchObject({ source: "report", uuid: run()?.messages[0]?.uuid });
    expect(first?.text).toMatch(/^<workspace>\/simulated-worktrees\/R-1\.1<\/workspace>\n<ticket id="T-1">/);
    expect(run()).toMatchObject({ reportText: `did ${first?.uuid}`, messages: [{ isDelivered: true }] });
    expect(types()).toContain("run.agent-started");
  });

  test("gets the user's messages into the session that it has, and reports when it has answered all", async () => {
    const { until, isAt, toWorker, run, say, world } = await start(undefined, { turnMsMax: 2_000 });
    await until(() => toWorker().length === 1);
    await say(send("and a light one"));
    await until(isAt("reported"));
    expect(toWorker().map(({ source }) => source)).toEqual(["report", "user"]);
    expect(toWorker()[1]?.text).toBe("and a light one");
    expect(run()).toMatchObject({ life: 0, report: 1, reportText: `did ${toWorker()[1]?.uuid}` });
    expect(world.processes.filter((process) => process.slot === R11)).toHaveLength(1);
  });

  test("tells the board its step and its last commit, and the user what it used first", async () => {
    const steps: string[] = [];
    const started = await start(
      async (message, _turn, agent) => {
        for (const command of ["npm test", "git commit"])
          await agent.useTool("Bash", { command }, () => ({ text: "ok", isError: false }));
        return `did ${message.uuid}`;
      },
      { turnMsMax: 500 },
    );
    const { facts } = started.engine();
    facts.onChange((subject) => {
      const step = facts.read(subject, "step")?.value;
      if (subject === R11 && step !== undefined && steps.at(-1) !== step) steps.push(step);
    });
    await started.until(() => facts.read(R11, "step")?.value === "Bash npm test");
    await started.until(started.isAt("reported"));
    expect(steps).toEqual(["thinking", "Bash npm test", "thinking", "Bash git commit", "thinking"]);
    expect(facts.read(R11, "last-commit")?.value).toMatch(/^[0-9a-f]{7} work 1$/);
    expect(started.types().filter((type) => type === "run.tool-first-used")).toHaveLength(1);
  });

  test("tells the board that it waits for its model", async () => {
    const steps = new Set<string>();
    const { until, isAt, engine } = await start(async () => ({
      kind: "failed",
      class: "model",
      detail: "529",
    }));
    const { facts } = engine();
    facts.onChange((subject) => void steps.add(facts.read(subject, "step")?.value ?? ""));
    await until(isAt("waiting"));
    expect(steps).toContain("waiting for the model (529)");
  });

  test("is closed when it has reported", async () => {
    const { until, isAt, world, types } = await start();
    await until(isAt("reported"));
    await until(() => !world.processes.some((process) => process.isAlive && process.slot === R11));
    expect(types().filter((type) => type === "run.usage-reported")).toHaveLength(1);
  });
});

describe("after a crash", () => {
  test("a message that the session holds is not sent twice: the worker is told to go on", async () => {
    let isDown = false;
    const started = await start((message) => (isDown ? Promise.resolve(`did ${message.uuid}`) : never()));
    const { until, isAt, toWorker, restart, run } = started;
    await until(() => toWorker().length === 1);
    isDown = true;
    restart();
    await until(isAt("reported"));
    expect(toWorker()).toHaveLength(2);
    expect(toWorker()[1]).toMatchObject({ source: "report" });
    expect(toWorker()[1]?.text).toMatch(/^JARVIS was restarted while you worked/);
    expect(toWorker()[1]?.uuid).not.toBe(toWorker()[0]?.uuid);
    expect(run()?.messages).toMatchObject([{ isDelivered: true }]);
  });

  test("a message that was answered while we were down is asked about, and its report taken", async () => {
    let isDown = false;
    const started = await start((message) => (isDown ? Promise.resolve(`did ${message.uuid}`) : never()));
    const { until, isAt, toWorker, restart, run, world } = started;
    await until(() => toWorker().length === 1);
    const session = world.sessions.get(run()?.session ?? "");
    for (const uuid of session?.messages.keys() ?? []) session?.messages.set(uuid, "I was done.");
    isDown = true;
    restart();
    await until(isAt("reported"));
    expect(toWorker().map((message) => message.text.slice(0, 20))).toEqual([
      expect.stringMatching(/^<workspace>/),
      "JARVIS was restarted",
    ]);
    expect(run()?.messages).toMatchObject([{ isDelivered: true }]);
  });

  test("a message that never reached the session is sent as it is", async () => {
    const { until, isAt, restart, toWorker } = await start();
    await until(isAt("working"));
    restart();
    await until(isAt("reported"));
    expect(toWorker()).toHaveLength(1);
    expect(toWorker()[0]?.text).toMatch(/^<workspace>/);
  });

  test("an agent of the former daemon that still lives is ended before the next one starts", async () => {
    const { until, isAt, restart, world, run } = await start();
    await until(isAt("working"));
    restart();
    const orphan = world.spawn(R11);
    await until(isAt("reported"));
    expect([orphan.isAlive, run()?.stage.name]).toEqual([false, "reported"]);
  });

  test.each([
    ["is told to go on, or it would wait for ever", true, /^JARVIS was restarted while you worked/],
    [
      "is told all again when its session's record is gone",
      false,
      /^<workspace>[^]*<ticket id="T-1">[^]*record of your session was lost/,
    ],
  ])("a worker that has answered everything %s", async (_, hasRecord, told) => {
    const { until, isAt, restart, toWorker, run, journal, state, world } = await start(undefined, {
      turnMsMax: 60_000,
    });
    await until(isAt("working"));
    const uuids = run()?.messages.map((message) => message.uuid) ?? [];
    await journal().append(
      [
        {
          command: commandId("by-hand"),
          at: instant(1),
          actor: ENGINE,
          events: [{ type: "run.messages-delivered", data: { run: R11, uuids } }],
          reply: { kind: "accepted", seq: eventSequence(state().seq + 1), text: "" },
        },
      ],
      eventSequence(state().seq),
    );
    const messages = new Map(uuids.map((uuid) => [uuid, "I was done."]));
    world.sessions.set(run()?.session ?? "", { messages: hasRecord ? messages : new Map() });
    restart();
    await until(isAt("reported"));
    expect(toWorker().at(-1)?.text).toMatch(told);
    expect(toWorker()).toHaveLength(1);
  });
});

describe("a worker that cannot go on", () => {
  const failed = (kind: FailedTurn["class"]): FailedTurn => ({ kind: "failed", class: kind, detail: "no" });

  test.each([
    ["model", "its model cannot be reached: no"],
    ["refused", "its model refused: no"],
  ] as const)("by %s waits for the user at once", async (kind, reason) => {
    const { until, isAt, run, toWorker, types } = await start(async () => failed(kind));
    await until(isAt("waiting"));
    expect(run()?.stage).toEqual({ name: "waiting", reason });
    expect(toWorker()).toHaveLength(1);
    expect(types()).toContain("run.usage-reported");
  });

  test("and is tried again goes on where it stood", async () => {
    const started = await start(async (message, turn) =>
      turn === 1 ? failed("refused") : `did ${message.uuid}`,
    );
    await started.until(started.isAt("waiting"));
    await started.say({ type: "run.try-again", run: R11 });
    await started.until(started.isAt("reported"));
    expect(started.toWorker()).toHaveLength(2);
    expect(started.run()).toMatchObject({ life: 2, messages: [{ isDelivered: true }] });
  });

  test("for another reason gets new lives, and then waits for the user", async () => {
    const { until, isAt, run, toWorker } = await start(async () => failed("other"));
    await until(isAt("waiting"));
    expect(run()).toMatchObject({
      stage: { reason: "its agent was lost 3 times in a row (no)" },
      lostCount: 3,
      life: 3,
    });
    expect(toWorker()).toHaveLength(3);
  });

  const workerUnavailable =
    (retry: "soon" | "after-change") =>
    (driver: AgentDriver): AgentDriver => ({
      ...driver,
      open: (request) =>
        request.role === "worker"
          ? Promise.reject(new AgentUnavailable("no agent", retry))
          : driver.open(request),
    });

  test("since no agent can be had until somebody acts waits for the user at once", async () => {
    const { until, isAt, run } = await start(undefined, { bend: workerUnavailable("after-change") });
    await until(isAt("waiting"));
    expect(run()?.stage).toEqual({ name: "waiting", reason: "no agent" });
  });

  test("since no agent can be had in this moment is tried a few times, and then needs the user", async () => {
    const { until, run, types, say, state } = await start(undefined, { bend: workerUnavailable("soon") });
    await until(() => typeof run()?.attention === "string");
    expect(run()).toMatchObject({ attention: "no agent", stage: { name: "working" }, life: 0 });
    expect(types()).not.toContain("run.agent-lost");
    await say({ type: "run.try-again", run: R11 });
    expect(state().runs.get(R11)).toMatchObject({ attention: null, life: 1 });
  });

  test("since its process ends gets a new life, with the same session", async () => {
    const sessions = new Set<SessionId>();
    let isKilled = false;
    const daemon: Daemon = await startDaemon({
      act: async (request, message) => {
        sessions.add(request.session);
        if (request.role !== "worker") return "no verdict";
        commit(daemon, request, "work");
        if (isKilled) return `did ${message.uuid}`;
        isKilled = true;
        for (const process of daemon.world.processes) daemon.world.kill(process);
        return await never();
      },
    });
    await daemon.say(draft());
    await daemon.say(approve());
    const run = () => daemon.state().runs.get(R11);
    await daemon.until(() => run()?.stage.name === "reported");
    expect([run()?.life, [...sessions][0]]).toEqual([1, run()?.session]);
    expect(sessionId([...sessions][0] ?? "")).toBe(run()?.session);
  });
});

describe("a run that is not owed any more", () => {
  test("has its agent closed, and what it says then is not taken for a loss", async () => {
    const { until, toWorker, say, world, run, types } = await start(never);
    await until(() => toWorker().length === 1);
    await say({ type: "run.stop", run: R11, reason: "wrong way" });
    await until(() => run()?.stage.name === "ended" && world.worktrees.size === 0);
    expect(types()).not.toContain("run.agent-lost");
    expect(world.processes.some((process) => process.isAlive)).toBe(false);
  });
});
