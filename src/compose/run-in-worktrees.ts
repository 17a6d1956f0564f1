// The user's own commands in worktrees of runs, put together for one project.
import { systemClock } from "../adapters/system/clock.ts";
import { systemIds } from "../adapters/system/ids.ts";
import type { RunId } from "../domain/ids.ts";
import { must } from "../domain/state.ts";
import type { Engine } from "../engine/engine.ts";
import type { ActivitySink } from "../engine/ports.ts";
import { createWorkspaceCommands, type WorkspaceCommands } from "../engine/workspace-commands.ts";
import { createAgentLog, type AgentLogListener } from "../server/agent-log.ts";
import type { Undo } from "./home.ts";
import type { ProjectParts } from "./project-parts.ts";

export interface RunInWorktrees {
  readonly parts: Pick<ProjectParts, "sandbox" | "processes">;
  readonly engine: Pick<Engine, "state" | "onEvents">;
  readonly activity: ActivitySink;
  readonly undo: Undo;
}

export function runInWorktrees({ parts, engine, undo, ...more }: RunInWorktrees): WorkspaceCommands {
  const commands = createWorkspaceCommands({
    ...more,
    sandbox: parts.sandbox,
    processes: parts.processes,
    clock: systemClock,
    ids: systemIds,
    state: () => engine.state(),
    onEvents: (heard) => engine.onEvents(heard),
    environmentOf: (run) => environmentOf(engine, run),
  });
  undo.push(() => commands.stop());
  return commands;
}

/** What the tools of a run's agent, and the user's own commands in its worktree, find in their environment. */
export function environmentOf(engine: Pick<Engine, "state">, run: RunId): Readonly<Record<string, string>> {
  return { JARVIS_ROOT: must(engine.state().runs, run).workspacePath ?? "" };
}

/** Where what agents say, and what is run beside them, goes on record. */
export function agentLogOf(
  { activity }: Pick<ProjectParts, "activity">,
  engine: Pick<Engine, "state">,
  listener: AgentLogListener,
): ActivitySink {
  return createAgentLog({
    activity,
    listener,
    now: () => systemClock.now(),
    state: () => engine.state(),
  });
}
