// A worker that the user interrupts, in a whole engine over the simulated world: its process stays, its messages are neither lost nor heard twice.
import { expect, test } from "vitest";
import { R11, approve, draft } from "../domain/testing/stories.ts";
import { HELD_MS_MAX } from "./hold-turn.ts";
import { startDaemon, type Daemon } from "./testing/daemon.ts";

const interrupt = { type: "run.interrupt", run: R11, text: null } as const;
const send = (text: string) => ({ type: "run.send", run: R11, text }) as const;

/** Its first turn never ends by itself; later ones do, with a commit. */
async function start() {
  let isStuck = true;
  const daemon: Daemon = await startDaemon({
    act: async ({ role, slot }, message) => {
      if (role !== "worker") return "no verdict";
      if (isStuck) await new Promise(() => undefined);
      const { world } = daemon;
      const worktree = [...world.worktrees.values()].find(({ run }) => run === slot);
      if (worktree === undefined) return "no worktree";
      worktree.files = new Map(worktree.files).set("a.txt", message.uuid);
      const ref = `refs/heads/${worktree.branch}`;
      world.refs.set(ref, world.commit([world.refs.get(ref) ?? worktree.base], worktree.files, "work", 1));
      return `did ${message.text}`;
    },
  });
  await daemon.say(draft());
  await daemon.say(approve());
  const run = () => daemon.state().runs.get(R11);
  const toWorker = () => daemon.sent.flatMap(({ slot, message }) => (slot === R11 ? [message] : []));
  const alive = () => daemon.world.processes.filter(({ slot, isAlive }) => slot === R11 && isAlive);
  await daemon.until(() => toWorker().length === 1);
  return {
    ...daemon,
    run,
    toWorker,
    alive,
    unstick: () => {
      isStuck = false;
    },
  };
}

test("keeps its process, and goes on in it with the user's next words", async () => {
  const { say, until, run, toWorker, alive, unstick } = await start();
  const [process] = alive();
  await say(interrupt);
  await until(() => run()?.messages[0]?.isDelivered === true);
  expect(run()?.stage).toMatchObject({ name: "waiting", cause: "interrupted" });
  expect(alive()).toEqual([process]);
  unstick();
  await say(send("do it so"));
  await until(() => run()?.stage.name === "reported");
  expect(toWorker().map(({ text }) => text.slice(0, 8))).toEqual(["<workspa", "do it so"]);
  expect(run()).toMatchObject({ life: 0, reportText: "did do it so" });
});

test("told with the interruption, it hears that at once", async () => {
  const { say, until, run, toWorker, unstick, world } = await start();
  unstick();
  await say({ ...interrupt, text: "instead" });
  await until(() => run()?.stage.name === "reported");
  expect(toWorker().map(({ text }) => text.slice(0, 8))).toEqual(["<workspa", "instead"]);
  expect(world.processes.filter(({ slot }) => slot === R11)).toHaveLength(1);
});

test("a message that it had not read is sent again when it goes on", async () => {
  const { say, until, run, toWorker, unstick } = await start();
  await say(send("also this"));
  await say(interrupt);
  await until(() => run()?.messages[0]?.isDelivered === true);
  expect(run()?.messages[1]?.isDelivered).toBe(false);
  unstick();
  await say({ type: "run.resume", run: R11 });
  await until(() => run()?.stage.name === "reported");
  expect(run()?.messages.every(({ isDelivered }) => isDelivered)).toBe(true);
  expect(toWorker().filter(({ text }) => text === "also this")).toHaveLength(1);
});

test("after a crash no process starts for it before the user speaks; then its session goes on", async () => {
  const { say, until, run, toWorker, alive, restart, unstick, clock } = await start();
  await say(interrupt);
  await until(() => run()?.messages[0]?.isDelivered === true);
  restart();
  unstick();
  await clock.settle();
  expect(alive()).toEqual([]);
  await say(send("and now"));
  await until(() => run()?.stage.name === "reported");
  expect(toWorker().at(-1)?.text).toBe("and now");
});

test("gives its memory back when nobody speaks to it, and is resumed by the next word", async () => {
  const { say, until, run, alive, clock, unstick, events } = await start();
  await say(interrupt);
  const at = clock.now();
  await until(() => alive().length === 0);
  expect(clock.now() - at).toBeGreaterThanOrEqual(HELD_MS_MAX);
  unstick();
  await say(send("still there?"));
  await until(() => run()?.stage.name === "reported");
  expect(events().map(({ type }) => type)).not.toContain("run.agent-lost");
});
