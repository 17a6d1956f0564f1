import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { machineConformance } from "../../ports/machine.conformance.ts";
import { createMachine } from "./machine.ts";

machineConformance("system", () => ({ machine: createMachine(), folder: tmpdir() }));

describe("memory of this machine", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "jarvis-machine-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const MB = 1024 * 1024;
  function write(files: Readonly<Record<string, string | number>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), `${text}\n`);
    }
  }
  const free = async () => (await createMachine({ root }).measure([])).freeMemoryMb;
  const system = { "proc/meminfo": "MemTotal:  16000000 kB\nMemFree:  100000 kB\nMemAvailable:  8192000 kB" };

  test("is what the system can give, caches counted as free", async () => {
    write(system);
    expect(await free()).toBe(8_000);
  });

  test("is what the container has left, its own caches counted as free", async () => {
    write({
      ...system,
      "proc/self/cgroup": "0::/box",
      "sys/fs/cgroup/box/memory.max": 2_000 * MB,
      "sys/fs/cgroup/box/memory.current": 1_500 * MB,
      "sys/fs/cgroup/box/memory.stat": `anon 5\ninactive_file ${300 * MB}`,
    });
    expect(await free()).toBe(800);
  });

  test("is limited by an outer group too, and not by one without a limit", async () => {
    write({
      ...system,
      "proc/self/cgroup": "0::/outer/inner",
      "sys/fs/cgroup/outer/inner/memory.max": "max",
      "sys/fs/cgroup/outer/inner/memory.current": 100 * MB,
      "sys/fs/cgroup/outer/memory.max": 1_000 * MB,
      "sys/fs/cgroup/outer/memory.current": 400 * MB,
    });
    expect(await free()).toBe(600);
  });

  test("is read from control groups of the first version, where the path is one of the host", async () => {
    write({
      ...system,
      "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/docker/4711",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": 512 * MB,
      "sys/fs/cgroup/memory/memory.usage_in_bytes": 500 * MB,
      "sys/fs/cgroup/memory/memory.stat": `total_inactive_file ${100 * MB}`,
    });
    expect(await free()).toBe(112);
  });

  test("is never below nothing, and asked of the system where there is no proc", async () => {
    expect(await free()).toBeGreaterThan(0);
    write({
      ...system,
      "proc/self/cgroup": "0::/",
      "sys/fs/cgroup/memory.max": 100 * MB,
      "sys/fs/cgroup/memory.current": 200 * MB,
    });
    expect(await free()).toBe(0);
  });
});
