// What must hold after every step, and what must hold when all is quiet.
import { merged } from "../../src/adapters/simulated/merge.ts";
import type { World } from "../../src/adapters/simulated/world.ts";
import type { StoredEvent } from "../../src/domain/events.ts";
import { boardRows } from "../../src/domain/status.ts";
import { obligations } from "../../src/domain/obligations.ts";
import type { State } from "../../src/domain/state.ts";
import type { Ticket } from "../../src/domain/ticket/state.ts";

export interface Invariants {
  readonly problems: string[];
  /** Sequence of the last event observed. */
  seenSeq(): number;
  observe(events: readonly StoredEvent[]): void;
  check(state: State): void;
  isQuiet(state: State): boolean;
  checkEnd(state: State): void;
}

export function createInvariants(world: World): Invariants {
  const problems: string[] = [];
  const received = new Map<string, number>();
  const reports = new Map<string, number>();
  const everMade = new Map<string, string>();

  let seen = 0;
  function observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      seen = event.seq;
      if (event.type === "conversation.message-received") received.set(event.data.message, 0);
      if (event.type === "conversation.report-queued") reports.set(event.data.id, 0);
      if (event.type === "conversation.turn-begun") begun.set(event.data.n, event.data.messages);
      if (event.type === "conversation.turn-answered" || event.type === "conversation.turn-failed")
        answered(event.data.n);
      if (event.type === "conversation.turn-answered" && !event.data.text.startsWith("answer to "))
        problems.push(`turn ${event.data.n} is said to be answered, with no answer`);
      if (
        event.type === "run.agent-stopped" &&
        world.processes.some((process) => process.isAlive && process.slot === event.data.run)
      )
        problems.push(`${event.data.run} is said to be stopped and its process lives`);
    }
  }

  const begun = new Map<number, readonly string[]>();
  function answered(turn: number): void {
    for (const id of begun.get(turn) ?? []) {
      const counts = received.has(id) ? received : reports;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      if ((counts.get(id) ?? 0) > 1) problems.push(`message ${id} was answered ${counts.get(id) ?? 0} times`);
    }
  }

  function check(state: State): void {
    // The board can always be drawn.
    boardRows(state, { read: () => null });
    const slots = world.processes.filter((process) => process.isAlive).map((process) => process.slot);
    if (new Set(slots).size !== slots.length) problems.push(`two agents on one session: ${slots.join(", ")}`);
    const busy = [...state.runs.values()].filter(
      (run) => run.stage.name === "preparing" || run.stage.name === "working",
    );
    // A run that is sent back takes its worker again, so reviews can lift the count above the cap; starts never do.
    const started = busy.filter((run) => run.fixRound === 0 && run.life === 0 && run.report === 0);
    if (started.length > state.limits.runsMax)
      problems.push(`${started.length} runs started at once, the cap is ${state.limits.runsMax}`);
    checkLandedOnce();
    checkNothingLost();
    checkEvidence(state);
  }

  /** What a run's checks are said to have run on is its present head, merged with the target they name. */
  function checkEvidence(state: State): void {
    for (const run of state.runs.values()) {
      const step = run.stage.name === "reported" ? run.stage.step : null;
      if (step === null || !("checked" in step)) continue;
      const { result } = merged(world, step.checked.target, step.head);
      if (result.kind !== "clean" || result.tree !== step.checked.tree)
        problems.push(`the checks of ${run.id} ran on another tree than its head's`);
    }
  }

  /** Each landing stands at most once in the target's history. */
  function checkLandedOnce(): void {
    const tip = world.refs.get(`refs/heads/${world.target}`);
    if (tip === undefined) return;
    const counts = new Map<string, number>();
    const reached = new Set([tip]);
    const open = [tip];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const commit = world.read(id);
      const landing = /Jarvis-Landing: (\S+)/.exec(commit.message)?.[1];
      if (landing !== undefined) counts.set(landing, (counts.get(landing) ?? 0) + 1);
      for (const parent of commit.parents) if (!reached.has(parent)) open.push(parent);
      for (const parent of commit.parents) reached.add(parent);
    }
    for (const [landing, count] of counts)
      if (count > 1) problems.push(`landing ${landing} stands ${count} times on the target`);
  }

  /** Whatever an agent wrote is in a worktree, or reachable from a ref. */
  function checkNothingLost(): void {
    for (const worktree of world.worktrees.values())
      for (const [path, text] of worktree.files) if (path.startsWith("R-")) everMade.set(path, text);
    for (const [path, text] of everMade) {
      const isLive = [...world.worktrees.values()].some((worktree) => worktree.files.get(path) === text);
      if (!isLive && ![...world.refs.values()].some((ref) => holds(ref, path, text)))
        problems.push(`the work ${path} = ${text} is lost`);
    }
  }

  function holds(ref: Parameters<World["read"]>[0], path: string, text: string): boolean {
    const open = [ref];
    const reached = new Set(open);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const commit = world.read(id);
      if (commit.files.get(path) === text) return true;
      for (const parent of commit.parents) if (!reached.has(parent)) open.push(parent);
      for (const parent of commit.parents) reached.add(parent);
    }
    return false;
  }

  function isQuiet(state: State): boolean {
    const isResting = [...state.tickets.values()].every((ticket) => isOver(state, ticket));
    return isResting && obligations(state).length === 0;
  }

  function checkEnd(state: State): void {
    if (problems.length > 0) return;
    for (const ticket of state.tickets.values())
      if (!isOver(state, ticket))
        problems.push(
          `${ticket.id} was forgotten: ${JSON.stringify(ticket.stage)} ${JSON.stringify([...state.runs.values()].findLast((run) => run.ticket === ticket.id))}`,
        );
    for (const obligation of obligations(state)) problems.push(`still owed at the end: ${obligation.key}`);
    if (world.worktrees.size > 0) problems.push(`worktrees left: ${[...world.worktrees.keys()].join(", ")}`);
    for (const process of world.processes)
      if (process.isAlive && process.slot.startsWith("R-") && !process.slot.endsWith("-review"))
        problems.push(`process of ${process.slot} left`);
    for (const [id, count] of [...received, ...reports])
      if (count !== 1) problems.push(`message ${id} was answered ${count} times`);
    const tip = world.refs.get(`refs/heads/${world.target}`);
    for (const ticket of state.tickets.values())
      if (ticket.stage.name === "landed" && tip !== undefined && !world.isAncestor(ticket.stage.commit, tip))
        problems.push(`${ticket.id} is said to have landed and is not on the target`);
  }

  return { problems, seenSeq: () => seen, observe, check, isQuiet, checkEnd };
}

/** Landed, closed, or a draft that cannot be approved since what it depends on is closed. */
function isOver(state: State, ticket: Ticket): boolean {
  if (ticket.stage.name === "landed" || ticket.stage.name === "closed") return true;
  return (
    ticket.stage.name === "draft" &&
    ticket.spec.dependsOn.some((id) => state.tickets.get(id)?.stage.name === "closed")
  );
}
