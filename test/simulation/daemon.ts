// The daemon of a simulated run: the real domain, loop, reconciler and effects over a world that outlives it.
import { createSimulatedDriver, createSimulatedSupervisor } from "../../src/adapters/simulated/agent.ts";
import { createSimulatedChecks } from "../../src/adapters/simulated/checks.ts";
import { createLife, never, type Life } from "../../src/adapters/simulated/life.ts";
import { createSimulatedMachine } from "../../src/adapters/simulated/machine.ts";
import { createSimulatedRepository } from "../../src/adapters/simulated/repository.ts";
import { createSeededIds } from "../../src/adapters/simulated/time.ts";
import { createSimulatedWorkspaces } from "../../src/adapters/simulated/workspaces.ts";
import { obligations } from "../../src/domain/obligations.ts";
import { createAdmission } from "../../src/engine/admission.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { DEFAULT_ROOM } from "../../src/engine/room.ts";
import type { Journal } from "../../src/journal/contract.ts";
import { JournalFull } from "../../src/journal/failures.ts";
import type { MemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import { behaviourOf } from "./agents.ts";
import { createFaultInjector } from "./fault-injector.ts";
import type { LateObservations } from "./late-observations.ts";
import { decideWith, isForgotten } from "./with-planted.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Simulation } from "./simulation.ts";

const CALL_MS_MAX = 40;
/** Chance that a call of a dead daemon still changes the world: a git that ends after its parent. */
const LATE_EFFECT_CHANCE = 0.5;
const RED_CHECK_CHANCE = 0.15;

const DEFINITION = { name: "simulated", description: "", prompt: "", tools: [], model: null, turnsMax: null };

export function startDaemon(
  simulation: Simulation,
  {
    journal,
    n,
    late,
  }: { readonly journal: MemoryJournal; readonly n: number; readonly late: LateObservations },
): void {
  const { random, clock, world, planted, limits } = simulation;
  const ownLife = createLife(clock, random, { callMsMax: CALL_MS_MAX, lateEffect: LATE_EFFECT_CHANCE });
  const injector = createFaultInjector(simulation, ownLife, late);
  const { life } = injector;
  const decide = decideWith(planted);
  const owedAtStart = new Set<string>();
  const engine = createEngine({
    journal: mortal(journal, ownLife),
    clock: mortalClock(clock, ownLife),
    ids: createSeededIds(random),
    limits: planted === "startsAboveTheCap" ? { ...limits, runsMax: limits.runsMax + 1 } : limits,
    admission: createAdmission({
      clock,
      machine: createSimulatedMachine(),
      rules: { ...DEFAULT_ROOM, runsMax: limits.runsMax + (planted === "startsAboveTheCap" ? 1 : 0) },
    }),
    folders: ["/simulated"],
    conversationCwd: "/simulated-conversation",
    // None of them could be ended before: all processes of a former daemon survive its successor's start.
    survivors: world.processes
      .filter(({ isAlive }) => isAlive)
      .map(({ pid, slot }) => ({ pid, slot, command: "simulated" })),
    processes: createSimulatedSupervisor(world, life, { isLazy: planted === "isSupervisorLazy" }),
    repository: createSimulatedRepository(world, life, {
      landsWithoutLooking: planted === "landsWithoutLooking",
    }),
    workspaces: createSimulatedWorkspaces(world, life, { keepsNothing: planted === "keepsNothing" }),
    agents: createSimulatedDriver(world, life, clock, random, behaviourOf(simulation)),
    checks: createSimulatedChecks(world, life, clock, random, () =>
      random.chance(RED_CHECK_CHANCE) ? "red" : "green",
    ),
    activity: () => undefined,
    tools: () => [],
    readDefinition: async () => DEFINITION,
    environmentOf: () => ({}),
    onDefect: (where, error) => {
      // It cannot write down what it observed: that is told, and tried again.
      if (!(error instanceof JournalFull)) simulation.problem(`defect at ${where}: ${String(error)}`);
    },
    decide: (state, command, given) => {
      const decision = decide(state, command, given);
      simulation.decidedCount += 1;
      const what = decision.kind === "accepted" ? decision.events.length : decision.refusal.code;
      simulation.step(`${command.type} ${what}`);
      return decision;
    },
    runEffect: async (obligation, context) => {
      if (!isForgotten(planted, obligation, owedAtStart)) await injector.runEffect(obligation, context);
    },
  });
  for (const { key } of obligations(engine.state())) owedAtStart.add(key);
  simulation.daemon = { engine, life, journal, n };
  engine.start();
}

/** Nothing that a dead daemon waited for goes on. */
function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now(),
    wait: async (delayMs, signal) => {
      await clock.wait(delayMs, signal);
      if (life.isDead()) await never<void>();
    },
  };
}

/** What a dead daemon writes may still become durable; it is never told. */
function mortal(journal: MemoryJournal, life: Life): Journal {
  return {
    append: async (batch, expected) => {
      const [end] = await life.call("append", () => Promise.allSettled([journal.append(batch, expected)]));
      if (end.status === "rejected") throw end.reason;
      return end.value;
    },
    readReply: (command) => journal.readReply(command),
    readFrom: (after) => journal.readFrom(after),
    readLast: () => journal.readLast(),
    close: () => journal.close(),
  };
}
