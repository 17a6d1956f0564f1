// A time away in a whole engine: its end comes by the clock, whatever the machine did meanwhile; and the fuse outlives a restart.
import { expect, test } from "vitest";
import { createSimulatedMachine } from "../adapters/simulated/machine.ts";
import { isAway, type ConditionName } from "../domain/away/state.ts";
import { GO_AWAY } from "../domain/testing/away-choices.ts";
import { must } from "../domain/state.ts";
import { T1, draft } from "../domain/testing/stories.ts";
import { PortFailure } from "../ports/failure.ts";
import { measureConditions, type ConditionSources } from "./away-conditions.ts";
import { DEFAULT_ROOM } from "./room.ts";
import { startDaemon } from "./testing/daemon.ts";

const start = () => startDaemon({ act: async () => "done" });

test("the end is owed when the time is over, also when the daemon was away then", async () => {
  const daemon = await start();
  await daemon.say(GO_AWAY);
  const until = daemon.state().away?.until ?? 0;
  daemon.restart();
  expect(isAway(daemon.state(), daemon.clock.now())).toBe(true);
  // A machine that slept through it: nothing ran, and the clock went on.
  await daemon.until(() => daemon.state().away?.endedAt !== null);
  expect(daemon.clock.now()).toBeGreaterThanOrEqual(until);
  expect(daemon.state().awayReport).toMatchObject({ why: "time", endedAt: daemon.state().away?.endedAt });
  expect(daemon.events().filter(({ type }) => type === "project.away-ended")).toHaveLength(1);
  expect(daemon.defects).toEqual([]);
});

test("a refusal is on record, once, however often the same command is sent", async () => {
  const daemon = await start();
  await daemon.say(draft());
  await daemon.say(GO_AWAY);
  const hash = must(daemon.state().tickets, T1).hash;
  const command = { type: "ticket.approve", ticket: T1, hash } as const;
  const id = "the-same" as never;
  for (let n = 0; n < 2; n += 1)
    expect(
      await daemon.settled(daemon.engine().submit(command, { kind: "user", session: "s-1" }, id)),
    ).toMatchObject({ kind: "refused", refusal: { code: "ask-the-user" } });
  expect(daemon.events().filter(({ type }) => type === "project.away-refused")).toHaveLength(1);
  daemon.restart();
  expect(daemon.state().away?.refused).toMatchObject([{ command: "ticket.approve", about: "T-1" }]);
});

test("a fuse that has blown is blown after a restart", async () => {
  const daemon = await start();
  await daemon.say(draft());
  const data = { cause: "ejected", reason: "2 candidates failed in a row" } as const;
  expect(daemon.state().fuse.blown).toBeNull();
  const journal = daemon.journal();
  const { seq } = daemon.state();
  const reply = { kind: "accepted", seq: seq + 1, text: "" } as never;
  const event = { type: "project.fuse-blown", data } as const;
  await daemon.settled(
    journal.append(
      [{ command: "c" as never, at: daemon.clock.now(), actor: { kind: "engine" }, events: [event], reply }],
      seq as never,
    ),
  );
  daemon.restart();
  expect(daemon.state().fuse.blown).toMatchObject(data);
  await daemon.say({ type: "project.reset-fuse" });
  daemon.restart();
  expect(daemon.state().fuse.blown).toBeNull();
});

class Unreadable extends PortFailure {
  readonly code = "unreadable";
  readonly retry = "soon";
}

const ran = (outcome: "green" | "red") => ({
  commit: "abcdef0123" as never,
  checks: [
    {
      command: "npm test",
      outcome,
      exitCode: 1,
      durationMs: 1,
      outputBytes: 19,
      output: "first\nno such file\n",
    },
  ],
});

async function measured(over: Partial<ConditionSources> & { readonly account?: object | null } = {}) {
  const { account = { id: "a", name: "your plan", status: { name: "open" } }, ...rest } = over;
  const accounts = new Map(account === null ? [] : [["a", account]]);
  const conditions = await measureConditions({
    state: () => ({ account: account === null ? null : "a", accounts }) as never,
    isUnsafe: false,
    sandbox: { level: 2, reason: "" },
    machine: createSimulatedMachine(),
    rules: DEFAULT_ROOM,
    folders: ["/work"],
    checkTarget: async () => ran("green"),
    ...rest,
  });
  return (name: ConditionName) => conditions.find((one) => one.name === name);
}

test("each condition is green on a machine that has all of it", async () => {
  const of = await measured();
  for (const name of ["box", "model", "disk", "memory", "base", "power"] as const)
    expect(of(name)).toMatchObject({ isGreen: true, todo: "" });
});

test("the box is green below level 2 only when the user accepts it", async () => {
  const sandbox = { level: 0, reason: "no box yet" } as const;
  expect((await measured({ sandbox }))("box")).toMatchObject({
    isGreen: false,
    found: "level 0 of 2: no box yet",
  });
  expect((await measured({ sandbox, isUnsafe: true }))("box")).toMatchObject({ isGreen: true });
});

test("the model is red when nothing is connected, or what is refuses", async () => {
  expect((await measured({ account: null }))("model")).toMatchObject({ isGreen: false });
  for (const status of [
    { name: "parked", cause: "auth" },
    { name: "parked", cause: "window" },
    { name: "probing" },
  ]) {
    const of = await measured({ account: { id: "a", name: "your plan", status } });
    expect(of("model")).toMatchObject({ isGreen: false, todo: expect.stringMatching(/\S/) });
  }
});

test("disk, memory and power are red with what was measured", async () => {
  const low = { ...createSimulatedMachine(), freeMemoryMb: 10, freeDiskMb: 20 };
  const machine = Object.assign(createSimulatedMachine(), {
    freeMemoryMb: low.freeMemoryMb,
    freeDiskMb: low.freeDiskMb,
    power: { kind: "battery", percent: 64 } as const,
  });
  const of = await measured({ machine });
  expect(of("disk")).toMatchObject({ isGreen: false, found: expect.stringContaining("disk (0.0 GB free") });
  expect(of("memory")).toMatchObject({
    isGreen: false,
    found: expect.stringContaining("memory (0.0 GB free"),
  });
  expect(of("power")).toMatchObject({ isGreen: false, found: "the machine runs on its battery (64 %)" });
  machine.broken = "no such file";
  expect((await measured({ machine }))("disk")).toMatchObject({ isGreen: false });
});

test("the base is red when a check fails, none is configured, or none can be run", async () => {
  expect((await measured({ checkTarget: async () => ran("red") }))("base")).toMatchObject({
    isGreen: false,
    found: '"npm test" is red on abcdef0: no such file',
  });
  expect(
    (await measured({ checkTarget: async () => ({ ...ran("red"), checks: [] }) }))("base"),
  ).toMatchObject({
    isGreen: false,
    found: expect.stringContaining("no check is configured"),
  });
  const broken = async () => await Promise.reject(new Unreadable("Cannot read jarvis.jsonc."));
  expect((await measured({ checkTarget: broken }))("base")).toMatchObject({
    isGreen: false,
    found: "Cannot read jarvis.jsonc.",
  });
});
