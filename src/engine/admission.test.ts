// Goal: whatever waits, in whatever project, begins as soon as there is room for it, the longest waiting first, and says what it waits for.
import { describe, expect, test } from "vitest";
import { createSimulatedMachine } from "../adapters/simulated/machine.ts";
import { instant, runId } from "../domain/ids.ts";
import { boardRows } from "../domain/status.ts";
import { R11, T1, T2, approve, draft } from "../domain/testing/stories.ts";
import { createAdmission, type Door, type Entry } from "./admission.ts";
import { DEFAULT_ROOM, type RoomRules } from "./room.ts";
import { startDaemon } from "./testing/daemon.ts";
import { createVirtual } from "./testing/virtual.ts";

function open(rules: Partial<RoomRules> = {}) {
  const virtual = createVirtual();
  const machine = createSimulatedMachine();
  const admission = createAdmission({
    clock: virtual.clock,
    machine,
    rules: { ...DEFAULT_ROOM, startGapMs: 0, ...rules },
  });
  /** A project whose runs end when the test says so. */
  function project(folder = "/one") {
    const busy = new Set<string>();
    const door = admission.join({ busyCount: () => busy.size, folders: [folder] });
    const begun: string[] = [];
    const reasons = new Map<string, string>();
    function enter(name: string, over: { readonly since?: number; readonly isResumption?: boolean } = {}) {
      const abort = new AbortController();
      const entered = door.enter({
        since: instant(over.since ?? 0),
        isResumption: over.isResumption ?? false,
        signal: abort.signal,
        onWait: (reason) => reasons.set(name, reason),
      });
      void entered.then((entry) => record(name, entry));
      return { abort, entered };
    }
    function record(name: string, entry: Entry | null): void {
      if (entry === null) return;
      begun.push(name);
      busy.add(name);
      entry.done(runId(`R-${begun.length}.1`));
    }
    const end = (name: string) => {
      busy.delete(name);
      door.changed();
    };
    return { door, begun, reasons, enter, end };
  }
  return { ...virtual, machine, admission, project };
}
const signal = () => new AbortController().signal;

describe("the door", () => {
  test("lets as many in as may run in all projects together, and the next when one ends", async () => {
    const { clock, project } = open({ runsMax: 2 });
    const [one, other] = [project(), project("/other")];
    one.enter("a", { since: 1 });
    other.enter("b", { since: 2 });
    one.enter("c", { since: 3 });
    await clock.settle();
    expect([one.begun, other.begun]).toEqual([["a"], ["b"]]);
    expect(one.reasons.get("c")).toBe("a free worker (2 of 2 busy in all projects)");
    other.end("b");
    await clock.settle();
    expect(one.begun).toEqual(["a", "c"]);
  });

  test("starves no project: who waits longest is next, whoever comes in between", async () => {
    const { clock, project } = open({ runsMax: 1 });
    const [busy, small] = [project(), project("/small")];
    busy.enter("a0", { since: 0 });
    small.enter("b", { since: 5 });
    for (let n = 1; n <= 9; n += 1) busy.enter(`a${n}`, { since: n });
    for (let n = 0; n < 5; n += 1) {
      await clock.settle();
      expect(small.begun).toEqual([]);
      busy.end(`a${n}`);
    }
    await clock.settle();
    expect(small.begun).toEqual(["b"]);
  });

  test("lets what was begun go on before anything new begins", async () => {
    const { clock, project } = open({ runsMax: 1 });
    const one = project();
    one.enter("first");
    await clock.settle();
    one.enter("new", { since: 1 });
    one.enter("goes on", { since: 9, isResumption: true });
    one.end("first");
    await clock.settle();
    expect(one.begun).toEqual(["first", "goes on"]);
  });

  test("measures, says the numbers, and looks again until there is enough", async () => {
    const { clock, pass, machine, project } = open();
    const one = project();
    one.enter("a");
    await clock.settle();
    machine.freeMemoryMb = 1_200;
    one.enter("b");
    await clock.settle();
    expect(one.reasons.get("b")).toBe(
      "memory (1.2 GB free, 1.5 GB of it for workers that have just begun, a worker needs 1.5 GB)",
    );
    await pass(30_000);
    expect(one.reasons.get("b")).toBe("memory (1.2 GB free, a worker needs 1.5 GB)");
    machine.freeMemoryMb = 8_000;
    await pass(2_500);
    expect(one.begun).toEqual(["a", "b"]);
  });

  test("gives what was measured when it lets in", async () => {
    const { clock, machine, project } = open();
    machine.freeDiskMbOf.set("/one", 4_000);
    machine.load = 0.5;
    const { entered } = project().enter("a");
    await clock.settle();
    expect((await entered)?.measured).toEqual({ freeMemoryMb: 16_000, freeDiskMb: 4_000, load: 0.5 });
  });

  test("a full disk of one project keeps no other waiting", async () => {
    const { clock, machine, project } = open();
    machine.freeDiskMbOf.set("/full", 100);
    const [full, other] = [project("/full"), project("/other")];
    full.enter("a", { since: 1 });
    other.enter("b", { since: 2 });
    await clock.settle();
    expect(full.reasons.get("a")).toBe("disk (0.1 GB free, 0.5 GB stay free)");
    expect(other.begun).toEqual(["b"]);
  });

  test("says why it waits when nothing can be measured, and goes on when it can", async () => {
    const { clock, pass, machine, project } = open();
    machine.broken = "it is on fire";
    const one = project();
    one.enter("a");
    await clock.settle();
    expect(one.reasons.get("a")).toContain("it is on fire");
    machine.broken = null;
    await pass(2_500);
    expect(one.begun).toEqual(["a"]);
  });

  test("leaves time between two starts, and says how long", async () => {
    const { clock, pass, project } = open({ startGapMs: 2_000 });
    const one = project();
    for (const name of ["a", "b", "c"]) one.enter(name);
    await clock.settle();
    expect(one.begun).toEqual(["a"]);
    expect(one.reasons.get("b")).toBe("the next start in 2 s");
    await pass(2_000);
    expect(one.begun).toEqual(["a", "b"]);
    await pass(2_000);
    expect(one.begun).toEqual(["a", "b", "c"]);
  });

  test("one that cannot be told why it waits fails alone", async () => {
    const { clock, admission, project } = open({ runsMax: 1 });
    const one = project();
    one.enter("a");
    await clock.settle();
    const door = admission.join({ busyCount: () => 0, folders: [] });
    const entered = door.enter({
      since: instant(1),
      isResumption: false,
      signal: signal(),
      onWait: () => {
        throw new RangeError("nobody listens");
      },
    });
    const failed = entered.catch((error: unknown) => error);
    one.enter("b", { since: 2 });
    await clock.settle();
    expect(await failed).toBeInstanceOf(RangeError);
    one.end("a");
    await clock.settle();
    expect(one.begun).toEqual(["a", "b"]);
  });

  test("lets go who is not wanted any more, and all of a project that leaves", async () => {
    const { clock, project } = open({ runsMax: 1 });
    const [one, other] = [project(), project("/other")];
    one.enter("a");
    await clock.settle();
    const { abort, entered } = one.enter("b", { since: 1 });
    const left = other.enter("c", { since: 2 });
    one.enter("d", { since: 3 });
    await clock.settle();
    abort.abort();
    other.door.leave();
    expect([await entered, await left.entered]).toEqual([null, null]);
    one.end("a");
    await clock.settle();
    expect(one.begun).toEqual(["a", "d"]);
  });
});

describe("agents that start again after a restart", () => {
  test("come one after another, but the one that has just been let in at once", async () => {
    const { clock, pass, project } = open({ startGapMs: 1_000 });
    const one = project();
    const order: string[] = [];
    const spawn = (door: Door, run: string) =>
      void door.spawn(runId(run), signal(), (reason) => order.push(reason)).then(() => order.push(run));
    one.enter("a");
    await clock.settle();
    spawn(one.door, "R-1.1");
    await clock.settle();
    expect(order).toEqual(["R-1.1"]);
    for (const run of ["R-7.1", "R-8.1"]) spawn(one.door, run);
    await pass(1_000);
    await pass(1_000);
    expect(order).toEqual(["R-1.1", "the next start in 1 s", "the next start in 2 s", "R-7.1", "R-8.1"]);
  });
});

describe("two projects of one daemon", () => {
  test("share its workers, record what was measured, and say on their boards what they wait for", async () => {
    const virtual = createVirtual();
    const machine = createSimulatedMachine();
    const rules = { ...DEFAULT_ROOM, runsMax: 1, startGapMs: 0 };
    const admission = createAdmission({ clock: virtual.clock, machine, rules });
    const working = { isDone: false };
    const act = async () => {
      while (!working.isDone) await virtual.clock.wait(50);
      return "done";
    };
    const house = { virtual, admission };
    const one = await startDaemon({ house, act, turnMsMax: 1 });
    const other = await startDaemon({ house, act, turnMsMax: 1 });
    const begin = async (daemon: typeof one, ticket: typeof T1) => {
      await daemon.say(draft());
      await daemon.say(approve(ticket));
    };
    await begin(one, T1);
    await virtual.until(() => one.state().runs.get(R11)?.stage.name === "working");
    await begin(other, T1);
    await begin(one, T2);
    const status = (daemon: typeof one, ticket: string) =>
      boardRows(daemon.state(), daemon.engine().facts).find((row) => row.ticket === ticket)?.status;
    await virtual.pass(100);
    const waits = "queued · waits for a free worker (1 of 1 busy in all projects)";
    expect([status(other, T1), status(one, T2)]).toEqual([waits, waits]);
    working.isDone = true;
    await virtual.until(() => other.state().runs.size === 1 && one.state().runs.size === 2);
    // The other project asked first.
    const startOf = (daemon: typeof one, ticket: string) =>
      daemon.events().find((event) => event.type === "run.created" && event.data.ticket === ticket);
    expect(startOf(other, T1)?.at ?? 0).toBeLessThanOrEqual(startOf(one, T2)?.at ?? 0);
    expect(startOf(one, T1)).toMatchObject({
      data: { measured: { freeMemoryMb: 16_000, freeDiskMb: 100_000 } },
    });
    expect([...one.defects, ...other.defects]).toEqual([]);
  });

  test("a paused run goes on through the same door, with what was measured", async () => {
    const machine = createSimulatedMachine();
    const daemon = await startDaemon({
      machine,
      turnMsMax: 5_000,
      act: async () => {
        await daemon.clock.wait(5_000);
        return "done";
      },
    });
    const { say, until, state } = daemon;
    await say(draft());
    await say(approve());
    const stage = () => state().runs.get(R11)?.stage;
    await until(() => stage()?.name === "working");
    await say({ type: "run.pause", run: R11 });
    machine.freeDiskMb = 10;
    await say({ type: "run.resume", run: R11 });
    await daemon.pass(100);
    const [row] = boardRows(state(), daemon.engine().facts);
    expect(row?.status).toBe("paused · goes on with disk (0.0 GB free, 0.5 GB stay free)");
    machine.freeDiskMb = 9_000;
    await until(() => stage()?.name === "working");
    expect(state().runs.get(R11)?.measured).toMatchObject({ freeDiskMb: 9_000 });
  });
});
