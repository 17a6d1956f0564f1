// Who and what the story of the golden journal is about.
import type { DomainEvent, EventType } from "../../src/domain/events.ts";
import {
  branchName,
  commitSha,
  contentHash,
  conversationId,
  instant,
  landingId,
  messageId,
  proposalId,
  runId,
  sessionId,
  ticketId,
  treeSha,
} from "../../src/domain/ids.ts";
import type { ChangeSummary, CheckColor, CheckedTree, Verdict } from "../../src/domain/run/state.ts";
import type { TicketSpec } from "../../src/domain/ticket/state.ts";

export type EventOf<Type extends EventType> = Extract<DomainEvent, { type: Type }>;

export function on<Type extends EventType>(type: Type, data: EventOf<Type>["data"]): EventOf<Type> {
  return { type, data } as EventOf<Type>; // the pair is one member of the union: `data` was asked for by `type`
}

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
export const commit = (digit: string) => commitSha(digit.repeat(40));
export const hash = (digit: string) => contentHash(digit.repeat(64));

export const main = branchName("main");
export const C1 = conversationId("C1");
export const [T1, T2, T3, T4] = [ticketId("T-1"), ticketId("T-2"), ticketId("T-3"), ticketId("T-4")];
export const P1 = proposalId("P-1");
export const [R11, R12, R21] = [runId("R-1.1"), runId("R-1.2"), runId("R-2.1")];
export const [L1, L2, L3] = [landingId(uuid(1)), landingId(uuid(2)), landingId(uuid(3))];
export const [M1, M2, M3, M4] = [messageId("m-1"), messageId("m-2"), messageId("m-3"), messageId("m-4")];

export const darkMode: TicketSpec = {
  title: "Add a dark mode",
  description: "The settings page gets a switch. Ünïcödé 🌒 and a\nsecond line.",
  criteria: ["The switch keeps its position after a reload", "Contrast is at least 4.5 : 1"],
  scope: ["src/settings/**"],
  checks: ["npm test"],
  workerType: "ticket-worker",
  model: null,
  budget: { turnsMax: 200, costUsdMax: 5 },
  target: main,
  landWhenGreen: false,
  dependsOn: [],
  decided: [],
};
export const profile: TicketSpec = { ...darkMode, title: "Add a user profile", checks: [], dependsOn: [T1] };
export const change: ChangeSummary = {
  fileCount: 2,
  added: 41,
  removed: 3,
  commitCount: 1,
  subject: "Add a dark mode",
  protectedPaths: [],
};
export const verdict: Verdict = {
  opinion: "accept",
  criteria: [{ criterion: "Contrast is at least 4.5 : 1", isMet: true, where: "src/settings/theme.css:12" }],
  findings: [{ file: "src/settings/theme.css", line: 3, text: "A variable would do." }],
};

export function checked(color: Exclude<CheckColor, "unverified">): CheckedTree {
  const exitCode = color === "green" ? 0 : 1;
  const check = { command: "npm test", color, exitCode, durationMs: 2_100.5, output: "12 passed" };
  return { target: commit("1"), tree: treeSha("9".repeat(40)), color, checks: [check] };
}

export const candidate = {
  commit: commit("c"),
  target: commit("1"),
  tree: treeSha("9".repeat(40)),
  checked: checked("green"),
};

export function branchOf(run: typeof R11) {
  return branchName(`jarvis/${run.toLowerCase().replace("r-", "t-")}-add-a-dark-mode`);
}

export function queuedLanding(landing: typeof L1, run: typeof R11): EventOf<"landing.queued"> {
  const branch = branchOf(run);
  return on("landing.queued", {
    landing,
    ticket: T1,
    run,
    branch,
    base: commit("1"),
    head: commit("a"),
    hash: hash("d"),
    by: { kind: "message", message: M4, seenSeq: 40, quote: "land it" },
    isUnverifiedAccepted: false,
    notBefore: instant(1_764_000_010_000),
  });
}

export function created(
  run: typeof R11,
  ticket: typeof T1,
  workerNumber: number,
  base: string,
): EventOf<"run.created"> {
  const session = sessionId(uuid(10 * (workerNumber + 1)));
  return on("run.created", {
    run,
    ticket,
    workerNumber,
    base: commit(base),
    branch: branchOf(run),
    session,
    workerType: "ticket-worker",
  });
}
