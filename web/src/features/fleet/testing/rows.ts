// Rows of a busy fleet, made by hand: every word, long names, names that run from right to left.
import type { BoardRow, OrchestratorRow, StatusWord } from "../../../../../src/wire/rows.ts";

const MINUTE_MS = 60_000;

/** Whole and plausible; what a test is about is given. */
export function boardRow(given: Partial<BoardRow> = {}): BoardRow {
  const now = Date.now();
  return {
    ticket: "T-1",
    stage: "running",
    title: "Dark mode toggle in settings",
    word: "working",
    status: "working · Bash npm test",
    since: now - 41_000,
    waitsFor: null,
    run: "R-1.1",
    worker: "W1",
    workerType: "ticket-worker",
    branch: "jarvis/t-1.1-dark-mode-toggle-in-settings",
    base: "58dbc92",
    lastCommit: "b1946ac theme: tokens for both themes",
    step: "Bash npm test",
    seenAt: now - 4_000,
    isStale: false,
    resumesAt: null,
    startedAt: now - 12 * MINUTE_MS,
    endedAt: null,
    fileCount: 6,
    added: 184,
    removed: 23,
    turnCount: 14,
    tokens: 12_431,
    costUsd: 0.42,
    ...given,
  };
}

const NOTHING_STARTED = {
  run: null,
  worker: null,
  workerType: null,
  branch: null,
  base: null,
  lastCommit: null,
  step: null,
  seenAt: null,
  startedAt: null,
  fileCount: 0,
  added: 0,
  removed: 0,
  turnCount: 0,
  tokens: 0,
  costUsd: 0,
} satisfies Partial<BoardRow>;

/** A ticket without a worker. */
export function waitingRow(given: Partial<BoardRow>): BoardRow {
  return boardRow({ ...NOTHING_STARTED, ...given });
}

const STATUSES: Readonly<Record<StatusWord, Partial<BoardRow>>> = {
  draft: { stage: "draft", status: "draft", waitsFor: "approve T-1", ...NOTHING_STARTED },
  queued: { stage: "queued", status: "queued · waits for T-3 to land", ...NOTHING_STARTED },
  starting: {
    status: "preparing its worktree",
    step: null,
    seenAt: null,
    lastCommit: null,
    fileCount: 0,
    added: 0,
    removed: 0,
  },
  working: {},
  "needs-you": {
    status: "needs you · its agent was lost 3 times in a row (the API answered 529)",
    waitsFor: "answer Worker 5",
    step: null,
  },
  stuck: {
    status: "stuck · processes survive being killed: pid 4711 node server.js",
    waitsFor: "end these processes of Worker 4",
    step: null,
  },
  checking: { stage: "review", status: "reported · checks run on the merged tree", step: null },
  reviewing: { stage: "review", status: "in review · checks green on the merged tree", step: null },
  ready: {
    stage: "review",
    status: "ready · checks green on the merged tree · review accepts",
    waitsFor: "land or send back T-8",
    step: null,
  },
  conflict: {
    stage: "review",
    status: "conflict with the target · src/app.tsx, src/theme.css",
    waitsFor: "tell Worker 9 what to do",
    step: null,
  },
  landing: { stage: "landing", status: "landing · verifying the exact tree", step: null },
  landed: { stage: "landed", status: "landed · 58dbc92", step: null, endedAt: Date.now() - 2 * MINUTE_MS },
  "taken-over": {
    status: "taken over by you · /srv/shop-worktrees/r-1.1",
    waitsFor: "give Worker 5 back",
    step: null,
  },
  parked: { status: "parked · waits for the rate limit of your plan", step: null },
  paused: { status: "paused by you · its work and session are kept", step: null },
  stopped: {
    status: "ended · cancelled · stopped by the user",
    step: null,
    endedAt: Date.now() - 5 * MINUTE_MS,
  },
  failed: {
    stage: "closed",
    status: "closed · failed · the budget of $5 was used",
    step: null,
    endedAt: Date.now() - 9 * MINUTE_MS,
  },
  closed: {
    stage: "closed",
    status: "closed · cancelled · discarded by the user",
    step: null,
    endedAt: Date.now() - 30 * MINUTE_MS,
  },
  unknown: { status: "unknown", step: null },
};

const WORDS = Object.keys(STATUSES) as StatusWord[]; // the keys that its type asks for, each once

/** One row of each word, `T-1` and on. */
export function rowsOfEveryWord(): readonly BoardRow[] {
  return WORDS.map((word, index) => {
    const n = index + 1;
    return boardRow({
      ticket: `T-${n}`,
      run: `R-${n}.1`,
      worker: `W${n}`,
      title: `The ticket that is ${word}`,
      ...STATUSES[word],
      word,
    });
  });
}

export const LONG_BRANCH = `jarvis/t-1.1-${"überlanger-name-".repeat(12)}`.slice(0, 200);
/** Ends with a mark that turns the direction of what follows, unless it is kept to itself. */
export const RTL_TITLE = "\u202Eتبديل الوضع الداكن في الإعدادات والملف الشخصي للمستخدم";

export function orchestrator(given: Partial<OrchestratorRow> = {}): OrchestratorRow {
  return {
    conversation: "C1",
    word: "active",
    doing: "Conversing",
    since: Date.now() - 8_000,
    turn: { n: 12, kind: "user", messages: ["m"] },
    queued: [],
    trouble: null,
    quietSince: null,
    ...given,
  };
}
