// What must hold of every state, and from every state to the next, whatever was said.
import { expect } from "vitest";
import type { Command } from "../commands.ts";
import { decide } from "../decide.ts";
import type { DomainEvent } from "../events.ts";
import { instant } from "../ids.ts";
import { isLandingNow } from "../landing/due.ts";
import { obligations } from "../obligations.ts";
import { FIX_ROUNDS_MAX, type Run } from "../run/state.ts";
import type { Actor } from "../shared.ts";
import { must, type State } from "../state.ts";
import { boardRows } from "../status.ts";
import { latestRun } from "../ticket/latest-run.ts";
import { reaches } from "../ticket/spec.ts";
import { TICKET_TRANSITIONS, type TicketStageName } from "../ticket/state.ts";

/** Where the latest run of a ticket may stand. All its other runs have ended. */
const RUN_STAGES: Readonly<Record<TicketStageName, readonly string[]>> = {
  draft: ["none", "ended"],
  queued: ["none", "ended"],
  running: ["parked", "paused", "taken-over", "preparing", "working", "waiting", "reported import"],
  review: ["reported check", "reported review", "reported ready", "reported conflicted"],
  landing: ["reported ready"],
  landed: ["ended"],
  closed: ["none", "ended"],
};

/** Observations that leave their obligation owed: an agent says more than once that it lives and what it used. */
const OF_PROGRESS: readonly Command["type"][] = ["run.observe-agent-started", "run.observe-usage"];

/** A report turn drafts and raises attention, nothing else; a worker nothing at all. */
export function expectRights(state: State, actor: Actor, events: readonly DomainEvent[]): void {
  claim(actor.kind !== "worker" || events.length === 0, () => "a worker was obeyed");
  if (actor.kind !== "orchestrator") return;
  const { running } = state.conversations.get(actor.conversation) ?? { running: null };
  claim(running?.n === actor.turn, () => "a turn was obeyed that does not run");
  if (running?.kind !== "report") return;
  const harmless = [
    "ticket.drafted",
    "conversation.proposal-made",
    "conversation.put-up",
    "conversation.attention-raised",
  ];
  const harm = events.filter((event) => !harmless.includes(event.type));
  claim(harm.length === 0, () => `a report turn gave ${harm.map((event) => event.type).join(", ")}`);
}

/** As `expect`, for what is claimed thousands of times. */
export function claim(isTrue: boolean, words: () => string): void {
  if (!isTrue) expect.unreachable(words());
}

/** What follows from the tickets and runs is not forgotten by any event that changes them. */
function expectOpenMaps({ tickets, runs, openTickets, openRuns }: State): void {
  const open = [
    ...[...tickets.values()].filter(({ stage }) => stage.name !== "landed" && stage.name !== "closed"),
    ...[...runs.values()].filter(({ stage }) => stage.name !== "ended" || stage.step !== "done"),
  ];
  const known = [...openTickets.values(), ...openRuns.values()];
  claim(
    open.length === known.length && open.every((one, index) => one === known[index]),
    () => `open are ${open.map(({ id }) => id).join()}, known as open ${known.map(({ id }) => id).join()}`,
  );
}

export function expectTransitions(before: State, after: State): void {
  for (const ticket of after.tickets.values()) {
    const from = before.tickets.get(ticket.id)?.stage.name ?? "draft";
    const to = ticket.stage.name;
    claim(
      from === to || TICKET_TRANSITIONS[from].includes(to),
      () => `${ticket.id} went from ${from} to ${to}`,
    );
  }
}

export function expectPromises(state: State): void {
  expectOpenMaps(state);
  const keys = obligations(state).map((obligation) => obligation.key);
  claim(
    state.halted === null || keys.every((key) => key.includes("/stop-agent#")),
    () => `everything is stopped and yet is owed ${keys.join(", ")}`,
  );
  claim(new Set(keys).size === keys.length, () => `a key is owed twice: ${keys.join(", ")}`);
  // The board can always be drawn.
  boardRows(state, { read: () => null });
  for (const ticket of state.tickets.values()) {
    const latest = latestRun(state, ticket);
    const pair = `${ticket.id} is ${ticket.stage.name} and its run is ${stageOf(latest)}`;
    claim(RUN_STAGES[ticket.stage.name].includes(stageOf(latest)), () => pair);
    claim(!("run" in ticket.stage) || ticket.stage.run === latest?.id, () => `${ticket.id} has another run`);
    const others = [...state.runs.values()].filter((run) => run.ticket === ticket.id && run !== latest);
    claim(
      others.every((run) => run.stage.name === "ended"),
      () => `${ticket.id} has two live runs`,
    );
  }
  for (const run of state.runs.values()) {
    // An agent that works has something that it has not answered; else it would wait for ever.
    const isBusy = run.messages.some((message) => !message.isDelivered);
    claim(run.stage.name !== "working" || isBusy, () => `${run.id} has nothing to do`);
    claim(run.fixRound <= FIX_ROUNDS_MAX, () => `${run.id} is in round ${run.fixRound}`);
  }
  expectQueue(state);
  expectDependencies(state);
}

/** No ticket waits for itself, and a proposal's tickets are all there. */
function expectDependencies(state: State): void {
  for (const { id, spec } of state.tickets.values())
    for (const other of spec.dependsOn)
      claim(!reaches(state, other, id), () => `${id} waits for itself over ${other}`);
  for (const { id, tickets } of state.proposals.values())
    claim(
      tickets.every((ticket) => state.tickets.get(ticket)?.proposal === id),
      () => `${id} names a ticket that is not of it`,
    );
}

function stageOf(run: Run | null): string {
  if (run === null) return "none";
  return run.stage.name === "reported" ? `reported ${run.stage.step.name}` : run.stage.name;
}

/** The queue holds exactly the landings that are not over, in their order: those of the tickets that are landing. Only its head is under way. */
function expectQueue(state: State): void {
  const isOpen = (name: string) => ["queued", "verifying", "landing"].includes(name);
  const open = [...state.landings.values()].filter(({ stage }) => isOpen(stage.name));
  const landing = [...state.tickets.values()].flatMap(({ stage }) =>
    stage.name === "landing" ? [stage.landing] : [],
  );
  const queue = state.queue.join();
  claim(queue === open.map(({ id }) => id).join(), () => `the queue is ${queue}`);
  claim(
    queue === state.queue.filter((id) => landing.includes(id)).join(),
    () => `no ticket lands with ${queue}`,
  );
  claim(landing.length === state.queue.length, () => `a ticket lands outside of the queue ${queue}`);
  claim(
    open.slice(1).every(({ stage }) => stage.name === "queued"),
    () => "two landings are under way",
  );
}

export function expectStaleSecondTime(
  state: State,
  command: Command,
  events: readonly DomainEvent[],
  told: Parameters<typeof decide>[2],
): void {
  if (!("key" in command) || events.length === 0 || OF_PROGRESS.includes(command.type)) return;
  const again = decide(state, command, told);
  claim(again.kind === "accepted" && again.events.length === 0, () => `${command.type} counts twice`);
}

/** While the target may be moving, only an observation says what happened. */
export function expectNothingTakenFromLanding(before: State, after: State, atMs: number): void {
  for (const { id, stage } of before.tickets.values()) {
    if (stage.name !== "landing" || !isLandingNow(before, must(before.tickets, id), instant(atMs))) continue;
    claim(after.tickets.get(id)?.stage === stage, () => `${id} was taken from its landing`);
  }
}
