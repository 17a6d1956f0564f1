// The user's own commands in worktrees of runs, put together for one project.
import { systemClock } from "../adapters/system/clock.ts";
import { systemIds } from "../adapters/system/ids.ts";
import type { Engine } from "../engine/engine.ts";
import type { ActivitySink } from "../engine/ports.ts";
import { createWorkspaceCommands, type WorkspaceCommands } from "../engine/workspace-commands.ts";
import type { Undo } from "./home.ts";
import type { ProjectParts } from "./project-parts.ts";

export interface RunInWorktrees {
  readonly parts: Pick<ProjectParts, "sandbox" | "processes">;
  readonly engine: Pick<Engine, "state" | "onEvents">;
  readonly activity: ActivitySink;
  readonly environmentOf: Parameters<typeof createWorkspaceCommands>[0]["environmentOf"];
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
  });
  undo.push(() => commands.stop());
  return commands;
}
