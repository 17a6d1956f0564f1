// What a user does to a daemon, at random.
import type { World } from "../../src/adapters/simulated/world.ts";
import type { Random } from "../../src/adapters/simulated/random.ts";
import type { Command } from "../../src/domain/commands.ts";
import {
  branchName,
  commandId,
  contentHash,
  messageId,
  type RunId,
  type TicketId,
} from "../../src/domain/ids.ts";
import type { TicketSpec } from "../../src/domain/ticket/state.ts";
import { CONVERSATION, USER, type Simulation } from "./simulation.ts";

const TICKETS = 3;

export function send(simulation: Simulation, command: Command, id: string | null = null): void {
  // A crash may swallow the reply: the caller of a dead daemon never hears.
  void simulation.engine
    .submit(command, USER, id === null ? undefined : commandId(id))
    .catch((error: unknown) => simulation.invariants.problems.push(`submit failed: ${String(error)}`));
}

export function say(simulation: Simulation): void {
  simulation.messageCount += 1;
  const id = `m-${simulation.messageCount}`;
  const command: Command = {
    type: "conversation.receive",
    conversation: CONVERSATION,
    message: messageId(id),
    text: `hello ${id}`,
    seenSeq: simulation.engine.state().seq,
  };
  send(simulation, command, id);
  if (simulation.random.chance(0.2)) send(simulation, command, id);
}

export function draft(simulation: Simulation): void {
  const state = simulation.engine.state();
  if (state.tickets.size >= TICKETS) return;
  const dependsOn: TicketId[] = [...state.tickets.keys()].slice(0, simulation.random.chance(0.2) ? 1 : 0);
  const spec: TicketSpec = {
    title: `ticket ${state.tickets.size + 1}`,
    description: "",
    criteria: ["works"],
    scope: [],
    checks: ["npm test"],
    workerType: "ticket-worker",
    model: null,
    budget: { turnsMax: 200, costUsdMax: 5 },
    target: branchName("main"),
    landWhenGreen: simulation.random.chance(0.7),
    dependsOn,
    decided: [],
  };
  send(simulation, {
    type: "ticket.draft",
    conversation: CONVERSATION,
    spec,
    hash: contentHash("ab".repeat(32)),
  });
}

export function approve(simulation: Simulation): void {
  const state = simulation.engine.state();
  for (const ticket of state.tickets.values()) {
    if (ticket.stage.name === "draft")
      send(simulation, { type: "ticket.approve", ticket: ticket.id, hash: ticket.hash });
    if (ticket.stage.name !== "review") continue;
    const run = state.runs.get(ticket.stage.run);
    if (run?.landHash != null)
      send(simulation, {
        type: "landing.approve",
        ticket: ticket.id,
        hash: run.landHash,
        isUnverifiedAccepted: false,
      });
  }
}

export function steer(simulation: Simulation): void {
  const { random, engine } = simulation;
  const ticket = random.pick([...engine.state().tickets.values()]);
  if (ticket === undefined) return;
  const run = "run" in ticket.stage ? ticket.stage.run : null;
  const commands: Command[] = [
    { type: "ticket.undo-approval", ticket: ticket.id },
    { type: "landing.undo", ticket: ticket.id },
    { type: "ticket.retry", ticket: ticket.id, reason: "again" },
    ...(run === null
      ? []
      : [
          { type: "run.stop", run, reason: "stop" } as const,
          { type: "run.pause", run } as const,
          { type: "run.resume", run } as const,
          { type: "run.resume", run } as const,
          { type: "run.send", run, text: "do more" } as const,
          { type: "run.interrupt", run, text: random.chance(0.5) ? "instead" : null } as const,
          { type: "run.take-over", run } as const,
          giveBack(run, random.chance(0.3)),
          giveBack(run, false),
        ]),
    ...(random.chance(0.1) ? [{ type: "ticket.cancel", ticket: ticket.id, reason: "no more" } as const] : []),
  ];
  const chosen = random.pick(commands);
  if (chosen !== undefined) send(simulation, chosen);
}

/** Whatever is in the worktree; the simulated user has left it as it was. */
export function giveBack(run: RunId, isDone: boolean): Command {
  const work = { commits: [], isCut: false, uncommitted: [] };
  return { type: "run.give-back", run, isDone, work, text: null };
}

export function commitOnTarget(world: World, random: Random): void {
  const ref = `refs/heads/${world.target}`;
  const tip = world.refs.get(ref);
  if (tip === undefined) return;
  const files = new Map(world.read(tip).files).set(
    random.chance(0.2) ? "b.txt" : "user.txt",
    String(random.below(1_000)),
  );
  world.refs.set(ref, world.commit([tip], files, "by the user", 0));
}
