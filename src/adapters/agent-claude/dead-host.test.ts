import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProcesses } from "../processes-posix/processes.ts";
import { createSandboxNone } from "../sandbox-none/sandbox.ts";
import { systemClock } from "../system/clock.ts";
import { makeClaudeHarness } from "./testing/harness.ts";

// The agent outlives a host that is killed: without a box nothing takes it along. It must not go on working.

test("executes no tool after its host was killed", async () => {
  let home = "";
  const harness = await makeClaudeHarness((root) => {
    home = root;
    const processes = createProcesses({ home: root, graceMs: 1_000 });
    return { processes, sandbox: createSandboxNone({ processes, home: root }), clock: systemClock };
  });
  const { promise: killed, resolve: goOn } = Promise.withResolvers<void>();
  const touch = { name: "Bash", input: { command: "touch forbidden" } };
  harness.model.script({ kind: "tools", calls: [touch], after: killed });
  const host = spawn(
    process.execPath,
    ["--input-type=module", "-e", hostProgram(home, harness.cwd, harness.model.url)],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  await harness.untilAsked(1);
  host.kill("SIGKILL");
  await once(host, "exit");
  expect(harness.aliveCount("R-1.1")).toBeGreaterThanOrEqual(1);
  goOn();
  await harness.untilAsked(2); // the agent tells the model that its call was refused
  expect(existsSync(join(harness.cwd, "forbidden"))).toBe(false);
  expect(harness.heard()).toContain("tool_result");
  await harness.dispose();
  expect(harness.aliveCount("R-1.1")).toBe(0);
});

function hostProgram(home: string, cwd: string, url: string): string {
  const module = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  return `
    import { createProcesses } from ${module("../processes-posix/processes.ts")};
    import { createSandboxNone } from ${module("../sandbox-none/sandbox.ts")};
    import { systemClock } from ${module("../system/clock.ts")};
    import { createClaudeDriver } from ${module("./driver.ts")};
    import { createLeases } from ${module("./lease.ts")};
    const processes = createProcesses({ home: ${JSON.stringify(home)} });
    const driver = createClaudeDriver({
      sandbox: createSandboxNone({ processes, home: ${JSON.stringify(home)} }),
      leases: createLeases(processes),
      clock: systemClock,
      configHome: ${JSON.stringify(join(home, "agents"))},
      mode: { kind: "playbook", url: () => ${JSON.stringify(url)} },
    });
    const session = await driver.open({
      role: "worker", slot: "R-1.1", cwd: ${JSON.stringify(cwd)}, session: crypto.randomUUID(), tools: [], env: {},
      definition: { name: "t", description: "t", prompt: "t", tools: ["Bash"], model: null, turnsMax: null },
    });
    session.send({ uuid: crypto.randomUUID(), text: "begin", source: "report" });
    for await (const event of session.events) void event;`;
}
