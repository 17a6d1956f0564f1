// What a user could say at this moment, right or wrong.
import { heldFor } from "../../src/domain/budget/crossing.ts";
import { CONDITIONS } from "../../src/domain/away/state.ts";
import type { Command } from "../../src/domain/commands.ts";
import {
  branchName,
  contentHash,
  messageId,
  ticketId,
  type CommitSha,
  type RunId,
  type TicketId,
} from "../../src/domain/ids.ts";
import type { Run } from "../../src/domain/run/state.ts";
import type { Ticket, TicketSpec } from "../../src/domain/ticket/state.ts";
import { CONVERSATION, type Simulation } from "./simulation.ts";

export function saying(simulation: Simulation): Command {
  const id = `m-${(simulation.messageCount += 1)}`;
  const named = simulation.random.pick(tickets(simulation))?.id;
  return {
    type: "conversation.receive",
    conversation: CONVERSATION,
    message: messageId(id),
    text: named === undefined ? `hello ${id}` : `go ahead with ${named}`,
    seenSeq: simulation.daemon.engine.state().seq,
  };
}

export function specOf({ random, daemon }: Simulation, n: number): TicketSpec {
  const known: TicketId[] = [...daemon.engine.state().tickets.keys()];
  return {
    title: `ticket ${n}`,
    description: "",
    criteria: ["works"],
    scope: [],
    checks: ["npm test"],
    workerType: "ticket-worker",
    model: null,
    budget: { turnsMax: 200, costUsdMax: 5 },
    target: branchName("main"),
    landWhenGreen: random.chance(0.6),
    dependsOn: known.slice(0, random.chance(0.2) ? 1 : 0),
    decided: [],
  };
}

/** Of a branch that the user has made just now, of one that was adopted before, or of a run's. */
export function adopting(simulation: Simulation): readonly Command[] {
  const n = tickets(simulation).length + 1;
  if (n > simulation.ticketsMax) return [];
  const { random, world, ownBranches } = simulation;
  if (random.chance(0.7) || ownBranches.size === 0) makeOwnBranch(simulation);
  const target = world.refs.get(`refs/heads/${world.target}`);
  if (target === undefined) return [];
  const named = [...ownBranches.keys(), ...runs(simulation).flatMap(({ branch }) => branch ?? [])];
  return named.flatMap((branch): readonly Command[] => {
    const head = world.refs.get(`refs/heads/${branch}`);
    if (head === undefined) return [];
    const work = {
      branch,
      base: baseOf(simulation, head),
      head,
      subjects: [world.read(head).message],
      message: random.chance(0.5) ? null : "finish it",
    };
    const spec = { ...specOf(simulation, n), work };
    return [{ type: "ticket.adopt", conversation: CONVERSATION, spec, hash: contentHash("ef".repeat(32)) }];
  });
}

/** One or two commits on top of the target as it is, at times in a file that others write too. */
function makeOwnBranch({ random, world, ownBranches }: Simulation): void {
  let head = world.refs.get(`refs/heads/${world.target}`);
  if (head === undefined) return;
  const name = `own-${ownBranches.size + 1}`;
  for (let n = 0; n <= random.below(2); n += 1) {
    const files = new Map(world.read(head).files).set(`${name}.txt`, String(n));
    if (random.chance(0.1)) files.set("b.txt", name);
    head = world.commit([head], files, `${name}, part ${n}`, n);
  }
  world.refs.set(`refs/heads/${name}`, head);
  ownBranches.set(name, head);
}

/** The newest commit of the target that the branch has: the first parent line of both is short. */
function baseOf({ world }: Simulation, head: CommitSha): CommitSha {
  const target = world.refs.get(`refs/heads/${world.target}`);
  let base = head;
  while (target !== undefined && !world.isAncestor(base, target)) {
    const [parent] = world.read(base).parents;
    if (parent === undefined) break;
    base = parent;
  }
  return base;
}

/** Two or three, the second after the first. */
export function proposing(simulation: Simulation): readonly Command[] {
  const n = tickets(simulation).length + 1;
  if (n > simulation.ticketsMax) return [];
  const first = ticketId(`T-${simulation.daemon.engine.state().nextTicket}`);
  const specs = [0, 1].map((index) => ({
    ...specOf(simulation, n + index),
    scope: [`part-${index}`],
    dependsOn: index === 0 ? [] : [first],
  }));
  return [
    {
      type: "ticket.propose",
      conversation: CONVERSATION,
      title: "a large wish",
      first,
      tickets: specs.map((spec) => ({ spec, hash: contentHash("ab".repeat(32)) })),
    },
  ];
}

export function approvingAll(simulation: Simulation): readonly Command[] {
  return proposals(simulation).map(({ id, tickets: named }) => ({
    type: "ticket.approve-all",
    proposal: id,
    shown: tickets(simulation)
      .filter((ticket) => named.includes(ticket.id) && ticket.stage.name === "draft")
      .map(({ id: ticket, hash }) => ({ ticket, hash })),
  }));
}

export function proposals({ daemon }: Simulation) {
  return [...daemon.engine.state().proposals.values()];
}

/** Whatever is in the worktree: the simulated user has left it as it was. */
export function givingBack(simulation: Simulation): readonly Command[] {
  const work = { commits: [], isCut: false, uncommitted: [] };
  return runs(simulation)
    .filter(({ stage }) => stage.name === "taken-over")
    .map(({ id }) => ({
      type: "run.give-back",
      run: id,
      isDone: simulation.random.chance(0.3),
      work,
      text: null,
    }));
}

/** Of what a worker asks, at times what is over already, or nothing that it can be answered with. */
export function answers(simulation: Simulation): readonly Command[] {
  const { random } = simulation;
  return runs(simulation).flatMap((run) =>
    run.asks.map(({ n }) => ({
      type: "run.answer",
      run: run.id,
      ask: random.chance(0.9) ? n : null,
      choice: random.pick(["once", "ticket", "deny", "words"] as const) ?? "deny",
      text: random.chance(0.5) ? "as you like" : "",
    })),
  );
}

export function ticketApprovals(simulation: Simulation): readonly Command[] {
  return tickets(simulation)
    .filter(({ stage }) => stage.name === "draft")
    .map(({ id, hash }) => ({ type: "ticket.approve", ticket: id, hash }));
}

export function landingApprovals(simulation: Simulation): readonly Command[] {
  const { runs: all } = simulation.daemon.engine.state();
  return tickets(simulation).flatMap(({ id, stage }) => {
    const hash = stage.name === "review" ? all.get(stage.run)?.landHash : null;
    return hash == null ? [] : [{ type: "landing.approve", ticket: id, hash, isUnverifiedAccepted: false }];
  });
}

export function resumptions(simulation: Simulation): readonly Command[] {
  return runs(simulation)
    .filter(({ stage }) => stage.name === "paused")
    .map(({ id }) => ({ type: "run.resume", run: id }));
}

export function secondTries(simulation: Simulation): readonly Command[] {
  return runs(simulation)
    .filter(({ attention, stage }) => attention !== null || stage.name === "waiting")
    .map(({ id }) => ({ type: "run.try-again", run: id }));
}

export function stopFile(path: string | null): Command {
  return { type: "project.observe-stop-file", path };
}

export function goOn({ daemon }: Simulation): readonly Command[] {
  return daemon.engine.state().halted === null ? [] : [{ type: "project.go-on" }];
}

/** Only the user can do something about it. */
export function isHopeless({ stage }: Run): boolean {
  if (stage.name !== "reported") return false;
  const { step } = stage;
  return step.name === "conflicted" || (step.name === "ready" && step.checked.color === "red");
}

export function tickets({ daemon }: Simulation): readonly Ticket[] {
  return [...daemon.engine.state().tickets.values()];
}

export function runs({ daemon }: Simulation): readonly Run[] {
  return [...daemon.engine.state().runs.values()];
}

export function ofTickets(simulation: Simulation, make: (ticket: TicketId) => Command): readonly Command[] {
  return tickets(simulation).map(({ id }) => make(id));
}

export function ofRuns(simulation: Simulation, make: (run: RunId) => Command): readonly Command[] {
  return runs(simulation)
    .filter(({ stage }) => stage.name !== "ended")
    .map(({ id }) => make(id));
}

/** As much again, for each ticket whose run is held since its budget is used up. */
export function ticketRaises(simulation: Simulation): readonly Command[] {
  return runs(simulation).flatMap((run): readonly Command[] => {
    const over = heldFor(run);
    if (over === null || (over.scope !== "run" && over.scope !== "ticket")) return [];
    return [{ type: "ticket.raise-budget", ticket: run.ticket, added: { [over.measure]: over.cap } }];
  });
}

export function projectRaises(simulation: Simulation): readonly Command[] {
  return runs(simulation).flatMap((run): readonly Command[] => {
    const over = heldFor(run);
    if (over === null || (over.scope !== "day" && over.scope !== "project")) return [];
    return [{ type: "project.raise-budget", scope: over.scope, added: { [over.measure]: over.cap } }];
  });
}

/** For a while or longer, with more money than is needed or less; now and then a condition is red, which is refused. */
export function goingAway({ random }: Simulation): readonly Command[] {
  const isRed = random.chance(0.2);
  return [
    {
      type: "project.go-away",
      durationMs: random.chance(0.5) ? 60_000 : 60 * 60_000,
      costUsdMax: random.chance(0.5) ? 0.5 : 100,
      isUnsafe: true,
      conditions: CONDITIONS.map((name) => ({
        name,
        isGreen: !(isRed && name === "power"),
        found: "simulated",
        todo: "",
      })),
    },
  ];
}

export function comingBack({ daemon }: Simulation): readonly Command[] {
  return daemon.engine.state().away === null ? [] : [{ type: "project.come-back" }];
}

export function fuseResets({ daemon }: Simulation): readonly Command[] {
  return daemon.engine.state().fuse.blown === null ? [] : [{ type: "project.reset-fuse" }];
}
