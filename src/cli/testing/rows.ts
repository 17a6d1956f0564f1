// Rows of a small project, as a daemon sends them.
import type {
  BoardRow,
  ItemRow,
  OrchestratorRow,
  ProjectRow,
  ProposalRow,
  ReviewRow,
  RowUpsert,
  TicketRow,
  TimelineRow,
} from "../../wire/rows.ts";

export const PROJECT_ID = "0a1b2c3d4e5f";

export function projectRow(over: Partial<ProjectRow> = {}): ProjectRow {
  return {
    id: PROJECT_ID,
    name: "shop",
    root: "/code/shop",
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
    ...over,
  };
}

export function orchestratorRow(over: Partial<OrchestratorRow> = {}): OrchestratorRow {
  return {
    conversation: "C1",
    word: "idle",
    doing: "",
    since: 0,
    turn: null,
    queued: [],
    trouble: null,
    quietSince: null,
    ...over,
  };
}

export function boardRow(over: Partial<BoardRow> = {}): BoardRow {
  return {
    ticket: "T-1",
    stage: "draft",
    title: "Say hello",
    word: "draft",
    status: "draft",
    since: 0,
    waitsFor: "approve T-1",
    run: null,
    worker: null,
    workerType: null,
    branch: null,
    base: null,
    lastCommit: null,
    step: null,
    seenAt: null,
    isStale: false,
    resumesAt: null,
    startedAt: null,
    endedAt: null,
    fileCount: 0,
    added: 0,
    removed: 0,
    turnCount: 0,
    tokens: 0,
    costUsd: 0,
    ...over,
  };
}

/** Worker 1 on T-1. */
export function workingRow(over: Partial<BoardRow> = {}): BoardRow {
  return boardRow({
    stage: "running",
    word: "working",
    status: "working · Bash npm test",
    waitsFor: null,
    run: "R-1.1",
    worker: "W1",
    workerType: "ticket-worker",
    branch: "jarvis/t-1.1-say-hello",
    base: "1a2b3c4",
    startedAt: 1,
    ...over,
  });
}

export function ticketRow(over: Partial<TicketRow> = {}): TicketRow {
  return {
    ticket: "T-1",
    stage: "draft",
    hash: "hash-1",
    title: "Say hello",
    description: "Say it.",
    criteria: ["it says hello"],
    scope: ["src/hello.ts"],
    checks: ["npm test"],
    workerType: "ticket-worker",
    model: null,
    fallbackModel: null,
    turnsMax: 200,
    costUsdMax: 5,
    target: "main",
    landWhenGreen: false,
    dependsOn: [],
    overlaps: [],
    approval: null,
    canUndoStart: false,
    landUndoUntil: null,
    landApproval: null,
    draftedAt: 0,
    ...over,
  };
}

export function reviewRow(over: Partial<ReviewRow> = {}): ReviewRow {
  return {
    run: "R-1.1",
    ticket: "T-1",
    worker: "W1",
    branch: "jarvis/t-1.1-say-hello",
    step: "ready",
    report: "It says hello.",
    head: "58dbc92aabbc",
    landHash: "land-1",
    subject: "Say hello",
    fileCount: 1,
    added: 3,
    removed: 0,
    commitCount: 1,
    protectedPaths: [],
    color: "green",
    checks: [{ command: "npm test", color: "green", exitCode: 0, durationMs: 900, output: "" }],
    opinion: "accept",
    criteria: [{ criterion: "it says hello", isMet: true, where: "src/hello.ts:1" }],
    findings: [],
    conflictFiles: [],
    landsWhenGreen: false,
    since: 0,
    ...over,
  };
}

export function step(n: number, title: string, over: Partial<TimelineRow> = {}): TimelineRow {
  return {
    n,
    at: 0,
    kind: "tool-started",
    title,
    text: "",
    isCut: false,
    id: `tool-${n}`,
    isError: false,
    durationMs: null,
    ...over,
  };
}

export function upsert(row: ItemRow): RowUpsert {
  return { table: "item", key: String(row.n), row };
}

/** A row of any other table, under the key that it has there. */
export const upserts = {
  proposal: (row: ProposalRow): RowUpsert => ({ table: "proposal", key: row.proposal, row }),
  project: (row: ProjectRow): RowUpsert => ({ table: "project", key: row.id, row }),
  orchestrator: (row: OrchestratorRow): RowUpsert => ({ table: "orchestrator", key: row.conversation, row }),
  board: (row: BoardRow): RowUpsert => ({ table: "board", key: row.ticket, row }),
  ticket: (row: TicketRow): RowUpsert => ({ table: "ticket", key: row.ticket, row }),
  review: (row: ReviewRow): RowUpsert => ({ table: "review", key: row.run, row }),
};
