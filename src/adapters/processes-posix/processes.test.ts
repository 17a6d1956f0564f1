import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  STUBBORN_COUNT,
  STUBBORN_TREE,
  isRunning,
  pidsOf,
  processesConformance,
  readLines,
} from "../../ports/processes.conformance.ts";
import { SurvivorsLeft } from "../../ports/processes.ts";
import { createProcesses } from "./processes.ts";
import { scopeSlots } from "./scope-slots.ts";
import { terminate } from "./terminate.ts";

processesConformance("posix", (home) => ({
  processes: createProcesses({ home, graceMs: 200 }),
  successor: () => createProcesses({ home, graceMs: 200 }),
  stranger: () => createProcesses({ home: `${home}-other`, graceMs: 200 }),
}));

const scoped = (home: string) => scopeSlots(createProcesses({ home, graceMs: 200 }), "0123456789ab");
processesConformance("posix, for one project of several", (home) => ({
  processes: scoped(home),
  successor: () => scoped(home),
  stranger: () => scopeSlots(createProcesses({ home, graceMs: 200 }), "ba9876543210"),
}));

describe("the posix supervisor", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "jarvis-home-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  const start = (script: string, slot: string) => ({
    argv: ["/bin/sh", "-c", script] as const,
    cwd: home,
    env: { PATH: process.env["PATH"] ?? "" },
    slot,
    stdin: "none" as const,
  });

  test("stops all slots of its home at once, also those of a former daemon", async () => {
    const processes = createProcesses({ home, graceMs: 200 });
    await createProcesses({ home }).spawn(start("exec sleep 600", "R-1.1"));
    await processes.spawn(start("exec sleep 600", "R-2.1"));
    await processes.stopAll();
    expect(processes.list()).toEqual([]);
  });

  test("names the survivors when processes come back faster than they are killed", async () => {
    const member = {
      pid: 2 ** 30,
      parentPid: 1,
      groupId: 2 ** 30,
      sessionId: 2 ** 30,
      startTime: "1",
      slot: "R-1.1",
    };
    const unkillable = {
      home,
      track: () => undefined,
      startedSlots: () => new Set<string>(),
      members: () => [member],
      commandLine: () => "sleep 1000",
    };
    const failure = await terminate(unkillable, "R-1.1", () => true, 0).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SurvivorsLeft);
    expect((failure as SurvivorsLeft).survivors).toEqual([
      { pid: member.pid, slot: "R-1.1", command: "sleep 1000" },
    ]);
    expect((failure as SurvivorsLeft).message).toMatch(/\(pid 1073741824 sleep 1000\)/);
  });

  test.skipIf(process.platform !== "linux")("leaves nothing when its own process exits", async () => {
    const module = JSON.stringify(new URL("./processes.ts", import.meta.url).href);
    const script = `
      import { createProcesses } from ${module};
      const child = await createProcesses({ home: ${JSON.stringify(home)} }).spawn(${JSON.stringify(start(STUBBORN_TREE, "R-1.1"))});
      let lines = "";
      child.stdout.on("data", (chunk) => {
        lines += chunk;
        if (lines.split("\\n").length > ${STUBBORN_COUNT}) process.stdout.write(lines, () => process.exit(5));
      });`;
    const daemon = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exit = once(daemon, "exit");
    const pids = pidsOf(await readLines(daemon.stdout, STUBBORN_COUNT));
    expect(await exit).toEqual([5, null]);
    expect(pids.filter((pid) => !(pid > 0))).toEqual([]);
    expect(pids.filter(isRunning)).toEqual([]);
  });
});
