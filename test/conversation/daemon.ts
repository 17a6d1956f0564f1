// The daemon under proof: the real engine and the real driver with the real binary, over a world without a repository.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createClaudeDriver } from "../../src/adapters/agent-claude/driver.ts";
import { createLeases } from "../../src/adapters/agent-claude/lease.ts";
import { createProcesses } from "../../src/adapters/processes-posix/processes.ts";
import { createSandboxNone } from "../../src/adapters/sandbox-none/sandbox.ts";
import { systemClock } from "../../src/adapters/system/clock.ts";
import { systemIds } from "../../src/adapters/system/ids.ts";
import { createMachine } from "../../src/adapters/system/machine.ts";
import type { CatalogueAccess } from "../../src/catalogue/access.ts";
import { conversationTools } from "../../src/catalogue/tools.ts";
import type { decide } from "../../src/domain/decide.ts";
import type { BranchName } from "../../src/domain/ids.ts";
import { DEFAULT_LIMITS } from "../../src/domain/state.ts";
import { createAdmission } from "../../src/engine/admission.ts";
import { SESSION_IDLE_MS } from "../../src/engine/conversation-host.ts";
import type { ConversationTool } from "../../src/engine/conversation-tool.ts";
import { createEngine, type Engine, type EngineAccess, type EngineOptions } from "../../src/engine/engine.ts";
import { DEFAULT_ROOM } from "../../src/engine/room.ts";
import type { MemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import type { AgentDefinition, AgentDriver, AgentSession, OpenRequest } from "../../src/ports/agent.ts";
import { PortFailure } from "../../src/ports/failure.ts";
import { beginLife, type DaemonLife } from "./mortal.ts";
import { CONVERSATION, TARGET } from "./past.ts";
import type { Recording } from "./recording.ts";
import { scriptText, type Script } from "./script.ts";
import type { Moment } from "./schedule.ts";

/** What outlives a daemon. */
export interface House {
  readonly root: string;
  readonly modelUrl: string;
  readonly recording: Recording;
  readonly idleMs: number | null;
  /** Of the reports of tickets that cannot start, by the target that has no tip. */
  readonly scripts: ReadonlyMap<string, Script>;
  journal: MemoryJournal;
  onMoment(moment: Moment): void;
}

export interface Daemon {
  readonly engine: Engine;
  readonly life: DaemonLife;
  readonly agents: AgentDriver;
  readonly tools: readonly ConversationTool[];
  /** Ends whatever carries the mark of this house. */
  stopAll(): Promise<void>;
}

/** Another decide, for the control. */
export type Decide = typeof decide;

export const DEFINITION: AgentDefinition = {
  name: "orchestrator",
  description: "",
  prompt: "You talk with the user.",
  tools: [],
  model: null,
  turnsMax: null,
};

export function beginDaemon(house: House, decideWith?: Decide): Daemon {
  const processes = createProcesses({ home: house.root });
  const folders = { agents: join(house.root, "agents"), cwd: join(house.root, "conversation") };
  for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
  const life = beginLife({
    clock: systemClock,
    sandbox: createSandboxNone({ processes, home: house.root }),
    waits: new Map(house.idleMs === null ? [] : [[SESSION_IDLE_MS, house.idleMs]]),
    onStart: (slot) => {
      house.recording.starts.push({ at: performance.now(), readyAt: Number.POSITIVE_INFINITY });
      const others = processes.findBySlot(slot);
      if (others.length > 0)
        house.recording.wrong.push(`an agent was started beside ${others.length} live of ${slot}`);
    },
  });
  const claude = createClaudeDriver({
    sandbox: life.sandbox,
    leases: createLeases(processes),
    configHome: folders.agents,
    clock: life.clock,
    mode: { kind: "playbook", url: () => house.modelUrl },
  });
  const agents: AgentDriver = {
    ...claude,
    open: async (request) => {
      if (request.role !== "conversation") return await openWorker(request);
      const session = await life.alive(claude.open(request));
      const start = house.recording.starts.at(-1);
      if (start !== undefined) start.readyAt = performance.now();
      return session;
    },
    traceMessage: (request) => life.alive(claude.traceMessage(request)),
  };
  const made: { tools: readonly ConversationTool[] } = { tools: [] };
  const engine = createEngine({
    ...stalledWorld(house),
    journal: house.journal,
    clock: life.clock,
    ids: systemIds,
    limits: DEFAULT_LIMITS,
    admission: createAdmission({ clock: life.clock, machine: createMachine(), rules: DEFAULT_ROOM }),
    folders: [house.root],
    agents,
    processes: {
      list: () => processes.list(),
      stopSlot: (slot) => (slot === CONVERSATION ? life.alive(processes.stopSlot(slot)) : Promise.resolve()),
    },
    conversationCwd: folders.cwd,
    activity: () => undefined,
    tools: (access) => (made.tools = watchedTools(house, life, access)),
    readDefinition: async () => DEFINITION,
    environmentOf: () => ({}),
    onDefect: (where, error) => house.recording.wrong.push(`defect at ${where}: ${String(error)}`),
    ...(decideWith === undefined ? {} : { decide: decideWith }),
  });
  return { engine, life, agents, tools: made.tools, stopAll: () => processes.stopAll() };
}

/** A worker that is at work for ever, and does nothing. */
async function openWorker(request: OpenRequest): Promise<AgentSession> {
  const ended = Promise.withResolvers<void>();
  const identity = { pid: 1, startTime: "0", bootId: "none" };
  return {
    events: (async function* () {
      yield { type: "started", model: "none", identity } as const;
      await ended.promise;
      yield { type: "closed", detail: `${request.slot} was closed` } as const;
    })(),
    send: () => undefined,
    interrupt: async () => undefined,
    answer: () => undefined,
    close: async () => ended.resolve(),
  };
}

class NoTip extends PortFailure {
  readonly code = "no-tip";
  readonly retry = "never";
}

/** No repository: a ticket that is started has no tip to start from, and that is its report. */
function stalledWorld(house: House): Pick<EngineOptions, "repository" | "workspaces" | "checks"> {
  const refuse = (): never => {
    throw new TypeError("this world has no repository");
  };
  const readTip = async (branch: BranchName): Promise<never> => {
    const script = house.scripts.get(branch);
    throw new NoTip(`There is no branch ${branch}. ${script === undefined ? "" : scriptText(script)}`);
  };
  return {
    repository: {
      readTip,
      importCommits: refuse,
      mergeTree: refuse,
      makeCandidate: refuse,
      dropCandidate: refuse,
      land: refuse,
      readDiff: refuse,
      readStat: refuse,
      readFile: refuse,
      readLog: async () => [],
    },
    workspaces: {
      prepare: refuse,
      keep: refuse,
      remove: refuse,
      readHead: refuse,
      readUncommitted: refuse,
      watchHead: async () => () => undefined,
      acquireVerify: refuse,
    },
    checks: { run: refuse },
  };
}

function accessOf(engine: EngineAccess): CatalogueAccess {
  return {
    state: () => engine.state(),
    facts: engine.facts,
    runCommand: (command, actor, id) => engine.submit(command, actor, id),
    readDefaults: async () => ({ target: TARGET, checks: [] }),
    hands: {
      readHandWork: async () => ({ commits: [], isCut: false, uncommitted: [] }),
      findWork: () => Promise.reject(new RangeError("not asked for here")),
    },
    project: {
      read: async () => null,
      list: async () => [],
      search: async () => [],
      show: async () => null,
      log: async () => [],
    },
  };
}

/** The tools of the catalogue and a slow one; each waits as its script says, and is noted. */
function watchedTools(house: House, life: DaemonLife, engine: EngineAccess): readonly ConversationTool[] {
  const slow: ConversationTool = {
    name: "slow",
    description: "Takes its time.",
    inputSchema: { type: "object", properties: {} },
    call: async () => ({ text: "done, at last", isError: false }),
  };
  return [...conversationTools(accessOf(engine)), slow].map((tool) => ({
    ...tool,
    call: async (input, at) => {
      const {
        asked_by: askedBy = "nobody",
        lead_ms: leadMs = 0,
        hold_ms: holdMs = 0,
      } = input as {
        readonly asked_by?: string;
        readonly lead_ms?: number;
        readonly hold_ms?: number;
      }; // written by the scripted model
      const use: Recording["uses"][number] = {
        tool: tool.name,
        askedBy,
        grantedKind: at.turn.kind,
        outcome: "open",
        text: "",
      };
      house.recording.uses.push(use);
      house.onMoment("tool");
      await life.clock.wait(leadMs);
      const answer = await life.alive(tool.call(input, at));
      use.outcome = answer.isError ? "refused" : "done";
      use.text = answer.text;
      await life.clock.wait(holdMs);
      return answer;
    },
  }));
}
