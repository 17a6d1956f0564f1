// Of the golden journal: a ticket that is cancelled, two that were proposed together, and a time away.
import type { DomainEvent } from "../../src/domain/events.ts";
import { instant } from "../../src/domain/ids.ts";
import { C1, P1, R21, T1, T2, T3, T4, branchOf, created, darkMode, hash, on, profile } from "./cast.ts";

export const cancelled: readonly DomainEvent[] = [
  on("ticket.drafted", { ticket: T2, conversation: C1, spec: profile, hash: hash("e") }),
  on("ticket.approved", { ticket: T2, hash: hash("e"), by: { kind: "with-ticket" } }),
  created(R21, T2, 2, "2"),
  on("ticket.started", { ticket: T2, run: R21 }),
  on("run.workspace-prepared", {
    run: R21,
    path: "/srv/shop-worktrees/t-2.1",
    branch: branchOf(R21),
  }),
  on("run.ended", { run: R21, outcome: "cancelled", detail: "closed by the user" }),
  on("ticket.closed", { ticket: T2, reason: "cancelled", detail: "not now" }),
  on("run.agent-stopped", { run: R21 }),
  on("run.work-kept", { run: R21, ref: null }),
  on("run.workspace-removed", { run: R21 }),
];

export const proposed: readonly DomainEvent[] = [
  on("ticket.drafted", { ticket: T3, conversation: C1, spec: profile, hash: hash("6"), proposal: P1 }),
  on("ticket.drafted", {
    ticket: T4,
    conversation: C1,
    spec: { ...darkMode, dependsOn: [T3] },
    hash: hash("7"),
    proposal: P1,
  }),
  on("conversation.proposal-made", { conversation: C1, proposal: P1, title: "Profiles", tickets: [T3, T4] }),
  on("conversation.put-up", { conversation: C1, subject: { kind: "proposal", proposal: P1 } }),
  on("conversation.proposal-approved", {
    conversation: C1,
    proposal: P1,
    tickets: [T3, T4],
    by: { kind: "click", session: "s-1" },
  }),
  on("ticket.approved", {
    ticket: T3,
    hash: hash("6"),
    by: { kind: "click", session: "s-1" },
    proposal: P1,
  }),
  on("ticket.approved", {
    ticket: T4,
    hash: hash("7"),
    by: { kind: "click", session: "s-1" },
    proposal: P1,
  }),
  on("ticket.closed", { ticket: T3, reason: "superseded", detail: "by T-1" }),
  on("ticket.dependency-moved", { ticket: T4, from: T3, to: T1, hash: hash("8") }),
];

/** A time away with a refusal in it, and a fuse that blows and is reset. */
export const away: readonly DomainEvent[] = [
  on("project.away-begun", {
    until: instant(1_790_000_000_000),
    costUsdMax: 30,
    isUnsafe: true,
    conditions: [{ name: "power", isGreen: true, found: "mains", todo: "" }],
  }),
  on("project.away-refused", { command: "ticket.approve", about: "T-1", by: "user" }),
  on("project.away-ended", {
    why: "back",
    report: {
      since: instant(1_780_000_000_000),
      endedAt: instant(1_780_000_060_000),
      why: "back",
      landed: [],
      waits: [{ ticket: "T-1", title: "Dark mode", what: "approve T-1", minutes: 2 }],
      failed: [],
      refused: [],
      spentUsd: 0,
      costUsdMax: 30,
      kept: [],
      leftOutCount: 0,
    },
  }),
  on("project.came-back", {}),
  on("project.fuse-blown", { cause: "ejected", reason: "2 candidates failed in a row" }),
  on("project.fuse-reset", {}),
];
