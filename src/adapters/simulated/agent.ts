// Simulated agents: a session's record survives the daemon, its process does not (or lives on a little, as real orphans do).
import type { AgentDriver, AgentMessage, AgentSession, OpenRequest, WorkerEvent } from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Processes } from "../../ports/processes.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";
import { SimulatedWorldBroken, type SimulatedProcess, type SimulatedSession, type World } from "./world.ts";

export interface AgentBehaviour {
  /** Called in the middle of a turn, while the process lives: may change the world and call tools; gives the answer. */
  act(request: OpenRequest, message: AgentMessage, isAlive: () => boolean): Promise<string>;
  /** Longest turn in virtual milliseconds. */
  readonly turnMsMax: number;
  /** Chance that the process dies in a turn. */
  readonly death: number;
}

const USAGE = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

export function createSimulatedDriver(
  world: World,
  life: Life,
  clock: Clock,
  random: Random,
  behaviour: AgentBehaviour,
): AgentDriver {
  return {
    name: "simulated",
    model: "simulated",
    open: (request) => life.act("open", () => openSession(world, life, clock, random, behaviour, request)),
    traceMessage: ({ session, uuid }) =>
      life.call("traceMessage", () => {
        const text = world.sessions.get(session)?.messages.get(uuid);
        return text === undefined
          ? { trace: "absent", text: "" }
          : text === null
            ? { trace: "held", text: "" }
            : { trace: "answered", text };
      }),
  };
}

function openSession(
  world: World,
  life: Life,
  clock: Clock,
  random: Random,
  behaviour: AgentBehaviour,
  request: OpenRequest,
): AgentSession {
  const isTaken = world.processes.some((other) => other.slot === request.slot && other.isAlive);
  if (isTaken) throw new SimulatedWorldBroken(`two agents on one session: ${request.slot}`);
  const process = world.spawn(request.slot);
  const record = world.sessions.get(request.session) ?? { messages: new Map<string, string | null>() };
  world.sessions.set(request.session, record);
  const channel = createChannel();
  channel.push({
    type: "started",
    model: "simulated",
    identity: { pid: process.pid, startTime: "0", bootId: "simulated" },
  });
  const inbox: AgentMessage[] = [];
  let isWorking = false;
  let interrupt: (() => void) | null = null;

  process.onExit = () => {
    channel.push({ type: "closed", detail: "its process ended" });
    channel.end();
  };
  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (let message = inbox.shift(); message !== undefined; message = inbox.shift())
      if (!(await turn(message))) return;
    isWorking = false;
  }
  /** False when the process died. */
  async function turn(message: AgentMessage): Promise<boolean> {
    record.messages.set(message.uuid, record.messages.get(message.uuid) ?? null);
    channel.push({ type: "message-consumed", uuid: message.uuid });
    const interrupted = new Promise<"interrupted">((resolve) => {
      interrupt = () => resolve("interrupted");
    });
    const half = () => clock.wait(random.below(behaviour.turnMsMax / 2 + 1));
    const first = await Promise.race([half().then(() => "go" as const), interrupted]);
    if (!process.isAlive) return false;
    if (first === "interrupted") return finish(message, "", { kind: "interrupted" });
    if (random.chance(behaviour.death)) {
      world.kill(process);
      return false;
    }
    const text = await behaviour.act(request, message, () => process.isAlive);
    await half();
    if (!process.isAlive) return false;
    record.messages.set(message.uuid, text);
    // An answer that nudges stands for all that was open before it.
    if (message.text.startsWith("JARVIS was restarted"))
      for (const [uuid, answer] of record.messages) record.messages.set(uuid, answer ?? text);
    return finish(message, text, { kind: "done" });
  }
  function finish(
    message: AgentMessage,
    text: string,
    outcome: { kind: "done" } | { kind: "interrupted" },
  ): boolean {
    channel.push({ type: "turn-ended", uuids: [message.uuid], text, outcome, usage: USAGE });
    return true;
  }
  return {
    events: channel,
    send: (message) => {
      if (life.isDead()) return;
      inbox.push(message);
      void work();
    },
    interrupt: () => life.act("interrupt", () => interrupt?.()),
    close: () => life.act("close", () => world.kill(process)),
  };
}

interface Channel extends AsyncIterable<WorkerEvent> {
  push(event: WorkerEvent): void;
  end(): void;
}

function createChannel(): Channel {
  const ready: WorkerEvent[] = [];
  let isEnded = false;
  let wake: (() => void) | null = null;
  const poke = () => {
    wake?.();
    wake = null;
  };
  return {
    push: (event) => {
      if (!isEnded) ready.push(event);
      poke();
    },
    end: () => {
      isEnded = true;
      poke();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const event = ready.shift();
        if (event !== undefined) yield event;
        else if (isEnded) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}

/** Ends simulated processes by slot; `isLazy` plants the fault of a supervisor that only says so. */
export function createSimulatedSupervisor(
  world: World,
  life: Life,
  options: { readonly isLazy?: boolean } = {},
): Pick<Processes, "stopSlot"> {
  return {
    stopSlot: (slot) =>
      life.act("stopSlot", () => {
        if (options.isLazy === true) return;
        for (const process of world.processes) if (process.slot === slot) world.kill(process);
      }),
  };
}

export type { SimulatedProcess, SimulatedSession };
