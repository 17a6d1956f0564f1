// A whole engine over the simulated world: agents that do what a test says, a journal that outlives a crash, time that moves by hand.
import {
  createSimulatedDriver,
  createSimulatedSupervisor,
  type AgentBehaviour,
} from "../../adapters/simulated/agent.ts";
import { createSimulatedChecks } from "../../adapters/simulated/checks.ts";
import { createLife, type Life } from "../../adapters/simulated/life.ts";
import { createSimulatedMachine, type SimulatedMachine } from "../../adapters/simulated/machine.ts";
import { createRandom } from "../../adapters/simulated/random.ts";
import { createSimulatedRepository } from "../../adapters/simulated/repository.ts";
import { createSimulatedWorkspaces } from "../../adapters/simulated/workspaces.ts";
import { createWorld, type World } from "../../adapters/simulated/world.ts";
import type { Command } from "../../domain/commands.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { eventSequence, instant } from "../../domain/ids.ts";
import type { Limits, State } from "../../domain/state.ts";
import { ENGINE, USER, type CommandIn } from "../../domain/testing/given.ts";
import { SPEC, opened } from "../../domain/testing/stories.ts";
import { createMemoryJournal, type MemoryJournal } from "../../journal/memory/memory-journal.ts";
import type { Reply } from "../../journal/contract.ts";
import type { AgentDriver, AgentMessage, WorkerEvent } from "../../ports/agent.ts";
import { createAdmission, type Admission } from "../admission.ts";
import { createEngine, type Engine } from "../engine.ts";
import { DEFAULT_ROOM, type RoomRules } from "../room.ts";
import { createVirtual, type Virtual } from "./virtual.ts";

const LIMITS = { runsMax: 3, unreviewedMax: 10 };
const DEFINITION = { name: "simulated", description: "", prompt: "", tools: [], model: null, turnsMax: null };

export interface Daemon extends Virtual {
  readonly world: World;
  /** What went into each session, by slot, in order. */
  readonly sent: { readonly slot: string; readonly message: AgentMessage }[];
  readonly activity: { readonly subject: string; readonly event: WorkerEvent }[];
  readonly defects: unknown[];
  readonly journal: () => MemoryJournal;
  readonly engine: () => Engine;
  readonly state: () => State;
  readonly events: () => readonly StoredEvent[];
  /** The user's, or the engine's own when it carries a key. */
  readonly say: (command: CommandIn) => Promise<Reply>;
  /** SIGKILL and a new start on the same journal and world. Agents die as well, unless they are said to live on. */
  readonly restart: (agents?: "agents live on") => void;
}

export interface DaemonOptions extends Pick<AgentBehaviour, "act"> {
  readonly turnMsMax?: number;
  readonly limits?: Limits;
  readonly check?: (command: string) => "green" | "red";
  readonly machine?: SimulatedMachine;
  /** Two projects of one daemon have one time and one door. */
  readonly house?: { readonly virtual: Virtual; readonly admission: Admission };
  /** By default, starts need not wait for each other. */
  readonly room?: Partial<RoomRules>;
  /** Changes what the driver gives. */
  readonly bend?: (driver: AgentDriver) => AgentDriver;
}

/** An engine that has opened its project and its conversation. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const virtual = options.house?.virtual ?? createVirtual();
  const { clock, ids } = virtual;
  const world = createWorld(
    SPEC.target,
    new Map([
      ["a.txt", "0"],
      ["package.json", "{}"],
    ]),
    instant(0),
  );
  const machine = options.machine ?? createSimulatedMachine();
  const sent: { readonly slot: string; readonly message: AgentMessage }[] = [];
  const activity: Daemon["activity"] = [];
  const defects: unknown[] = [];
  let journal = createMemoryJournal();
  let life: Life;
  let engine: Engine;

  function begin(): void {
    const random = createRandom(7);
    life = createLife(clock, random, { callMsMax: 2, lateEffect: 0 });
    const behaviour: AgentBehaviour = {
      turnMsMax: options.turnMsMax ?? 100,
      death: 0,
      act: (request, message, isAlive) => {
        sent.push({ slot: request.slot, message });
        return options.act(request, message, isAlive);
      },
    };
    const driver = createSimulatedDriver(world, life, clock, random, behaviour);
    engine = createEngine({
      clock,
      ids,
      journal,
      limits: options.limits ?? LIMITS,
      admission:
        options.house?.admission ??
        createAdmission({
          clock,
          machine,
          rules: { ...DEFAULT_ROOM, startGapMs: 0, ...options.room },
        }),
      folders: ["/simulated", "/simulated-home"],
      conversationCwd: "/simulated-conversation",
      processes: createSimulatedSupervisor(world, life),
      repository: createSimulatedRepository(world, life),
      workspaces: createSimulatedWorkspaces(world, life),
      agents: options.bend?.(driver) ?? driver,
      checks: createSimulatedChecks(world, life, clock, random, options.check ?? (() => "green")),
      activity: (entry) => void activity.push(entry),
      tools: () => [],
      readDefinition: async () => DEFINITION,
      environmentOf: () => ({}),
      onDefect: (_where, error) => void defects.push(error),
    });
    engine.start();
  }

  begin();
  const say = (command: CommandIn) => {
    const made: Command = typeof command === "function" ? command(engine.state()) : command;
    return virtual.settled(
      engine.submit(made, "key" in made || made.type === "project.open" ? ENGINE : USER),
    );
  };
  for (const command of opened) await say(command);
  return {
    ...virtual,
    world,
    sent,
    activity,
    defects,
    journal: () => journal,
    engine: () => engine,
    state: () => engine.state(),
    events: () => [...journal.readFrom(eventSequence(0))],
    say,
    restart: (agents) => {
      life.kill();
      if (agents === undefined) for (const process of world.processes) world.kill(process);
      journal = journal.crash();
      begin();
    },
  };
}
