// Whether anything goes on in a project by itself, as far as its rows tell.
import type { View } from "../../wire/feed.ts";
import type { BoardRow, StatusWord } from "../../wire/rows.ts";
import { boardOf, orchestratorOf, projectOf } from "./rows.ts";

/** What the word says: it moves by itself, or it waits for somebody. `queued` depends on the others. */
const MOVES: Readonly<Record<StatusWord, boolean>> = {
  draft: false,
  queued: false,
  starting: true,
  working: true,
  "needs-you": false,
  stuck: false,
  checking: true,
  reviewing: true,
  ready: false,
  conflict: false,
  landing: true,
  landed: false,
  parked: true,
  paused: false,
  "taken-over": false,
  stopped: false,
  failed: false,
  closed: false,
  unknown: true,
};

export function isMoving(view: View): boolean {
  // Only the user helps: what waits for a sign-in stands still.
  const parked = projectOf(view)?.parked ?? null;
  if (parked !== null && parked.until === null)
    return boardOf(view).some((row) => row.word !== "parked" && MOVES[row.word]);
  const orchestrator = orchestratorOf(view);
  if (orchestrator !== null && (orchestrator.turn !== null || orchestrator.queued.length > 0)) return true;
  const rows = boardOf(view);
  return rows.some((row) => MOVES[row.word] || (row.word === "queued" && mayStart(row, rows, view)));
}

/** Nothing holds it back that itself stands still. */
function mayStart({ ticket, budget }: BoardRow, rows: readonly BoardRow[], view: View): boolean {
  if (budget?.isWaiting === true) return false;
  const dependsOn = view.tables.ticket[ticket]?.dependsOn ?? [];
  if (dependsOn.some((id) => view.tables.board[id]?.stage !== "landed")) return false;
  const busyCount = rows.filter((row) => row.stage === "running" || row.stage === "review").length;
  return busyCount < (projectOf(view)?.runsMax ?? 0);
}
