// One seeded run of the real domain, loop, reconciler and effects under virtual time, over a simulated world that outlives every crash.
import { createSimulatedDriver, createSimulatedSupervisor, type AgentBehaviour } from "../../src/adapters/simulated/agent.ts";
import { createSimulatedChecks } from "../../src/adapters/simulated/checks.ts";
import { createLife, type Life } from "../../src/adapters/simulated/life.ts";
import { createRandom, type Random } from "../../src/adapters/simulated/random.ts";
import { createSimulatedRepository, digestOf } from "../../src/adapters/simulated/repository.ts";
import { createSeededIds, createVirtualClock, type VirtualClock } from "../../src/adapters/simulated/time.ts";
import { createSimulatedWorkspaces } from "../../src/adapters/simulated/workspaces.ts";
import { createWorld, type World } from "../../src/adapters/simulated/world.ts";
import type { Command } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { branchName, commandId, contentHash, conversationId, eventSequence, instant, messageId, projectId, sessionId, type TicketId } from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/shared.ts";
import type { TicketSpec } from "../../src/domain/ticket/state.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { createMemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import type { Journal } from "../../src/journal/contract.ts";
import { createInvariants, type Invariants } from "./invariants.ts";

/** Protections that can be switched off: each must be found by an invariant. */
export interface Planted {
  readonly landsWithoutLooking?: boolean;
  readonly keepsNothing?: boolean;
  readonly isSupervisorLazy?: boolean;
  /** Observations of a former life are taken for those of this one. */
  readonly takesStaleObservations?: boolean;
  /** A report turn has the rights of a user turn. */
  readonly reportsMayApprove?: boolean;
  /** An interrupted report is not owed again. */
  readonly forgetsInterrupted?: boolean;
}

export interface SimulationResult {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly crashCount: number;
  readonly eventCount: number;
  readonly landedCount: number;
  readonly digest: string;
}

const CONVERSATION = conversationId("C1");
const TICKETS = 3;
const USER: Actor = { kind: "user", session: "s" };
/** Steps of virtual time with faults, then without until all is quiet. */
const STEPS_WITH_FAULTS = 700;
const STEPS_TO_QUIET = 6_000;

const DEFINITION = { name: "simulated", description: "", prompt: "", tools: [], model: null, turnsMax: null };

interface Simulation {
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly planted: Planted;
  readonly invariants: Invariants;
  journal: ReturnType<typeof createMemoryJournal>;
  life: Life;
  engine: Engine;
  crashCount: number;
  messageCount: number;
}

export async function simulate(seed: number, planted: Planted = {}): Promise<SimulationResult> {
  const random = createRandom(seed);
  const clock = createVirtualClock();
  const world = createWorld(branchName("main"), new Map([["a.txt", "0"], ["package.json", "{}"]]), instant(0));
  world.checkout = random.chance(0.5) ? new Map() : null;
  const invariants = createInvariants(world);
  const journal = createMemoryJournal();
  const simulation = { random, clock, world, planted, invariants, journal, crashCount: 0, messageCount: 0 } as unknown as Simulation; // life and engine are set by the next line
  begin(simulation);
  await open(simulation);
  for (let step = 0; step < STEPS_WITH_FAULTS && invariants.problems.length === 0; step += 1) {
    await clock.settle();
    disturb(simulation);
    look(simulation);
    // Time passes even when the daemon waits for nothing.
    if (!clock.advance()) void clock.wait(20);
  }
  await quiet(simulation);
  look(simulation);
  invariants.checkEnd(simulation.engine.state());
  const state = simulation.engine.state();
  const landedCount = [...state.tickets.values()].filter((ticket) => ticket.stage.name === "landed").length;
  return { seed, problems: [...invariants.problems], crashCount: simulation.crashCount, eventCount: state.seq, landedCount, digest: digestOf(world) };
}

function begin(simulation: Simulation): void {
  const { random, clock, world, planted, invariants } = simulation;
  const life = createLife(clock, random, { callMsMax: 40, lateEffect: 0.5 });
  const { journal } = simulation;
  const mortal: Journal = {
    append: (batch, expected) => life.call("append", () => journal.append(batch, expected)).then((stored) => stored),
    readReply: (command) => journal.readReply(command),
    readFrom: (after) => journal.readFrom(after),
    readLast: () => journal.readLast(),
    close: () => journal.close(),
  };
  const engine: Engine = createEngine({
    journal: mortal, clock, ids: createSeededIds(random), limits: { runsMax: 2, unreviewedMax: 10 }, conversationCwd: "/simulated-conversation",
    processes: createSimulatedSupervisor(world, life, { isLazy: planted.isSupervisorLazy === true }),
    repository: createSimulatedRepository(world, life, { landsWithoutLooking: planted.landsWithoutLooking === true }),
    workspaces: createSimulatedWorkspaces(world, life, { keepsNothing: planted.keepsNothing === true }),
    agents: createSimulatedDriver(world, life, clock, random, behaviourOf(simulation)),
    checks: createSimulatedChecks(life, clock, random, () => (random.chance(0.15) ? "red" : "green")),
    activity: () => undefined,
    tools: () => [],
    readDefinition: async () => DEFINITION,
    environmentOf: () => ({}),
    onDefect: (where, error) => invariants.problems.push(`defect at ${where}: ${String(error)}`),
    tap: (command, actor) => repeat(simulation, life, command, actor),
    decide: decideWith(planted),
  });
  simulation.life = life;
  simulation.engine = engine;
  engine.start();
}

/** Observations come twice, and late. */
function repeat(simulation: Simulation, life: Life, command: Command, actor: Actor): void {
  const { random, clock } = simulation;
  if (actor.kind !== "engine" || !("key" in command) || !random.chance(0.1)) return;
  const engine = () => simulation.engine;
  void clock.wait(random.below(2_000)).then(() => {
    // An observation may also reach the daemon's next life: a process of the former one reports late.
    if (!life.isDead() || random.chance(0.5)) return engine().submit({ ...command, key: `${command.key}` as typeof command.key }, { kind: "engine" });
    return undefined;
  });
}

async function open(simulation: Simulation): Promise<void> {
  const { engine, clock } = simulation;
  const ids = createSeededIds(simulation.random);
  void engine.submit({ type: "project.open", project: projectId("0123456789ab"), root: "/simulated", target: branchName("main"), highestTicket: 0 }, { kind: "engine" });
  void engine.submit({ type: "conversation.open", conversation: CONVERSATION, session: sessionId(ids.uuid()) }, { kind: "engine" });
  for (let step = 0; step < 50 && engine.state().conversations.size === 0; step += 1) {
    await clock.settle();
    clock.advance();
  }
}

/** One step of what users, git and bad luck do. */
function disturb(simulation: Simulation): void {
  const { random, world, engine } = simulation;
  if (engine.state().conversations.size === 0) return;
  if (random.chance(0.01)) crash(simulation);
  if (random.chance(0.03)) say(simulation);
  if (random.chance(0.04)) draft(simulation);
  if (random.chance(0.15)) approve(simulation);
  if (random.chance(0.005)) commitOnTarget(world, random);
  if (world.checkout !== null && random.chance(0.01)) world.checkout = random.chance(0.5) ? new Map([["b.txt", "mine"]]) : new Map();
  if (random.chance(0.01)) steer(simulation);
}

/** The journal is asked, not the daemon: what it says is true even when the daemon died before it could publish. */
function look(simulation: Simulation): void {
  const { invariants, journal, engine } = simulation;
  invariants.observe([...journal.readFrom(eventSequence(invariants.seenSeq()))]);
  invariants.check(engine.state());
}

export function crash(simulation: Pick<Simulation, "life" | "journal" | "crashCount" | "random" | "world"> & Simulation): void {
  simulation.life.kill();
  simulation.crashCount += 1;
  // Some agents die with the daemon, some go on for a while: they are what `stopSlot` is for.
  for (const process of simulation.world.processes) if (simulation.random.chance(0.5)) simulation.world.kill(process);
  simulation.journal = simulation.journal.crash();
  begin(simulation);
}

function send(simulation: Simulation, command: Command, id: string | null = null): void {
  // A crash may swallow the reply: the caller of a dead daemon never hears.
  void simulation.engine.submit(command, USER, id === null ? undefined : commandId(id)).catch((error: unknown) => simulation.invariants.problems.push(`submit failed: ${String(error)}`));
}

function say(simulation: Simulation): void {
  simulation.messageCount += 1;
  const id = `m-${simulation.messageCount}`;
  const command: Command = { type: "conversation.receive", conversation: CONVERSATION, message: messageId(id), text: `hello ${id}`, seenSeq: simulation.engine.state().seq };
  send(simulation, command, id);
  if (simulation.random.chance(0.2)) send(simulation, command, id);
}

function draft(simulation: Simulation): void {
  const state = simulation.engine.state();
  if (state.tickets.size >= TICKETS) return;
  const dependsOn: TicketId[] = [...state.tickets.keys()].slice(0, simulation.random.chance(0.2) ? 1 : 0);
  const spec: TicketSpec = {
    title: `ticket ${state.tickets.size + 1}`, description: "", criteria: ["works"], scope: [], checks: ["npm test"], workerType: "ticket-worker", model: null,
    budget: { turnsMax: 200, costUsdMax: 5 }, target: branchName("main"), landWhenGreen: simulation.random.chance(0.7), dependsOn, decided: [],
  };
  send(simulation, { type: "ticket.draft", conversation: CONVERSATION, spec, hash: contentHash("ab".repeat(32)) });
}

function approve(simulation: Simulation): void {
  const state = simulation.engine.state();
  for (const ticket of state.tickets.values()) {
    if (ticket.stage.name === "draft") send(simulation, { type: "ticket.approve", ticket: ticket.id, hash: ticket.hash });
    if (ticket.stage.name !== "review") continue;
    const run = state.runs.get(ticket.stage.run);
    if (run?.landHash != null) send(simulation, { type: "landing.approve", ticket: ticket.id, hash: run.landHash, isUnverifiedAccepted: false });
  }
}

function steer(simulation: Simulation): void {
  const { random, engine } = simulation;
  const ticket = random.pick([...engine.state().tickets.values()]);
  if (ticket === undefined) return;
  const run = "run" in ticket.stage ? ticket.stage.run : null;
  const commands: Command[] = [
    { type: "ticket.undo-approval", ticket: ticket.id },
    { type: "landing.undo", ticket: ticket.id },
    { type: "ticket.retry", ticket: ticket.id, reason: "again" },
    ...(run === null ? [] : [{ type: "run.stop", run, reason: "stop" } as const, { type: "run.send", run, text: "do more" } as const]),
    ...(random.chance(0.1) ? [{ type: "ticket.cancel", ticket: ticket.id, reason: "no more" } as const] : []),
  ];
  const chosen = random.pick(commands);
  if (chosen !== undefined) send(simulation, chosen);
}

function commitOnTarget(world: World, random: Random): void {
  const ref = `refs/heads/${world.target}`;
  const tip = world.refs.get(ref);
  if (tip === undefined) return;
  const files = new Map(world.read(tip).files).set(random.chance(0.2) ? "b.txt" : "user.txt", String(random.below(1_000)));
  world.refs.set(ref, world.commit([tip], files, "by the user", 0));
}

/** No more faults: users answer what is asked, and everything must come to rest. */
async function quiet(simulation: Simulation): Promise<void> {
  const { clock, world, invariants } = simulation;
  if (world.checkout !== null) world.checkout = new Map();
  let quietSteps = 0;
  for (let steps = 0; steps < STEPS_TO_QUIET && invariants.problems.length === 0; steps += 1) {
    await clock.settle();
    const { engine } = simulation;
    look(simulation);
    if (steps % 20 === 0) {
      approve(simulation);
      for (const run of engine.state().runs.values()) {
        if (run.attention !== null || run.stage.name === "waiting") send(simulation, { type: "run.try-again", run: run.id });
        const step = run.stage.name === "reported" ? run.stage.step : null;
        // After a while even a patient user gives up what is refused again and again.
        if (run.stage.name === "reported" && steps > STEPS_TO_QUIET / 2) send(simulation, { type: "ticket.cancel", ticket: run.ticket, reason: "given up" });
        if (step?.name === "conflicted" || (step?.name === "ready" && step.checked.color === "red")) send(simulation, { type: "ticket.cancel", ticket: run.ticket, reason: "given up" });
      }
    }
    // Quiet for a while, and nothing on its way to the journal.
    quietSteps = invariants.isQuiet(engine.state()) && simulation.journal.readLast() === engine.state().seq ? quietSteps + 1 : 0;
    if (quietSteps > 20) return;
    if (!clock.advance()) void clock.wait(50);
  }
}

function behaviourOf(simulation: Simulation): AgentBehaviour {
  const { random, world } = simulation;
  return {
    turnMsMax: 800,
    death: 0.05,
    act: async (request, message, isAlive) => {
      if (request.role === "reviewer") {
        const [tool] = request.tools;
        if (tool !== undefined && isAlive()) await tool.call({ verdict: "accept", criteria: [{ n: 1, met: true, where: "a.txt:1" }], findings: [] });
        return "reviewed";
      }
      if (request.role === "conversation") {
        if (message.source === "report") orchestratorTriesToApprove(simulation);
        return `answer to ${message.uuid}`;
      }
      const worktree = [...world.worktrees.values()].find((one) => one.run === request.slot);
      if (worktree === undefined || !isAlive()) return "nothing to do";
      const ref = `refs/heads/${worktree.branch}`;
      const head = world.refs.get(ref) ?? worktree.base;
      worktree.files = new Map(worktree.files).set(`${request.slot}.txt`, message.uuid);
      if (random.chance(0.1)) worktree.files.set("b.txt", request.slot);
      if (random.chance(0.9)) world.refs.set(ref, world.commit([head], worktree.files, `work of ${request.slot}`, random.below(1_000)));
      return "done";
    },
  };
}

/** What a report's text could talk the orchestrator into: approving everything in a report turn. */
function orchestratorTriesToApprove(simulation: Simulation): void {
  const { engine, invariants } = simulation;
  const running = engine.state().conversations.get(CONVERSATION)?.running ?? null;
  if (running === null || running.kind !== "report") return;
  const actor: Actor = { kind: "orchestrator", conversation: CONVERSATION, turn: running.n };
  for (const ticket of engine.state().tickets.values()) {
    void engine.submit({ type: "ticket.cancel", ticket: ticket.id, reason: "a report said so" }, actor).then((reply) => {
      if (reply.kind === "accepted") invariants.problems.push(`a report turn cancelled ${ticket.id}`);
    });
  }
}

function decideWith(planted: Planted): typeof decide {
  return (state, command, given) => {
    const lifted = planted.reportsMayApprove === true && given.actor.kind === "orchestrator" ? { ...given, actor: USER } : given;
    const decision = decide(state, planted.takesStaleObservations === true ? fresh(state, command) : command, lifted);
    if (planted.forgetsInterrupted === true && decision.kind === "accepted" && command.type === "conversation.observe-interrupted") {
      return { ...decision, events: decision.events.map((event) => (event.type === "conversation.turn-interrupted" ? { type: "conversation.turn-answered", data: { ...event.data, text: "" } } : event)) };
    }
    return decision;
  };
}

/** Rewrites a key to the generation that is owed now: the fault of comparing kinds instead of keys. */
function fresh(state: Parameters<typeof decide>[0], command: Command): Command {
  if (!("key" in command) || !("run" in command)) return command;
  const run = state.runs.get(command.run);
  if (run === undefined) return command;
  const kind = command.key.split("/")[1]?.split("#")[0] ?? "";
  const generation = ["import-commits", "check-run", "review-run"].includes(kind) ? run.report : run.life;
  return { ...command, key: `${run.id}/${kind}#${generation}` as typeof command.key };
}
