// The open project that an address names.
import type { Board, ProjectSummary } from "../../wire/reads.ts";
import type { BoardRow, OrchestratorRow, ProjectRow } from "../../wire/rows.ts";
import { invariant } from "../../domain/shared.ts";
import type { DaemonAccess, LiveProject } from "../access.ts";
import { RequestRefused } from "./answers.ts";

/** @throws RequestRefused */
export function mustFindProject(daemon: Pick<DaemonAccess, "projects">, id: string): LiveProject {
  const projects = daemon.projects();
  const project = projects.find((one) => one.id === id);
  if (project !== undefined) return project;
  const open = projects.map((one) => `${one.id} (${one.name})`);
  throw new RequestRefused(
    404,
    "unknown-project",
    `No project of that id is open in this daemon. Open are: ${open.join(", ") || "none"}.`,
  );
}

export function summaryOf({ id, name, root }: LiveProject): ProjectSummary {
  return { id, name, root };
}

export function boardOf({ rows }: Pick<LiveProject, "rows">): Board {
  let project: ProjectRow | null = null;
  let orchestrator: OrchestratorRow | null = null;
  const board: BoardRow[] = [];
  for (const { table, row } of rows.all()) {
    if (row === null) continue;
    if (table === "project") project = row;
    else if (table === "orchestrator") orchestrator ??= row;
    else if (table === "board") board.push(row);
  }
  invariant(project !== null, "an open project has its row");
  return { project, orchestrator, rows: board };
}
