// Numbers each call that an effect makes to a port: before, after, and while each of its git processes runs. Wraps the ports from outside.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Command } from "../../src/domain/commands.ts";
import { isGitSlot } from "../../src/adapters/git-cli/git.ts";
import type { EngineOptions } from "../../src/engine/engine.ts";
import { runEffect } from "../../src/engine/effects/registry.ts";
import type { AgentDriver, AgentSession } from "../../src/ports/agent.ts";
import type { SpawnSpec, SupervisedProcess } from "../../src/ports/processes.ts";
import type { PosixProcesses } from "../../src/adapters/processes-posix/processes.ts";
import type { VerifyWorkspace } from "../../src/ports/workspace.ts";

/** One start of an effect. */
interface Flight {
  readonly effect: string;
  /** The how-manieth of this kind in this life. */
  readonly nth: number;
  readonly calls: Map<string, number>;
  /** The call that is under way. */
  call: string;
}

export interface PointListener {
  /** Between calls. */
  reached(point: string, effect: string): void;
  /** A git process of the call has just been started. */
  gitStarted(point: string, effect: string, child: SupervisedProcess, spec: SpawnSpec): void;
}

const flights = new AsyncLocalStorage<Flight>();

/** The same supervisor; git processes of effects are told of. */
export function watchedProcesses(processes: PosixProcesses, listener: PointListener): PosixProcesses {
  return {
    ...processes,
    spawn: async (spec) => {
      const child = await processes.spawn(spec);
      const flight = flights.getStore();
      // Within one project the slot has the project before it.
      if (flight !== undefined && isGitSlot(spec.slot.split("/").at(-1) ?? "")) {
        // Counted by its command: whether the reader of objects has to be started again depends on how long nothing was read.
        const name = `${flight.call}/git-${commandOf(spec.argv)}`;
        const n = (flight.calls.get(name) ?? 0) + 1;
        flight.calls.set(name, n);
        listener.gitStarted(`${name}#${n}`, flight.effect, child, spec);
      }
      return child;
    },
  };
}

/** The same engine; each effect's calls are told of. */
export function watchedEngine(options: EngineOptions, listener: PointListener): EngineOptions {
  const counts = new Map<string, number>();
  const mark = (phase: string) => {
    const flight = flights.getStore();
    if (flight !== undefined) listener.reached(`${flight.call}/${phase}`, flight.effect);
  };
  const watch = <Port extends object>(name: string, port: Port): Port => watched(name, port, mark);
  const workspaces = watch("workspaces", options.workspaces);
  return {
    ...options,
    repository: watch("repository", options.repository),
    workspaces: {
      ...workspaces,
      acquireVerify: async (request): Promise<VerifyWorkspace> => {
        const slot = await workspaces.acquireVerify(request);
        return {
          ...slot,
          ...watch("verify", { markSetUp: () => slot.markSetUp(), release: () => slot.release() }),
        };
      },
    },
    checks: watch("checks", options.checks),
    processes: {
      ...watch("processes", { stopSlot: (slot: string) => options.processes.stopSlot(slot) }),
      // Asked once at the start, by no effect.
      list: () => options.processes.list(),
    },
    agents: watchedAgents(options.agents, watch, mark),
    runEffect: (obligation, context) => {
      const effect = obligation.kind;
      const nth = (counts.get(effect) ?? 0) + 1;
      counts.set(effect, nth);
      const flight: Flight = { effect, nth, calls: new Map(), call: `${effect}.${nth}` };
      const journal = watch("journal", { submit: (command: Command) => context.submit(command) });
      return flights.run(flight, async () => {
        mark("begins");
        await runEffect(obligation, { ...context, submit: (command) => journal.submit(command) });
      });
    },
  };
}

/** Every verb of a port with a mark before and after; what it throws goes by unmarked. */
function watched<Port extends object>(name: string, port: Port, mark: (phase: string) => void): Port {
  return new Proxy(port, {
    get: (target, property) => {
      const found: unknown = Reflect.get(target, property);
      if (typeof found !== "function" || typeof property !== "string") return found;
      return async (...input: readonly unknown[]) => {
        const call = beginCall(`${name}.${property}`);
        mark("before");
        const result: unknown = await Reflect.apply(found, target, input);
        if (call !== null) enter(call);
        mark("after");
        return result;
      };
    },
  });
}

function watchedAgents(
  agents: AgentDriver,
  watch: <Port extends object>(name: string, port: Port) => Port,
  mark: (phase: string) => void,
): AgentDriver {
  const { open, traceMessage } = watch("agents", {
    open: (...input: Parameters<AgentDriver["open"]>) => agents.open(...input),
    traceMessage: (...input: Parameters<AgentDriver["traceMessage"]>) => agents.traceMessage(...input),
  });
  return {
    name: agents.name,
    get model() {
      return agents.model;
    },
    get account() {
      return agents.account;
    },
    traceMessage,
    open: async (request) => {
      const session = await open(request);
      // It is given in whoever's stack the answer became known, and is a call of this effect all the same.
      const within = AsyncLocalStorage.snapshot();
      const { close, interrupt } = watch("session", {
        close: () => session.close(),
        interrupt: () => session.interrupt(),
      });
      return {
        close,
        interrupt,
        events: markedEvents(session.events, mark),
        answer: (id, answer) =>
          within(() => {
            beginCall("session.answer");
            mark("before");
            session.answer(id, answer);
            mark("after");
          }),
        send: (message) => {
          beginCall("session.send");
          mark("before");
          session.send(message);
          mark("after");
        },
      };
    },
  };
}

/** The first of each kind is a point of its own: what an agent says is an answer of the port as well. */
async function* markedEvents(
  events: AgentSession["events"],
  mark: (phase: string) => void,
): AgentSession["events"] {
  for await (const event of events) {
    if (event.type !== "text-delta") {
      beginCall(`session.event-${event.type}`);
      mark("after");
    }
    yield event;
  }
}

/** @returns the call, to come back to when others were made meanwhile; null outside an effect */
function beginCall(name: string): string | null {
  const flight = flights.getStore();
  if (flight === undefined) return null;
  const n = (flight.calls.get(name) ?? 0) + 1;
  flight.calls.set(name, n);
  const call = `${flight.effect}.${flight.nth}/${name}#${n}`;
  flight.call = call;
  return call;
}

function enter(call: string): void {
  const flight = flights.getStore();
  if (flight !== undefined) flight.call = call;
}

/** The git command in an argument array of ours. */
function commandOf(argv: readonly string[]): string {
  return argv.slice(1).find((word) => /^[a-z][a-z-]+$/.test(word)) ?? "git";
}
