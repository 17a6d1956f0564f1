import type { Processes } from "../../ports/processes.ts";
import type { Sandbox } from "../../ports/sandbox.ts";

/** The only variables of the daemon that a worker sees: what programs need to run, nothing that opens a door. */
const INHERITED = ["PATH", "LANG", "TMPDIR", "SHELL", "USER"] as const;

/**
 * No box: processes are supervised and their environment is cut down, but they may write wherever the daemon
 * may. `home` becomes their HOME, so that the user's own login files and settings are not found by default.
 */
export function createSandboxNone(options: {
  readonly processes: Processes;
  readonly home: string;
}): Sandbox {
  return {
    level: 0,
    reason: "no box yet on this platform: the agent can write outside its worktree",
    spawn: (territory, argv, { env, stdin }) =>
      options.processes.spawn({
        argv,
        cwd: territory.path,
        env: { LANG: "C.UTF-8", ...inherited(process.env), HOME: options.home, ...env },
        slot: territory.slot,
        stdin,
      }),
  };
}

function inherited(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
