import { join } from "node:path";
import { sandboxConformance } from "../../ports/sandbox.conformance.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { createSandboxNone } from "./sandbox.ts";

sandboxConformance("none", ({ home }) => {
  const processes = createProcesses({ home, graceMs: 200 });
  return { processes, sandbox: createSandboxNone({ processes, home: join(home, "agent-home") }) };
});
