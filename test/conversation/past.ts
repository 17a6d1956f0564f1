// The journal in which each conversation begins: a ticket that could land, one whose worker is at work, and drafts.
import type { Command } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import {
  branchName,
  commitSha,
  contentHash,
  conversationId,
  projectId,
  runId,
  sessionId,
  ticketId,
  treeSha,
  type ContentHash,
} from "../../src/domain/ids.ts";
import { obligations } from "../../src/domain/obligations.ts";
import type { ObligationKind } from "../../src/domain/obligation.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { DEFAULT_LIMITS, emptyState, must, type State } from "../../src/domain/state.ts";
import type { TicketSpec } from "../../src/domain/ticket/state.ts";
import { createLoop } from "../../src/engine/loop.ts";
import { systemClock } from "../../src/adapters/system/clock.ts";
import { systemIds } from "../../src/adapters/system/ids.ts";
import { createMemoryJournal, type MemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import { BAIT_TICKET, FIRST_STUCK_TICKET, READY_TICKET, WORKING_TICKET } from "./schedule.ts";

export const CONVERSATION = conversationId("C1");
export const USER: Actor = { kind: "user", session: "s-1" };
const ENGINE: Actor = { kind: "engine" };
export const TARGET = branchName("main");

const COMMIT = commitSha("b".repeat(40));
const TREE = treeSha("f".repeat(40));
const USAGE = { turnCount: 1, inputTokens: 1, outputTokens: 1, costUsd: 0 };

/** Targets that no tip can be read of: each names its ticket. */
export function stuckTarget(ticket: number): string {
  return `nowhere/T-${ticket}`;
}

export async function makePast(stuckTicketCount: number): Promise<MemoryJournal> {
  const journal = createMemoryJournal();
  const loop = createLoop({
    journal,
    initial: emptyState(DEFAULT_LIMITS),
    clock: systemClock,
    ids: systemIds,
    decide,
    onDefect: (where, error) => {
      throw new TypeError(`defect at ${where}`, { cause: error });
    },
  });
  const submit = async (command: Command, actor: Actor): Promise<void> => {
    const reply = await loop.submit({ command, actor, id: null });
    if (reply.kind === "refused") throw new TypeError(`${command.type}: ${reply.refusal.message}`);
  };
  const observe = (command: (key: (subject: string, kind: ObligationKind) => never) => Command) =>
    submit(
      command((subject, kind) => keyOf(loop.state(), subject, kind)),
      ENGINE,
    );
  const project = projectId("0123456789ab");
  await submit({ type: "project.open", project, root: "/project", target: TARGET, highestTicket: 0 }, ENGINE);
  const session = sessionId(systemIds.uuid());
  await submit({ type: "conversation.open", conversation: CONVERSATION, session }, ENGINE);
  for (const n of [READY_TICKET, WORKING_TICKET]) {
    const [ticket, run] = [ticketId(`T-${n}`), runId(`R-${n}.1`)];
    await submit(draftCommand(n, TARGET), USER);
    await submit({ type: "ticket.approve", ticket, hash: must(loop.state().tickets, ticket).hash }, USER);
    await observe((key) => ({
      type: "ticket.start",
      key: key(ticket, "start-run"),
      ticket,
      base: COMMIT,
      session: sessionId(systemIds.uuid()),
    }));
    await observe((key) => ({
      type: "run.observe-workspace",
      key: key(run, "prepare-workspace"),
      run,
      path: `/project-worktrees/${run}`,
      branch: must(loop.state().runs, run).branch,
    }));
  }
  const run = runId(`R-${READY_TICKET}.1`);
  await observe((key) => ({
    type: "run.observe-report",
    key: key(run, "run-agent"),
    run,
    text: "It is there.",
    uuids: must(loop.state().runs, run).messages.map((message) => message.uuid),
    usage: USAGE,
  }));
  await observe((key) => ({
    type: "run.observe-import",
    key: key(run, "import-commits"),
    run,
    head: commitSha("c".repeat(40)),
    change: { fileCount: 1, added: 1, removed: 0, commitCount: 1, subject: "a change", protectedPaths: [] },
    uncommitted: [],
  }));
  await observe((key) => ({
    type: "run.observe-checked",
    key: key(run, "check-run"),
    run,
    checked: { target: COMMIT, tree: TREE, color: "green", checks: [] },
  }));
  await observe((key) => ({
    type: "run.observe-verdict",
    key: key(run, "review-run"),
    run,
    verdict: { opinion: "accept", criteria: [], findings: [] },
    landHash: hash(99),
  }));
  await submit(draftCommand(BAIT_TICKET, TARGET), USER);
  for (let n = FIRST_STUCK_TICKET; n < FIRST_STUCK_TICKET + stuckTicketCount; n += 1)
    await submit(draftCommand(n, branchName(stuckTarget(n))), USER);
  return journal;
}

function draftCommand(n: number, target: TicketSpec["target"]): Command {
  const spec: TicketSpec = {
    title: `Ticket number ${n}`,
    description: "",
    criteria: [],
    scope: [],
    checks: [],
    workerType: "ticket-worker",
    model: null,
    budget: { turnsMax: 200, costUsdMax: 5 },
    target,
    landWhenGreen: false,
    dependsOn: [],
    decided: [],
  };
  return { type: "ticket.draft", conversation: CONVERSATION, spec, hash: hash(n) };
}

function hash(n: number): ContentHash {
  return contentHash(n.toString(16).padStart(64, "0"));
}

function keyOf(state: State, subject: string, kind: ObligationKind): never {
  const found = obligations(state).find((one) => one.kind === kind && one.key.startsWith(`${subject}/`));
  if (found === undefined) throw new TypeError(`${subject} owes no ${kind}`);
  return found.key as never; // whatever kind of key the command asks for
}
