import { agentConformance } from "../../ports/agent.conformance.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { createSandboxNone } from "../sandbox-none/sandbox.ts";
import { systemClock } from "../system/clock.ts";
import { makeClaudeHarness } from "./testing/harness.ts";

agentConformance("claude", () =>
  makeClaudeHarness((root) => {
    const processes = createProcesses({ home: root, graceMs: 1_000 });
    return { processes, sandbox: createSandboxNone({ processes, home: root }), clock: systemClock };
  }),
);
