import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SpawnFailed, type Processes, type SpawnSpec, type SupervisedProcess } from "./processes.ts";

export interface ProcessesHarness {
  readonly processes: Processes;
  /** Another supervisor of the same home, as the next daemon would make it. */
  successor(): Processes;
  /** A supervisor of another home. */
  stranger(): Processes;
}

const PATH = process.env["PATH"] ?? "/usr/bin:/bin";
const noSetsid = process.platform === "linux" ? false : "setsid(1) exists only on Linux";

/**
 * Children that end neither with their parent nor on TERM: each prints `<name> <pid>` when it is ready.
 * `cleared` has no marker and left the session, but its parent lives.
 */
export const STUBBORN_TREE = `
trap '' TERM HUP INT
(echo "plain $(exec sh -c 'echo $PPID')"; exec sleep 600) &
(setsid sh -c 'echo "daemon $$"; exec sleep 600' &)
(setsid sh -c 'setsid sh -c "echo twice \\$\\$; exec sleep 600" & exit' &)
(env -i sh -c 'echo "bare $$"; exec /bin/sleep 600' &)
(env -i setsid sh -c 'echo "cleared $$"; exec /bin/sleep 600'; :) &
echo "main $$"
exec sleep 600`;
export const STUBBORN_COUNT = 6;

/** For an adapter that can only stop. */
export interface StopSlotHarness {
  readonly processes: Pick<Processes, "stopSlot">;
  /** As the next daemon of the same home would make it. */
  readonly successor: () => Pick<Processes, "stopSlot">;
  /** Starts a process that does not end by itself. */
  readonly start: (slot: string) => Promise<unknown>;
  readonly aliveCount: (slot: string) => number;
}

export function stopSlotConformance(name: string, make: () => StopSlotHarness): void {
  describe(`processes that can only be stopped: ${name}`, () => {
    let harness: StopSlotHarness;
    beforeEach(() => {
      harness = make();
    });
    testStopSlot(() => harness);
  });
}

export function processesConformance(name: string, make: (home: string) => ProcessesHarness): void {
  describe(`processes: ${name}`, () => {
    let cwd: string;
    let harness: ProcessesHarness;
    beforeEach(() => {
      cwd = mkdtempSync(join(tmpdir(), "jarvis-processes-"));
      harness = make(join(cwd, "home"));
    });
    afterEach(async () => {
      const slots = new Set(harness.processes.list().map((one) => one.slot));
      for (const slot of slots) await harness.processes.stopSlot(slot);
      rmSync(cwd, { recursive: true, force: true });
    });
    const spawn = (argv: SpawnSpec["argv"], change: Partial<SpawnSpec> = {}): Promise<SupervisedProcess> =>
      harness.processes.spawn({ argv, cwd, env: { PATH }, slot: "R-1.1", stdin: "none", ...change });
    const shell = (script: string, change: Partial<SpawnSpec> = {}): Promise<SupervisedProcess> =>
      spawn(["/bin/sh", "-c", script], change);

    testSpawn(spawn, shell);
    testFinding(() => harness, shell);
    testStopping(() => harness, shell);
    testStopSlot(() => ({
      processes: harness.processes,
      successor: () => harness.successor(),
      start: (slot) => shell("exec sleep 600", { slot }),
      aliveCount: (slot) => harness.processes.findBySlot(slot).length,
    }));
  });
}

type Spawn = (argv: SpawnSpec["argv"], change?: Partial<SpawnSpec>) => Promise<SupervisedProcess>;
type Shell = (script: string, change?: Partial<SpawnSpec>) => Promise<SupervisedProcess>;

function testSpawn(spawn: Spawn, shell: Shell): void {
  test("gives the environment that it was told, with the markers, and nothing of its own", async () => {
    const child = await spawn(["/usr/bin/env"], { env: { COLOUR: "blue" }, slot: "R-12.1" });
    const lines = await readLines(child.stdout, Infinity);
    expect(lines.filter((line) => !line.startsWith("JARVIS_HOME="))).toEqual([
      "COLOUR=blue",
      // The supervisor of one project of several puts the project before the slot.
      expect.stringMatching(/^JARVIS_SLOT=(?:[0-9a-f]{12}\/)?R-12\.1$/),
    ]);
  });

  test("tells the exit status", async () => {
    const child = await shell("exit 3");
    expect(await child.exited).toEqual({ code: 3, signal: null });
  });

  test("tells the signal that ended it", async () => {
    const child = await shell("kill -KILL $$");
    expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
  });

  test("connects stdin when it is a pipe", async () => {
    const child = await spawn(["/bin/cat"], { stdin: "pipe" });
    child.stdin?.end("hello\n");
    expect(await readLines(child.stdout, Infinity)).toEqual(["hello"]);
  });

  test("survives that its process ends while it writes to it", async () => {
    const child = await shell("exit 0", { stdin: "pipe" });
    await child.exited;
    child.stdin?.write("late\n");
    await child.stop();
  });

  test("has an empty stdin when there is none", async () => {
    const child = await spawn(["/bin/cat"]);
    expect(child.stdin).toBeNull();
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  test("refuses a program that does not exist, naming it", async () => {
    const failure = await spawn(["/no/such/program"]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SpawnFailed);
    expect((failure as SpawnFailed).message).toContain("/no/such/program");
  });

  test("refuses a folder that does not exist, naming it", async () => {
    const failure = await spawn(["/bin/true"], { cwd: "/no/such/folder" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SpawnFailed);
    expect((failure as SpawnFailed).message).toContain("the folder does not exist");
  });

  test("refuses an argument that no process can be given", async () => {
    await expect(spawn(["/bin/echo", "a\0b"])).rejects.toBeInstanceOf(SpawnFailed);
  });
}

function testFinding(harness: () => ProcessesHarness, shell: Shell): void {
  test("knows a live process by its identity, and a dead one or a reused number not", async () => {
    const { processes } = harness();
    const child = await shell("exec sleep 600");
    expect(processes.isAlive(child.identity)).toBe(true);
    expect(processes.isAlive({ ...child.identity, startTime: "1" })).toBe(false);
    expect(processes.isAlive({ ...child.identity, bootId: "another boot" })).toBe(false);
    await child.stop();
    expect(processes.isAlive(child.identity)).toBe(false);
  });

  test("finds the process and its descendants by slot, and no other slot's", async () => {
    const { processes } = harness();
    const child = await shell("sleep 600 & echo $!; wait", { slot: "R-1.1" });
    await shell("exec sleep 600", { slot: "R-1.10" });
    const [grandchild] = await readLines(child.stdout, 1);
    const found = processes.findBySlot("R-1.1").map((one) => one.pid);
    expect(found.toSorted(ascending)).toEqual([child.identity.pid, Number(grandchild)].toSorted(ascending));
    expect(processes.findBySlot("R-1")).toEqual([]);
  });

  test("lists all processes of its home with their slots", async () => {
    await shell("exec sleep 600", { slot: "R-1.1" });
    await shell("exec sleep 600", { slot: "C1" });
    expect(
      harness()
        .processes.list()
        .map((one) => one.slot)
        .toSorted(),
    ).toEqual(["C1", "R-1.1"]);
    expect(harness().stranger().list()).toEqual([]);
  });

  test("finds and stops what a former daemon of the same home left behind", async () => {
    const child = await shell("exec sleep 600");
    const successor = harness().successor();
    expect(successor.findBySlot("R-1.1")).toEqual([child.identity]);
    await harness().stranger().stopSlot("R-1.1");
    expect(successor.isAlive(child.identity)).toBe(true);
    await successor.stopSlot("R-1.1");
    expect(successor.isAlive(child.identity)).toBe(false);
  });
}

function testStopSlot(harness: () => StopSlotHarness): void {
  test("stops all processes of a slot, and no other slot's", async () => {
    const { processes, start, aliveCount } = harness();
    for (const slot of ["R-1.1", "R-1.1", "R-1.10", "R-1.1-review"]) await start(slot);
    await processes.stopSlot("R-1.1");
    expect(["R-1.1", "R-1.10", "R-1.1-review"].map(aliveCount)).toEqual([0, 1, 1]);
  });

  test("has nothing to stop in a slot without processes, also when it has just stopped them", async () => {
    const { processes, start, aliveCount } = harness();
    await processes.stopSlot("R-1.1");
    await start("R-1.1");
    await Promise.all([processes.stopSlot("R-1.1"), processes.stopSlot("R-1.1")]);
    await processes.stopSlot("R-1.1");
    expect(aliveCount("R-1.1")).toBe(0);
  });

  test("stops the processes of a slot that a former daemon of the same home started", async () => {
    const { successor, start, aliveCount } = harness();
    await start("R-1.1");
    await successor().stopSlot("R-1.1");
    expect(aliveCount("R-1.1")).toBe(0);
  });
}

function testStopping(harness: () => ProcessesHarness, shell: Shell): void {
  test("lets a process end by itself on TERM", async () => {
    const child = await shell(`trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done`);
    await readLines(child.stdout, 1);
    await child.stop();
    expect(await child.exited).toEqual({ code: 7, signal: null });
  });

  test("ends a process that was paused", async () => {
    const child = await shell("kill -STOP $$");
    await child.stop();
    expect(await child.exited).toEqual({ code: null, signal: "SIGTERM" });
  });

  test("may be told to stop twice, at once and again later", async () => {
    const child = await shell("exec sleep 600");
    await Promise.all([child.stop(), child.stop(), harness().processes.stopSlot("R-1.1")]);
    await child.stop();
    expect(harness().processes.list()).toEqual([]);
  });

  test("stops what a process left behind when it had ended by itself", async () => {
    const child = await shell("sleep 600 >/dev/null 2>&1 & exit 0");
    await child.exited;
    expect(harness().processes.findBySlot("R-1.1")).toHaveLength(1);
    await child.stop();
    expect(harness().processes.findBySlot("R-1.1")).toEqual([]);
  });

  describe.skipIf(noSetsid)("a tree that ignores TERM, leaves its session and forks twice", () => {
    test("is found whole, and stopped whole", async () => {
      const { processes } = harness();
      const child = await shell(STUBBORN_TREE);
      const pids = pidsOf(await readLines(child.stdout, STUBBORN_COUNT));
      const found = new Set(processes.findBySlot("R-1.1").map((one) => one.pid));
      expect(pids.filter((pid) => !found.has(pid))).toEqual([]);
      await child.stop();
      expect(processes.list()).toEqual([]);
      expect(pids.filter(isRunning)).toEqual([]);
    });

    test("survives when only its first process is killed (control)", async () => {
      const child = await shell(STUBBORN_TREE);
      await readLines(child.stdout, STUBBORN_COUNT);
      process.kill(child.identity.pid, "SIGKILL");
      await child.exited;
      expect(harness().processes.findBySlot("R-1.1").length).toBeGreaterThanOrEqual(3);
    });
  });
}

/** The first `count` lines, or all up to the end of the stream. The rest is read and dropped. */
export async function readLines(stream: Readable, count: number): Promise<string[]> {
  const lines: string[] = [];
  const reader = createInterface({ input: stream });
  reader.on("line", (line) => {
    lines.push(line);
    if (lines.length === count) reader.close();
  });
  await once(reader, "close");
  stream.resume();
  return lines;
}

export function pidsOf(lines: readonly string[]): number[] {
  return lines.map((line) => Number(line.split(" ").at(-1)));
}

/** Asks `ps`, so that a supervisor is not judged by its own eyes. A zombie does not run. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

const ascending = (a: number, b: number): number => a - b;
