// Rows as a server sends them, complete, with what a test is about laid over them.
import type {
  BoardRow,
  ConnectedModel,
  ItemRow,
  OrchestratorRow,
  ProjectRow,
  ProposalRow,
  ReviewRow,
  RowUpsert,
  TicketRow,
  TimelineRow,
} from "../../../../src/wire/rows.ts";

const AT = Date.UTC(2026, 10, 24, 10, 0, 0);

export function connectedModel(over: Partial<ConnectedModel> = {}): ConnectedModel {
  return { kind: "api-key", name: "claude via API key", payer: "your API key …4f2a", wall: null, ...over };
}

export function projectRow(over: Partial<ProjectRow> = {}): ProjectRow {
  return {
    id: "p1",
    name: "my-jarvis-desktop",
    root: "/projects/my-jarvis-desktop",
    target: "main",
    targetTip: "1a2b3c4",
    uncommittedCount: 7,
    detachedAt: null,
    sandboxLevel: 2,
    sandboxReason: "workers run in a box of their own",
    hint: null,
    runsMax: 3,
    halted: null,
    parked: null,
    model: connectedModel(),
    ...over,
  };
}

export function orchestratorRow(over: Partial<OrchestratorRow> = {}): OrchestratorRow {
  return {
    conversation: "C1",
    word: "idle",
    doing: "",
    since: AT,
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
    title: "Dark mode toggle in settings",
    word: "draft",
    status: "draft",
    since: AT,
    waitsFor: null,
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

/** A worker that runs its tests. */
export function workingRow(over: Partial<BoardRow> = {}): BoardRow {
  return boardRow({
    stage: "running",
    word: "working",
    status: "working · Bash npm test",
    run: "R-1.1",
    worker: "W1",
    workerType: "ticket-worker",
    branch: "jarvis/t-1.1-dark-mode-toggle-in-settings",
    base: "1a2b3c4",
    lastCommit: "58dbc92 Read the theme before first paint",
    step: "Bash npm test",
    seenAt: AT,
    isStale: false,
    resumesAt: null,
    startedAt: AT,
    fileCount: 3,
    added: 84,
    removed: 12,
    turnCount: 9,
    tokens: 48_200,
    costUsd: 0.42,
    ...over,
  });
}

export function ticketRow(over: Partial<TicketRow> = {}): TicketRow {
  return {
    ticket: "T-1",
    stage: "draft",
    hash: "hash-1",
    title: "Dark mode toggle in settings",
    description:
      "Add a **dark mode** toggle to the settings page. The choice follows the system until the user sets it, and survives a reload.",
    criteria: [
      "A switch in Settings changes the theme at once",
      "The choice survives a reload",
      "The system's theme is used until the user chooses",
    ],
    scope: ["src/settings", "src/theme.css"],
    checks: ["npm test", "npm run lint"],
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
    draftedAt: AT,
    ...over,
  };
}

export function proposalRow(over: Partial<ProposalRow> = {}): ProposalRow {
  return {
    proposal: "P-1",
    title: "User profiles",
    tickets: ["T-1", "T-2", "T-3"],
    approval: null,
    proposedAt: AT,
    ...over,
  };
}

type CheckRow = ReviewRow["checks"][number];

export function checkRow(over: Partial<CheckRow> = {}): CheckRow {
  return {
    command: "npm test",
    color: "green",
    exitCode: 0,
    durationMs: 12_400,
    output: "14 passed, 0 failed",
    ...over,
  };
}

export function reviewRow(over: Partial<ReviewRow> = {}): ReviewRow {
  return {
    run: "R-1.1",
    ticket: "T-1",
    worker: "W1",
    branch: "jarvis/t-1.1-dark-mode-toggle-in-settings",
    step: "ready",
    report: "Dark mode works.",
    head: "58dbc92aa001",
    landHash: "land-1",
    subject: "Add a dark mode toggle to settings",
    fileCount: 3,
    added: 84,
    removed: 12,
    commitCount: 2,
    protectedPaths: [],
    color: "green",
    checks: [checkRow(), checkRow({ command: "npm run lint", durationMs: 3_100, output: "0 problems" })],
    opinion: "accept",
    criteria: [
      {
        criterion: "A switch in Settings changes the theme at once",
        isMet: true,
        where: "src/settings/theme-switch.tsx:14",
      },
      { criterion: "The choice survives a reload", isMet: true, where: "src/settings/theme.ts:31" },
      {
        criterion: "The system's theme is used until the user chooses",
        isMet: true,
        where: "src/settings/theme.ts:12",
      },
    ],
    findings: [],
    conflictFiles: [],
    landsWhenGreen: false,
    since: AT,
    ...over,
  };
}

export function timelineRow(n: number, over: Partial<TimelineRow> = {}): TimelineRow {
  return {
    n,
    at: AT + n * 1_000,
    kind: "text",
    title: `Line ${n}`,
    text: `Line ${n}`,
    isCut: false,
    id: "",
    isError: false,
    durationMs: null,
    ...over,
  };
}

type ItemBody = ItemRow extends infer Item ? (Item extends ItemRow ? Omit<Item, "n" | "at"> : never) : never;

export function item(n: number, body: ItemBody): ItemRow {
  return { ...body, n, at: AT + n * 1_000 };
}

export function userItem(n: number, text: string, id = `m${n}`): ItemRow {
  return item(n, { kind: "user", id, text });
}

export function answerItem(n: number, text: string, turn = n, of: "user" | "report" = "user"): ItemRow {
  return item(n, { kind: "answer", turn, of, text });
}

/** Each row under the table and key that a server gives it. */
export const upsert = {
  project: (row: ProjectRow): RowUpsert => ({ table: "project", key: row.id, row }),
  orchestrator: (row: OrchestratorRow): RowUpsert => ({ table: "orchestrator", key: row.conversation, row }),
  board: (row: BoardRow): RowUpsert => ({ table: "board", key: row.ticket, row }),
  proposal: (row: ProposalRow): RowUpsert => ({ table: "proposal", key: row.proposal, row }),
  ticket: (row: TicketRow): RowUpsert => ({ table: "ticket", key: row.ticket, row }),
  review: (row: ReviewRow): RowUpsert => ({ table: "review", key: row.run, row }),
  noReview: (run: string): RowUpsert => ({ table: "review", key: run, row: null }),
  item: (row: ItemRow): RowUpsert => ({ table: "item", key: String(row.n), row }),
};
