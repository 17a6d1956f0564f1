// The story of the golden journal of this release: one ticket from the first wish to the target branch, with all that can go wrong on
// the way, and one that is cancelled. It holds every type of event; `node test/golden/story.ts` writes it once, at a release. A journal
// of a release that is out is never written again: it is what users have on their disks.
import { writeFileSync } from "node:fs";
import { canonicalJson } from "../../src/domain/canonical.ts";
import type { DomainEvent } from "../../src/domain/events.ts";
import {
  accountId,
  branchName,
  commandId,
  eventSequence,
  instant,
  messageId,
  projectId,
  sessionId,
} from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/shared.ts";
import type { Decided } from "../../src/journal/contract.ts";
import { createMemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import {
  C1,
  L1,
  L2,
  L3,
  M1,
  M2,
  M3,
  M4,
  R11,
  R12,
  T1,
  branchOf,
  candidate,
  change,
  checked,
  commit,
  created,
  darkMode,
  hash,
  main,
  on,
  queuedLanding,
  uuid,
  verdict,
} from "./cast.ts";
import { cancelled, proposed } from "./other-tickets.ts";

const wish: readonly DomainEvent[] = [
  on("project.opened", {
    project: projectId("0123456789ab"),
    root: "/srv/shop",
    target: main,
    highestTicket: 0,
  }),
  on("project.halted", { reason: "stopped by the user" }),
  on("project.went-on", {}),
  on("project.budget-raised", { scope: "day", added: { costUsd: 10 } }),
  on("project.usage-reported", {
    spender: "conversation",
    spent: { costUsd: 0.25, tokens: 1_200, turnCount: 2, runningMs: 3_000 },
  }),
  on("project.budget-raised", { scope: "project", added: { costUsd: 100, tokens: 1_000_000 } }),
  on("conversation.opened", { conversation: C1, session: sessionId(uuid(10)) }),
  on("conversation.message-received", {
    conversation: C1,
    message: M1,
    text: "I want a dark mode.",
    seenSeq: 0,
  }),
  on("conversation.turn-begun", { conversation: C1, n: 1, kind: "user", messages: [M1], uuid: uuid(11) }),
  on("ticket.drafted", { ticket: T1, conversation: C1, spec: darkMode, hash: hash("a") }),
  on("conversation.put-up", { conversation: C1, subject: { kind: "ticket", ticket: T1 } }),
  on("conversation.turn-answered", { conversation: C1, n: 1, text: "T-1 is drafted. Shall I start it?" }),
  on("account.connected", { account: accountId("plan-1"), name: "your plan" }),
  on("conversation.message-received", { conversation: C1, message: M2, text: "Keep it small.", seenSeq: 5 }),
  on("conversation.turn-begun", { conversation: C1, n: 2, kind: "user", messages: [M2], uuid: uuid(12) }),
  on("conversation.turn-interrupt-asked", { conversation: C1, n: 2 }),
  on("conversation.turn-interrupted", { conversation: C1, n: 2 }),
  on("conversation.turn-begun", { conversation: C1, n: 3, kind: "user", messages: [M2], uuid: uuid(13) }),
  on("conversation.turn-lost", { conversation: C1, n: 3, life: 1, detail: "the agent's process ended" }),
  on("ticket.edited", { ticket: T1, spec: { ...darkMode, decided: ["Keep it small."] }, hash: hash("b") }),
  on("conversation.turn-answered", { conversation: C1, n: 3, text: "T-1 is smaller now." }),
  on("conversation.message-received", { conversation: C1, message: M3, text: "Do it.", seenSeq: 14 }),
  on("conversation.turn-begun", { conversation: C1, n: 4, kind: "user", messages: [M3], uuid: uuid(14) }),
  on("ticket.approved", {
    ticket: T1,
    hash: hash("b"),
    by: { kind: "message", message: M3, seenSeq: 14, quote: "Do it." },
  }),
  on("conversation.approval-used", {
    conversation: C1,
    message: M3,
    subject: { kind: "ticket", ticket: T1 },
  }),
  on("conversation.turn-answered", { conversation: C1, n: 4, text: "T-1 waits for a worker." }),
  on("ticket.approval-undone", { ticket: T1 }),
  on("ticket.approved", { ticket: T1, hash: hash("b"), by: { kind: "click", session: "s-1" } }),
];

const firstRun: readonly DomainEvent[] = [
  created(R11, T1, 1, "1"),
  on("ticket.started", { ticket: T1, run: R11 }),
  on("run.message-queued", {
    run: R11,
    n: 1,
    uuid: uuid(21),
    text: "Goal: add a dark mode.",
    from: "ticket",
  }),
  on("run.workspace-prepared", {
    run: R11,
    path: "/srv/shop-worktrees/t-1.1",
    branch: branchName("jarvis/t-1.1-add-a-dark-mode-2"),
  }),
  on("run.agent-started", { run: R11, life: 0, model: "playbook", pid: 4_123 }),
  on("run.messages-delivered", { run: R11, uuids: [uuid(21)] }),
  on("run.tool-first-used", { run: R11, tool: "Bash" }),
  on("run.usage-reported", {
    run: R11,
    usage: { turnCount: 3, inputTokens: 12_000, outputTokens: 800, costUsd: 0.125 },
  }),
  on("run.usage-reported", {
    run: R11,
    usage: { turnCount: 9, inputTokens: 40_000, outputTokens: 2_000, costUsd: 5.02, runningMs: 600_000 },
  }),
  on("run.waiting", {
    run: R11,
    reason: "over its budget: $5.02 of $5.00",
    cause: { kind: "budget", scope: "run", measure: "costUsd", spent: 5.02, cap: 5, until: null },
  }),
  on("ticket.budget-raised", { ticket: T1, added: { costUsd: 5, runningMs: 3_600_000 } }),
  on("run.resumed", { run: R11, life: 0, reason: "its budget allows it again" }),
  on("run.agent-lost", { run: R11, life: 1, detail: "exit status 137" }),
  on("run.agent-started", { run: R11, life: 1, model: "playbook", pid: 4_200 }),
  on("account.parked", {
    account: accountId("plan-1"),
    name: "your plan",
    cause: "window",
    until: instant(1_764_000_900_000),
    detail: "You've hit your 5-hour limit.",
    attempt: 1,
  }),
  on("run.model-changed", { run: R11, life: 2, model: "smaller", reason: "it waits for your plan" }),
  on("run.parked", { run: R11, life: 3 }),
  on("account.released", { account: accountId("plan-1") }),
  on("run.resumed", { run: R11, life: 4, reason: "its model is tried again" }),
  on("account.answered", { account: accountId("plan-1") }),
  on("run.waiting", { run: R11, reason: "the sign-in has expired" }),
  on("run.resumed", { run: R11, life: 5, reason: "retried by the user" }),
  on("run.attention-raised", { run: R11, detail: "The agent cannot be started: no such program." }),
  on("run.attention-cleared", { run: R11 }),
  on("run.paused", { run: R11 }),
  on("run.resume-asked", { run: R11 }),
  on("run.resumed", { run: R11, life: 7, reason: "resumed by the user" }),
  on("run.interrupted", { run: R11, n: 1 }),
  on("run.taken-over", { run: R11, life: 8 }),
  on("run.handed-over", { run: R11, head: commit("7") }),
  on("run.given-back", { run: R11 }),
  on("run.resumed", { run: R11, life: 9, reason: "resumed by the user" }),
  on("run.reported", { run: R11, report: 1, text: "The switch is there." }),
  on("ticket.review-entered", { ticket: T1, run: R11 }),
  on("run.imported", { run: R11, head: commit("8"), change }),
  on("run.checked", { run: R11, checked: checked("red") }),
  on("run.fix-asked", { run: R11, round: 1 }),
  on("run.message-queued", { run: R11, n: 2, uuid: uuid(22), text: "npm test fails: …", from: "checks" }),
  on("run.resumed", { run: R11, life: 10, reason: "checks failed" }),
  on("ticket.sent-back", { ticket: T1, run: R11, reason: "checks failed" }),
  on("run.reported", { run: R11, report: 2, text: "Mended." }),
  on("ticket.review-entered", { ticket: T1, run: R11 }),
  on("run.imported", { run: R11, head: commit("a"), change }),
  on("run.checked", { run: R11, checked: checked("green") }),
  on("run.review-parked", { run: R11 }),
  on("run.review-resumed", { run: R11, report: 3 }),
  on("run.reviewed", { run: R11, verdict, landHash: hash("d") }),
  on("conversation.report-queued", {
    conversation: C1,
    id: messageId("r-1"),
    about: "reviewed",
    ticket: T1,
    run: R11,
    worker: "W1",
    text: "T-1 is ready.",
  }),
  on("conversation.turn-begun", {
    conversation: C1,
    n: 5,
    kind: "report",
    messages: [messageId("r-1")],
    uuid: uuid(15),
  }),
  on("conversation.turn-parked", { conversation: C1, n: 5 }),
  on("conversation.turn-resumed", { conversation: C1, n: 5 }),
  on("conversation.put-up", { conversation: C1, subject: { kind: "landing", ticket: T1 } }),
  on("conversation.turn-failed", { conversation: C1, n: 5, detail: "the model refused" }),
  on("conversation.attention-raised", { conversation: C1, text: "T-1 waits for your approval." }),
  on("run.landing-asked", { run: R11, landing: L1 }),
  queuedLanding(L1, R11),
  on("ticket.landing-entered", { ticket: T1, run: R11, landing: L1 }),
  on("landing.verifying", { landing: L1 }),
  on("landing.rejected", { landing: L1, reason: "npm test fails on the merged tree" }),
  on("ticket.landing-left", { ticket: T1, run: R11, reason: "rejected" }),
  on("run.landing-asked", { run: R11, landing: L2 }),
  queuedLanding(L2, R11),
  on("ticket.landing-entered", { ticket: T1, run: R11, landing: L2 }),
  on("landing.verifying", { landing: L2 }),
  on("landing.conflicted", { landing: L2, files: ["src/settings/theme.css"] }),
  on("ticket.landing-left", { ticket: T1, run: R11, reason: "conflict" }),
  on("run.merge-conflicted", { run: R11, target: commit("2"), files: ["src/settings/theme.css"] }),
  on("run.ended", { run: R11, outcome: "failed", detail: "given up for a fresh attempt" }),
  on("ticket.requeued", { ticket: T1, reason: "a fresh attempt" }),
  on("run.agent-stopped", { run: R11 }),
  on("run.work-kept", { run: R11, ref: "refs/jarvis/keep/R-1.1/1" }),
  on("run.workspace-removed", { run: R11 }),
];

const landed: readonly DomainEvent[] = [
  created(R12, T1, 3, "2"),
  on("ticket.started", { ticket: T1, run: R12 }),
  on("run.workspace-prepared", {
    run: R12,
    path: "/srv/shop-worktrees/t-1.2",
    branch: branchOf(R12),
  }),
  on("run.agent-started", { run: R12, life: 0, model: "playbook", pid: 4_300 }),
  on("run.reported", { run: R12, report: 1, text: "The switch is there, on the new theme." }),
  on("ticket.review-entered", { ticket: T1, run: R12 }),
  on("run.imported", { run: R12, head: commit("a"), change }),
  on("run.checked", { run: R12, checked: checked("already-red") }),
  on("run.reviewed", { run: R12, verdict, landHash: hash("d") }),
  on("conversation.message-received", { conversation: C1, message: M4, text: "land it", seenSeq: 90 }),
  on("run.landing-asked", { run: R12, landing: L3 }),
  queuedLanding(L3, R12),
  on("ticket.landing-entered", { ticket: T1, run: R12, landing: L3 }),
  on("landing.verifying", { landing: L3 }),
  on("landing.verified", { landing: L3, candidate }),
  on("landing.target-moved", { landing: L3, tip: commit("3") }),
  on("landing.verified", {
    landing: L3,
    candidate: { ...candidate, commit: commit("f"), target: commit("3") },
  }),
  on("landing.blocked", { landing: L3, path: "/srv/shop", files: ["src/settings/theme.css"] }),
  on("landing.landed", { landing: L3, commit: commit("f") }),
  on("ticket.landed", { ticket: T1, run: R12, landing: L3, commit: commit("f") }),
  on("run.ended", { run: R12, outcome: "landed", detail: "" }),
  on("run.agent-stopped", { run: R12 }),
  on("run.work-kept", { run: R12, ref: null }),
  on("run.workspace-removed", { run: R12 }),
];

const actors: readonly Actor[] = [
  { kind: "user", session: "s-1" },
  { kind: "orchestrator", conversation: C1, turn: 1 },
  { kind: "worker", run: R11 },
  { kind: "engine" },
];

function command(event: DomainEvent, i: number): Decided {
  return {
    command: commandId(`golden-${i + 1}`),
    at: instant(1_764_000_000_000 + i * 1_000.5),
    actor: actors[i % actors.length] ?? { kind: "engine" },
    events: [event],
    reply: { kind: "accepted", seq: eventSequence(i + 1), text: "" },
  };
}

/** The story as lines of canonical JSON. */
export async function goldenLines(): Promise<string> {
  const commands = [...wish, ...firstRun, ...cancelled, ...landed, ...proposed].map(command);
  const stored = await createMemoryJournal().append(commands, eventSequence(0));
  return stored.map((event) => `${canonicalJson(event)}\n`).join("");
}

if (import.meta.main) {
  writeFileSync(new URL("../../src/journal/golden/v0.1.jsonl", import.meta.url), await goldenLines());
}
