import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { fakeDaemonOfTest, makeHome } from "../testing/world.ts";
import { findDaemon, isAlive, requireDaemon } from "./place.ts";

/** The number of a process that has ended. */
const deadPid = () => spawnSync("true").pid;

describe("a home", () => {
  test("in which a daemon runs gives its place, by the file it wrote and the token beside it", async () => {
    const fake = await fakeDaemonOfTest();
    expect(await findDaemon(fake.home)).toMatchObject({ url: fake.url, pid: process.pid, version: "1.2.3" });
  });

  test("in which none ever ran gives none, and the way to start one", async () => {
    const home = makeHome();
    expect(await findDaemon(home)).toBeNull();
    await expect(requireDaemon(home)).rejects.toThrow(`No JARVIS runs on ${home}. Start it: jarvis PATH`);
  });

  test("in which the daemon's process is gone gives none, and its port is not told the token", async () => {
    const dead = await fakeDaemonOfTest({ pid: deadPid() });
    expect(await findDaemon(dead.home)).toBeNull();
    expect(dead.requests).toEqual([]);
    // The control: the same home with a live process is asked.
    const live = await fakeDaemonOfTest();
    await findDaemon(live.home);
    expect(live.requests).toEqual(["GET /api/daemon"]);
  });

  test("at whose port nothing answers gives none", async () => {
    const fake = await fakeDaemonOfTest();
    await fake.close();
    expect(await findDaemon(fake.home)).toBeNull();
  });

  test("at whose port the daemon of another home answers gives none", async () => {
    const fake = await fakeDaemonOfTest({ saysHome: "/somewhere/else" });
    expect(await findDaemon(fake.home)).toBeNull();
  });

  test("whose token the daemon does not take says so, with what to do", async () => {
    const fake = await fakeDaemonOfTest({ takes: "another" });
    await expect(findDaemon(fake.home)).rejects.toThrow(
      /does not take the token in .*token.*start JARVIS again/,
    );
  });

  test("whose token is missing says where it should be", async () => {
    const fake = await fakeDaemonOfTest();
    rmSync(join(fake.home, "token"));
    await expect(findDaemon(fake.home)).rejects.toThrow(`${fake.home}/token holds no token`);
  });

  test.each([
    ["half written", '{"pid":'],
    ["empty", ""],
    ["of another form", "[]"],
    ["with a port that is none", '{"pid":1,"port":99999,"url":"x","version":"1","startedAt":0}'],
    ["very long", `{"pid":1,${" ".repeat(50_000)}}`],
  ])("whose file is %s gives none", async (_, text) => {
    const home = makeHome();
    writeFileSync(join(home, "daemon.json"), text);
    expect(await findDaemon(home)).toBeNull();
  });
});

test("a process is alive until it has ended", () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(deadPid())).toBe(false);
  expect(isAlive(0)).toBe(false);
  expect(isAlive(-1)).toBe(false);
});
