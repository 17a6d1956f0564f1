// One seeded run of the real engine under virtual time: first with faults, then without until all is at rest.
import { createRandom } from "../../src/adapters/simulated/random.ts";
import { createSeededIds, createVirtualClock } from "../../src/adapters/simulated/time.ts";
import { createWorld } from "../../src/adapters/simulated/world.ts";
import { branchName, instant, projectId, sessionId } from "../../src/domain/ids.ts";
import { createMemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import { die } from "./crash.ts";
import { startDaemon } from "./daemon.ts";
import type { FaultHits } from "./fault-table.ts";
import { createLateObservations, type LateObservations } from "./late-observations.ts";
import type { Planted } from "./planted.ts";
import { CONVERSATION, Simulation } from "./simulation.ts";
import { actAsUser, actAtRest } from "./user-script.ts";
import { createWatch, type Watch } from "./watch.ts";

export interface SimulationResult {
  readonly seed: number;
  readonly problems: readonly string[];
  /** Commands that were decided and attempts of effects. */
  readonly steps: readonly string[];
  readonly crashCount: number;
  readonly eventCount: number;
  readonly landedCount: number;
  /** Virtual time from the start to rest, jumps of the clock included. */
  readonly virtualMs: number;
  readonly hits: FaultHits;
  /** Of every step, every event and every ref. */
  readonly digest: string;
}

const TICKETS_MAX = 4;
/** Ticks of virtual time with faults, then without until all is at rest. */
const TICKS_WITH_FAULTS = 1_000;
const TICKS_TO_REST = 12_000;
/** Between two looks of a user who wants all to come to its end. */
const TICKS_OF_PATIENCE = 20;
/** Time that passes when nobody waits for anything. */
const IDLE_MS = 20;

/** How much is done at once; left out: as much as the seed says, of a few tickets. */
export interface Crowd {
  readonly runsMax: number;
  readonly ticketsMax: number;
}

export async function simulate(
  seed: number,
  planted: Planted = null,
  crowd: Crowd | null = null,
): Promise<SimulationResult> {
  const simulation = createSimulation(seed, planted, crowd);
  const late = createLateObservations(simulation);
  startDaemon(simulation, { journal: createMemoryJournal(), n: 1, late });
  const watch = createWatch(simulation);
  await open(simulation, watch);
  for (let tick = 0; tick < TICKS_WITH_FAULTS && simulation.problems.length === 0; tick += 1) {
    await passTick(simulation, watch, late);
    disturb(simulation, late);
  }
  await comeToRest(simulation, watch, late);
  watch.look();
  watch.lookAtEnd();
  const state = watch.state();
  return {
    seed,
    problems: simulation.problems,
    steps: simulation.steps,
    crashCount: simulation.crashCount,
    eventCount: state.seq,
    landedCount: [...state.tickets.values()].filter(({ stage }) => stage.name === "landed").length,
    virtualMs: simulation.clock.now(),
    hits: simulation.hits,
    digest: simulation.digest(),
  };
}

function createSimulation(seed: number, planted: Planted, crowd: Crowd | null): Simulation {
  const random = createRandom(seed);
  const files = new Map([
    ["a.txt", "0"],
    ["package.json", "{}"],
    ["jarvis.jsonc", '{ "setup": "prepare" }'],
  ]);
  const world = createWorld(branchName("main"), files, instant(0));
  world.checkout = random.chance(0.5) ? new Map() : null;
  const few = { runsMax: 1 + random.below(3), unreviewedMax: 1 + random.below(4) };
  const limits = crowd === null ? few : { runsMax: crowd.runsMax, unreviewedMax: crowd.runsMax };
  const ticketsMax = crowd?.ticketsMax ?? TICKETS_MAX;
  return new Simulation({ random, clock: createVirtualClock(), world, limits, ticketsMax, planted });
}

async function open(simulation: Simulation, watch: Watch): Promise<void> {
  const { daemon, clock, random } = simulation;
  const actor = { kind: "engine" } as const;
  const project = projectId("0123456789ab");
  const target = branchName("main");
  const session = sessionId(createSeededIds(random).uuid());
  simulation.isCalm = true;
  void daemon.engine.submit(
    { type: "project.open", project, root: "/simulated", target, highestTicket: 0 },
    actor,
  );
  void daemon.engine.submit({ type: "conversation.open", conversation: CONVERSATION, session }, actor);
  while (watch.state().conversations.size === 0) {
    await clock.settle();
    watch.look();
    clock.advance();
  }
  simulation.isCalm = false;
}

/** Wakes one who waits, lets everything run that then can, and looks after every rule. */
async function passTick(simulation: Simulation, watch: Watch, late: LateObservations): Promise<void> {
  const { clock } = simulation;
  if (!clock.advance()) void clock.wait(IDLE_MS);
  await clock.settle();
  startAgain(simulation, late);
  watch.look();
}

/** One tick of what users, git and bad luck do. */
function disturb(simulation: Simulation, late: LateObservations): void {
  const { random, world, daemon, clock } = simulation;
  if (random.chance(0.003)) die(simulation);
  if (random.chance(0.002)) clock.jump(random.below(12 * 3_600_000));
  if (random.chance(0.03)) late.arrive();
  if (random.chance(0.005)) commitOnTarget(simulation);
  if (world.checkout !== null && random.chance(0.01))
    world.checkout = random.chance(0.5) ? new Map([["b.txt", "mine"]]) : new Map();
  if (!daemon.life.isDead()) actAsUser(simulation);
}

function commitOnTarget(simulation: Simulation): void {
  const { world, random } = simulation;
  const ref = `refs/heads/${world.target}`;
  const tip = world.refs.get(ref);
  if (tip === undefined) return;
  const path = random.chance(0.2) ? "b.txt" : "user.txt";
  const files = new Map(world.read(tip).files).set(path, String(random.below(1_000)));
  world.refs.set(ref, world.commit([tip], files, "by the user", 0));
  simulation.changeCount += 1;
}

function startAgain(simulation: Simulation, late: LateObservations): void {
  const { daemon, random, clock, isCalm, restartAt } = simulation;
  if (!daemon.life.isDead() || (!isCalm && clock.now() < restartAt)) return;
  const journal = daemon.journal.crash({ waiting: random.chance(0.5) ? "written" : "lost" });
  startDaemon(simulation, { journal, n: daemon.n + 1, late });
}

/** No more faults: the user answers what is asked, and everything must come to rest. */
async function comeToRest(simulation: Simulation, watch: Watch, late: LateObservations): Promise<void> {
  const { world, daemon } = simulation;
  simulation.isCalm = true;
  simulation.calm.abort();
  simulation.diskFullUntil = 0;
  daemon.journal.free();
  if (world.checkout !== null) world.checkout = new Map();
  let restTicks = 0;
  for (let tick = 0; tick < TICKS_TO_REST && simulation.problems.length === 0; tick += 1) {
    await passTick(simulation, watch, late);
    simulation.isPatienceOver = tick > TICKS_TO_REST / 2;
    if (tick % TICKS_OF_PATIENCE === 0) actAtRest(simulation);
    restTicks = watch.isAtRest() ? restTicks + 1 : 0;
    if (restTicks > TICKS_OF_PATIENCE) return;
  }
}
