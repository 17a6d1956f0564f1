// A project with many working tickets, made by the domain's own commands; what changes is what each agent does at the moment.
import { createFacts, type FactStore } from "../../src/engine/facts.ts";
import type { Command } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { streamOf } from "../../src/domain/events.ts";
import { evolve } from "../../src/domain/evolve.ts";
import {
  branchName,
  commandId,
  commitSha,
  contentHash,
  conversationId,
  eventSequence,
  instant,
  projectId,
  sessionId,
} from "../../src/domain/ids.ts";
import type { RunId } from "../../src/domain/ids.ts";
import { obligations } from "../../src/domain/obligations.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { emptyState, type State } from "../../src/domain/state.ts";
import { createRowSource, type RowSource } from "../../src/projections/row-source.ts";
import type { ProjectRow } from "../../src/wire/rows.ts";

export interface WorkingProject {
  readonly project: ProjectRow;
  readonly rows: RowSource;
  readonly runs: readonly RunId[];
  /** What the agent of this run does now. */
  readonly note: (run: RunId, step: string) => void;
}

const TARGET = branchName("main");
const CONVERSATION = conversationId("C1");
const HASH = contentHash("a".repeat(64));

export function makeWorkingProject(ticketCount: number): WorkingProject {
  const state = stateOf(ticketCount);
  const facts: FactStore = createFacts();
  const project: ProjectRow = {
    id: "0123456789ab",
    name: "bench",
    root: "/bench",
    target: TARGET,
    targetTip: "ddddddd",
    uncommittedCount: 0,
    detachedAt: null,
    sandboxLevel: 0,
    sandboxReason: "nothing runs here",
    hint: null,
    halted: null,
    parked: null,
    runsMax: ticketCount,
    model: { kind: "playbook", name: "playbook", payer: "nobody", wall: null },
  };
  const rows = createRowSource({ state: () => state, facts, readEvents: () => [], project: () => project });
  facts.onChange((subject) => rows.noteFact(subject));
  return {
    project,
    rows,
    runs: [...state.runs.keys()],
    note: (run, step) => facts.set(run, "step", step, instant(Date.now())),
  };
}

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

function stateOf(ticketCount: number): State {
  const engine: Actor = { kind: "engine" };
  const user: Actor = { kind: "user", session: "bench" };
  let state = emptyState({ runsMax: ticketCount, unreviewedMax: ticketCount });
  const say = (command: Command, actor: Actor) => {
    const id = uuid(state.seq);
    const at = instant(Date.now());
    const decision = decide(state, command, { at, uuid: id, actor });
    if (decision.kind === "refused") throw new RangeError(`${command.type}: ${decision.refusal.message}`);
    for (const event of decision.events)
      state = evolve(state, {
        ...event,
        seq: eventSequence(state.seq + 1),
        at,
        stream: streamOf(event),
        version: 0,
        schema: 1,
        actor,
        command: commandId(id),
      });
  };
  const keyOf = (kind: string) => {
    const owed = obligations(state).find((one) => one.kind === kind);
    if (owed === undefined) throw new RangeError(`nothing owes ${kind}`);
    return owed.key;
  };
  say(
    {
      type: "project.open",
      project: projectId("0123456789ab"),
      root: "/bench",
      target: TARGET,
      highestTicket: 0,
    },
    engine,
  );
  say({ type: "conversation.open", conversation: CONVERSATION, session: sessionId(uuid(0)) }, engine);
  for (let n = 1; n <= ticketCount; n += 1) {
    say(
      {
        type: "ticket.draft",
        conversation: CONVERSATION,
        hash: HASH,
        spec: {
          title: `Add a dark mode to page ${n}`,
          description: "A switch in the settings.",
          criteria: ["The switch keeps its position"],
          scope: [`src/page-${n}/**`],
          checks: ["npm test"],
          workerType: "ticket-worker",
          model: null,
          budget: { turnsMax: 200, costUsdMax: 5 },
          target: TARGET,
          landWhenGreen: false,
          dependsOn: [],
          decided: [],
        },
      },
      user,
    );
    const ticket = [...state.tickets.keys()].at(-1);
    if (ticket === undefined) throw new RangeError("no ticket was drafted");
    say({ type: "ticket.approve", ticket, hash: HASH }, user);
    const base = commitSha("b".repeat(40));
    say({ type: "ticket.start", key: keyOf("start-run"), ticket, base, session: sessionId(uuid(n)) }, engine);
    const run = [...state.runs.values()].at(-1);
    if (run === undefined) throw new RangeError("no run was started");
    const path = `/bench-worktrees/${run.id}`;
    const { id, branch } = run;
    say({ type: "run.observe-workspace", key: keyOf("prepare-workspace"), run: id, path, branch }, engine);
  }
  return state;
}
