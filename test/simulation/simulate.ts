// One seeded run of the real domain, loop, reconciler and effects under virtual time, over a simulated world that outlives every crash.
import { createSimulatedDriver, createSimulatedSupervisor } from "../../src/adapters/simulated/agent.ts";
import { createSimulatedChecks } from "../../src/adapters/simulated/checks.ts";
import { createLife, type Life } from "../../src/adapters/simulated/life.ts";
import { createSimulatedMachine } from "../../src/adapters/simulated/machine.ts";
import { createRandom } from "../../src/adapters/simulated/random.ts";
import { createSimulatedRepository } from "../../src/adapters/simulated/repository.ts";
import { createSeededIds, createVirtualClock } from "../../src/adapters/simulated/time.ts";
import { createSimulatedWorkspaces } from "../../src/adapters/simulated/workspaces.ts";
import { createWorld, digestOf } from "../../src/adapters/simulated/world.ts";
import type { Command } from "../../src/domain/commands.ts";
import { branchName, eventSequence, instant, projectId, sessionId } from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { createAdmission } from "../../src/engine/admission.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { DEFAULT_ROOM } from "../../src/engine/room.ts";
import type { Journal } from "../../src/journal/contract.ts";
import { createMemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import { behaviourOf } from "./agents.ts";
import { createInvariants } from "./invariants.ts";
import { decideWith } from "./planted.ts";
import { CONVERSATION, type Planted, type Simulation } from "./simulation.ts";
import { approve, commitOnTarget, draft, giveBack, say, send, steer } from "./user.ts";

export interface SimulationResult {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly crashCount: number;
  readonly eventCount: number;
  readonly landedCount: number;
  readonly digest: string;
}

/** Steps of virtual time with faults, then without until all is quiet. */
const STEPS_WITH_FAULTS = 700;
const STEPS_TO_QUIET = 6_000;

/** How long a process lives on after its daemon, in virtual milliseconds. */
const ORPHAN_MS_MAX = 3_000;

const DEFINITION = { name: "simulated", description: "", prompt: "", tools: [], model: null, turnsMax: null };

export async function simulate(seed: number, planted: Planted = {}): Promise<SimulationResult> {
  const random = createRandom(seed);
  const clock = createVirtualClock();
  const world = createWorld(
    branchName("main"),
    new Map([
      ["a.txt", "0"],
      ["package.json", "{}"],
      ["jarvis.jsonc", '{ "setup": "prepare" }'],
    ]),
    instant(0),
  );
  world.checkout = random.chance(0.5) ? new Map() : null;
  const invariants = createInvariants(world);
  const journal = createMemoryJournal();
  const simulation = {
    random,
    clock,
    world,
    planted,
    invariants,
    journal,
    crashCount: 0,
    messageCount: 0,
  } as unknown as Simulation; // life and engine are set by the next line
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
  return {
    seed,
    problems: [...invariants.problems],
    crashCount: simulation.crashCount,
    eventCount: state.seq,
    landedCount,
    digest: digestOf(world),
  };
}

function begin(simulation: Simulation): void {
  const { random, clock, world, planted, invariants } = simulation;
  const life = createLife(clock, random, { callMsMax: 40, lateEffect: 0.5 });
  const { journal } = simulation;
  const mortal: Journal = {
    append: async (batch, expected) => await life.call("append", () => journal.append(batch, expected)),
    readReply: (command) => journal.readReply(command),
    readFrom: (after) => journal.readFrom(after),
    readLast: () => journal.readLast(),
    close: () => journal.close(),
  };
  const engine: Engine = createEngine({
    journal: mortal,
    clock,
    ids: createSeededIds(random),
    limits: { runsMax: 2, unreviewedMax: 10 },
    admission: createAdmission({
      clock,
      machine: createSimulatedMachine(),
      rules: { ...DEFAULT_ROOM, runsMax: 2 },
    }),
    folders: ["/simulated"],
    conversationCwd: "/simulated-conversation",
    processes: createSimulatedSupervisor(world, life, { isLazy: planted.isSupervisorLazy === true }),
    repository: createSimulatedRepository(world, life, {
      landsWithoutLooking: planted.landsWithoutLooking === true,
    }),
    workspaces: createSimulatedWorkspaces(world, life, { keepsNothing: planted.keepsNothing === true }),
    agents: createSimulatedDriver(world, life, clock, random, behaviourOf(simulation)),
    checks: createSimulatedChecks(world, life, clock, random, () => (random.chance(0.15) ? "red" : "green")),
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
  if (actor.kind !== "engine" || !("key" in command) || !random.chance(0.2)) return;
  const engine = () => simulation.engine;
  void clock.wait(random.below(4_000)).then(() => {
    // An observation may also reach the daemon's next life: a process of the former one reports late.
    if (!life.isDead() || random.chance(0.5)) return engine().submit({ ...command }, { kind: "engine" });
    return undefined;
  });
}

async function open(simulation: Simulation): Promise<void> {
  const { engine, clock } = simulation;
  const ids = createSeededIds(simulation.random);
  void engine.submit(
    {
      type: "project.open",
      project: projectId("0123456789ab"),
      root: "/simulated",
      target: branchName("main"),
      highestTicket: 0,
    },
    { kind: "engine" },
  );
  void engine.submit(
    { type: "conversation.open", conversation: CONVERSATION, session: sessionId(ids.uuid()) },
    { kind: "engine" },
  );
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
  if (world.checkout !== null && random.chance(0.01))
    world.checkout = random.chance(0.5) ? new Map([["b.txt", "mine"]]) : new Map();
  if (random.chance(0.01)) steer(simulation);
}

/** The journal is asked, not the daemon: what it says is true even when the daemon died before it could publish. */
function look(simulation: Simulation): void {
  const { invariants, journal, engine } = simulation;
  invariants.observe([...journal.readFrom(eventSequence(invariants.seenSeq()))]);
  invariants.check(engine.state());
}

function crash(simulation: Simulation): void {
  simulation.life.kill();
  simulation.crashCount += 1;
  const { random, world, clock } = simulation;
  // Some processes die with the daemon, some go on until they notice: they are what `stopSlot` is for.
  for (const process of world.processes.filter((one) => one.isAlive)) {
    const livesOnMs = random.chance(0.5) ? 0 : random.below(ORPHAN_MS_MAX);
    void clock.wait(livesOnMs).then(() => world.kill(process));
  }
  simulation.journal = simulation.journal.crash();
  begin(simulation);
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
        if (run.attention !== null || run.stage.name === "waiting")
          send(simulation, { type: "run.try-again", run: run.id });
        if (run.stage.name === "paused") send(simulation, { type: "run.resume", run: run.id });
        if (run.stage.name === "taken-over") send(simulation, giveBack(run.id, false));
        const step = run.stage.name === "reported" ? run.stage.step : null;
        // After a while even a patient user gives up what is refused again and again.
        if (run.stage.name === "reported" && steps > STEPS_TO_QUIET / 2)
          send(simulation, { type: "ticket.cancel", ticket: run.ticket, reason: "given up" });
        if (step?.name === "conflicted" || (step?.name === "ready" && step.checked.color === "red"))
          send(simulation, { type: "ticket.cancel", ticket: run.ticket, reason: "given up" });
      }
    }
    // Quiet for a while, and nothing on its way to the journal.
    quietSteps =
      invariants.isQuiet(engine.state()) && simulation.journal.readLast() === engine.state().seq
        ? quietSteps + 1
        : 0;
    if (quietSteps > 20) return;
    if (!clock.advance()) void clock.wait(50);
  }
}
