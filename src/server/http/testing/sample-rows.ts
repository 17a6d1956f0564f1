// Rows as a project has them, where a test does not care what they say.
import type { BoardRow, ProjectRow, RowUpsert } from "../../../wire/rows.ts";

export const SAMPLE_PROJECT: ProjectRow = {
  id: "0a1b2c3d4e5f",
  name: "sample",
  root: "/srv/sample",
  target: "main",
  targetTip: "1a2b3c4",
  uncommittedCount: 0,
  detachedAt: null,
  sandboxLevel: 0,
  sandboxReason: "none here",
  hint: null,
  runsMax: 3,
  halted: null,
  parked: null,
  model: { kind: "playbook", name: "playbook (no language model)", payer: "nobody", wall: null },
};

function boardRow(n: number, step: string | null = null): BoardRow {
  return {
    ticket: `T-${n}`,
    stage: "running",
    title: "Add a dark mode to the settings page",
    word: "working",
    status: `working · ${step ?? "thinks"}`,
    since: 1_700_000_000_000,
    waitsFor: null,
    run: `R-${n}.1`,
    worker: `W${n}`,
    workerType: "ticket-worker",
    branch: `jarvis/t-${n}.1-add-a-dark-mode`,
    base: "58dbc92",
    lastCommit: "58dbc92 settings: keep the position of the switch",
    step,
    seenAt: 1_700_000_000_500,
    isStale: false,
    resumesAt: null,
    startedAt: 1_700_000_000_000,
    endedAt: null,
    fileCount: 4,
    added: 120,
    removed: 12,
    turnCount: 9,
    tokens: 120_000,
    costUsd: 0.42,
  };
}

export function boardUpsert(n: number, step: string | null = null): RowUpsert {
  return { table: "board", key: `T-${n}`, row: boardRow(n, step) };
}
