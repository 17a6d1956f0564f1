import { expect, test } from "vitest";
import { createVirtualClock } from "../adapters/simulated/time.ts";
import { DAEMON } from "../domain/facts.ts";
import { instant } from "../domain/ids.ts";
import { boardRow } from "../domain/status.ts";
import { must } from "../domain/state.ts";
import { given } from "../domain/testing/given.ts";
import { R11, T1, opened } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { SurvivorsLeft, type Survivor } from "../ports/processes.ts";
import { createFacts } from "./facts.ts";
import { reviewSlot } from "./review-slot.ts";
import { createSupervision } from "./supervision.ts";

const SERVER: Survivor = { pid: 7, slot: R11, command: "node server.js" };

/** A run at work, and a supervisor whose processes end only when the test lets them. */
function watched() {
  const clock = createVirtualClock();
  const facts = createFacts();
  const alive = new Map<string, readonly Survivor[]>();
  const stopped: string[] = [];
  const stopSlot = async (slot: string) => {
    stopped.push(slot);
    const left = alive.get(slot) ?? [];
    if (left.length > 0) throw new SurvivorsLeft(slot, left);
  };
  const supervision = createSupervision({ processes: { stopSlot }, clock, facts });
  const { state } = given(opened, upTo("working"));
  const row = () => boardRow(state, facts, must(state.tickets, T1));
  const next = async () => {
    clock.advance();
    await clock.settle();
  };
  return { supervision, facts, alive, stopped, state, row, next, clock };
}

test("a run whose processes survive is stuck, with their numbers and command lines, until they are gone", async () => {
  const { supervision, alive, row, next, clock } = watched();
  alive.set(R11, [SERVER]);
  let isStopped = false;
  const stopping = supervision.stop(R11, R11, new AbortController().signal).then(() => (isStopped = true));
  await clock.settle();
  expect(row()).toMatchObject({
    word: "stuck",
    status: "stuck · processes survive being killed: pid 7 node server.js",
    waitsFor: "end these processes of Worker 1",
  });
  alive.set(R11, [{ ...SERVER, pid: 8 }]);
  await next();
  expect(row().status).toMatch(/pid 8 node server\.js$/);
  expect(isStopped).toBe(false);
  alive.delete(R11);
  await next();
  await stopping;
  expect(row()).toMatchObject({ word: "starting", waitsFor: null });
});

test("who waits for a slot gives up when told to, and the survivors are still watched", async () => {
  const { supervision, alive, row, next, clock } = watched();
  alive.set(R11, [SERVER]);
  const control = new AbortController();
  const stopping = supervision.stop(R11, R11, control.signal);
  await clock.settle();
  control.abort();
  await expect(stopping).rejects.toBe(control.signal.reason);
  expect(row().word).toBe("stuck");
  alive.delete(R11);
  await next();
  expect(row().word).toBe("starting");
});

test("a session that leaves survivors makes its run stuck and holds nobody up", async () => {
  const { supervision, alive, row, next } = watched();
  const slot = reviewSlot(R11);
  alive.set(slot, [{ ...SERVER, slot }]);
  await supervision.close(R11, slot, { close: () => Promise.reject(new SurvivorsLeft(slot, [SERVER])) });
  expect(row().word).toBe("stuck");
  alive.delete(slot);
  await next();
  expect(row().word).toBe("starting");
});

test("a failure that is none of survivors is the caller's", async () => {
  const { supervision, row } = watched();
  const failing = supervision.close(R11, R11, { close: () => Promise.reject(new RangeError("no")) });
  await expect(failing).rejects.toThrow("no");
  expect(row().word).toBe("starting");
});

test("at the start of a daemon each run is known to have no process, or those that survive", async () => {
  const { supervision, facts, alive, state, row, next, stopped } = watched();
  facts.set(DAEMON, "started", "yes", instant(must(state.runs, R11).since + 1));
  expect(row().status).toBe("unknown since restart");
  supervision.begin(state.runs.values(), []);
  expect(facts.read(R11, "process")?.value).toBe("none");
  expect(row().status).toBe("working · its agent starts");
  alive.set(R11, [SERVER]);
  supervision.begin(state.runs.values(), [SERVER]);
  expect(row().word).toBe("stuck");
  expect(stopped).toEqual([]);
  alive.delete(R11);
  await next();
  expect(row().word).toBe("starting");
});

test("nothing is watched any more when the engine ends", async () => {
  const { supervision, alive, clock, stopped } = watched();
  alive.set(R11, [SERVER]);
  const stopping = supervision.stop(R11, R11, new AbortController().signal);
  await clock.settle();
  supervision.end();
  await expect(stopping).rejects.toThrow(/abort/);
  expect(clock.advance()).toBe(false);
  expect(stopped).toEqual([R11]);
});
