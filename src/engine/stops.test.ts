// Whatever is stopped or paused has no survivor: not of this daemon, not of a former one, and not because one end failed.
import { describe, expect, test } from "vitest";
import { R11, T1, approve, draft, receive } from "../domain/testing/stories.ts";
import { SurvivorsLeft } from "../ports/processes.ts";
import type { AgentDriver } from "../ports/agent.ts";
import { startDaemon } from "./testing/daemon.ts";
import { END_TRIES_MAX } from "./until-ended.ts";

const halt = { type: "project.halt", reason: "stopped by the user" } as const;
const goOn = { type: "project.go-on" } as const;
const pause = { type: "run.pause", run: R11 } as const;
const resume = { type: "run.resume", run: R11 } as const;
/** What a stop may take. */
const SHORT_MS = 10_000;
/** Longer than all tries of one end take. */
const LONG_MS = 600_000;

/** Sessions whose end fails so many times. */
function surviving(failCount: number): (driver: AgentDriver) => AgentDriver {
  let left = failCount;
  return (driver) => ({
    ...driver,
    open: async (request) => {
      const session = await driver.open(request);
      return {
        ...session,
        close: async () => {
          left -= 1;
          if (left >= 0)
            throw new SurvivorsLeft(request.slot, [{ pid: 7, slot: request.slot, command: "sleep" }]);
          await session.close();
        },
      };
    },
  });
}

/** A worker that works for an hour, an orchestrator that answers. */
async function start(bend?: (driver: AgentDriver) => AgentDriver) {
  const daemon = await startDaemon({
    turnMsMax: 10,
    act: async (request) => {
      if (request.role === "worker") await daemon.clock.wait(3_600_000);
      return "done";
    },
    ...(bend === undefined ? {} : { bend }),
  });
  const alive = () => daemon.world.processes.filter(({ isAlive }) => isAlive).map(({ slot }) => slot);
  return { ...daemon, alive };
}

async function startWorking(bend?: (driver: AgentDriver) => AgentDriver) {
  const daemon = await start(bend);
  await daemon.say(draft());
  await daemon.say(approve());
  await daemon.until(() => daemon.alive().includes(R11));
  return daemon;
}

describe("when everything is stopped", () => {
  test("a conversation that rests has no process either, and opens again when all goes on", async () => {
    const { say, until, alive, events, pass } = await start();
    const answerCount = () => events().filter(({ type }) => type === "conversation.turn-answered").length;
    await say(receive("hello", { id: "m-1" }));
    await until(() => answerCount() === 1);
    expect(alive()).toEqual(["C1"]);
    await say(halt);
    await pass(SHORT_MS);
    expect(alive()).toEqual([]);
    await say(receive("and now?", { id: "m-2" }));
    await say(goOn);
    await until(() => answerCount() === 2);
  });

  test("what a daemon that was killed meanwhile left alive is ended by the next one", async () => {
    const { say, alive, restart, world, pass } = await startWorking();
    await say(halt);
    world.spawn("check-verify-1");
    world.spawn(R11);
    restart("agents live on");
    await pass(SHORT_MS);
    expect(alive()).toEqual([]);
  });
});

describe("a worker that is paused", () => {
  test("has no process, although its end failed at first", async () => {
    const { say, until, alive, engine } = await startWorking(surviving(3));
    await say(pause);
    expect(alive()).toEqual([R11]);
    await until(() => alive().length === 0 && engine().inFlight().length === 0);
  });

  test("has none either when its end never succeeds: what survives is stopped by its slot", async () => {
    const { say, until, alive, pass, state } = await startWorking(surviving(END_TRIES_MAX + 1));
    await say(pause);
    await pass(LONG_MS);
    expect(alive()).toEqual([]);
    await say(resume);
    await until(() => alive().includes(R11));
    expect(state().runs.get(R11)).toMatchObject({ stage: { name: "working" }, life: 1 });
  });

  test("loses what a former daemon left of it before it goes on", async () => {
    const { say, until, alive, restart, world, state, pass } = await startWorking();
    await say(pause);
    await until(() => alive().length === 0);
    world.spawn(R11);
    restart("agents live on");
    await pass(SHORT_MS);
    expect(alive()).toEqual([]);
    await say(resume);
    await until(() => state().runs.get(R11)?.stage.name === "working" && alive().includes(R11));
    expect(state().tickets.get(T1)?.stage.name).toBe("running");
  });
});
