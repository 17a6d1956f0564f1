// Simulated agents: a session's record survives the daemon, its process does not (or lives on a little, as real orphans do).
import { accountId } from "../../domain/ids.ts";
import {
  AgentUnavailable,
  type AgentDriver,
  type AgentMessage,
  type AgentSession,
  type MessageTrace,
  type OpenRequest,
} from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Processes } from "../../ports/processes.ts";
import { createChannel } from "./channel.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";
import { beginTurn, type AgentBehaviour, type Turn, type TurnEnd, type TurnParts } from "./turn.ts";
import {
  SimulatedWorldBroken,
  type SimulatedProcess,
  type SimulatedSession,
  type Transcript,
  type World,
} from "./world.ts";

export type { AgentBehaviour, FailedTurn } from "./turn.ts";

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
    account: { id: accountId("simulated"), name: "the simulation" },
    open: (request) =>
      life.act("open", () => {
        const process = startAgent(world, request);
        const transcript = transcriptOf(world, request.session);
        const parts = { world, life, clock, random, behaviour, request, process, transcript };
        return openSession(parts, recordOf(world, request.session));
      }),
    traceMessage: ({ session, uuid }) =>
      life.call("traceMessage", () => traceOf(world.sessions.get(session)?.messages.get(uuid))),
  };
}

function startAgent(world: World, { slot, cwd }: OpenRequest): SimulatedProcess {
  const isTaken = world.processes.some((other) => other.slot === slot && other.isAlive);
  if (isTaken) throw new SimulatedWorldBroken(`two agents on one session: ${slot}`);
  return world.spawn(slot, cwd);
}

function openSession(given: Omit<TurnParts, "push">, record: SimulatedSession): AgentSession {
  const { world, life, request, process, transcript } = given;
  const channel = createChannel();
  const parts: TurnParts = { ...given, push: (event) => channel.push(event) };
  const inbox: AgentMessage[] = [];
  let turn: Turn | null = null;
  let interrupting: Promise<void> | null = null;

  function goOn(): void {
    if (turn !== null || interrupting !== null || !process.isAlive) return;
    const message = inbox.shift();
    if (message === undefined) return;
    record.messages.set(message.uuid, null);
    turn = beginTurn(parts, message, (end) => endTurn([message.uuid], end));
  }
  function endTurn(uuids: readonly string[], { text, outcome }: TurnEnd): void {
    turn = null;
    settle(record, outcome.kind === "done" ? text : null);
    channel.push({ type: "turn-ended", uuids, text, outcome, usage: transcript.usage });
    goOn();
  }
  async function interrupt(): Promise<void> {
    const withdrawn = inbox.splice(0).map((message) => message.uuid);
    await life.act("interrupt", () => {
      if (!process.isAlive)
        throw new AgentUnavailable("The agent ended while its turn was interrupted.", "soon");
      const uuids = [...(turn === null ? [] : [turn.uuid]), ...withdrawn];
      turn?.cut();
      if (uuids.length > 0) endTurn(uuids, { text: "", outcome: { kind: "interrupted" } });
    });
  }

  process.onExit = () => {
    // What its tools left is ended by the daemon, when there is one.
    if (!life.isDead()) {
      turn?.cut();
      killSlot(world, request.slot);
    }
    channel.push({ type: "closed", detail: "its process ended" });
    channel.end();
  };
  const identity = { pid: process.pid, startTime: "0", bootId: "simulated" };
  channel.push({ type: "started", model: "simulated", identity, usage: transcript.usage });
  return {
    events: channel,
    send: (message) => {
      if (life.isDead() || !process.isAlive) return;
      const isInside = turn?.uuid === message.uuid || inbox.some((one) => one.uuid === message.uuid);
      if (!isInside) inbox.push(message);
      goOn();
    },
    interrupt: () => {
      interrupting ??= interrupt().finally(() => {
        interrupting = null;
        goOn();
      });
      return interrupting;
    },
    answer: (id, answer) => {
      if (!life.isDead() && process.isAlive) turn?.answer(id, answer);
    },
    close: () => life.act("close", () => world.kill(process)),
  };
}

/** What is held is answered by the next answer, and given back when its turn is interrupted or fails. */
function settle(record: SimulatedSession, answer: string | null): void {
  for (const [uuid, text] of record.messages) {
    if (text !== null) continue;
    if (answer === null) record.messages.delete(uuid);
    else record.messages.set(uuid, answer);
  }
}

function traceOf(text: string | null | undefined): { readonly trace: MessageTrace; readonly text: string } {
  if (text === undefined) return { trace: "absent", text: "" };
  return text === null ? { trace: "held", text: "" } : { trace: "answered", text };
}

function recordOf(world: World, session: string): SimulatedSession {
  const record = world.sessions.get(session) ?? { messages: new Map() };
  world.sessions.set(session, record);
  return record;
}

function transcriptOf(world: World, session: string): Transcript {
  const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  const transcript = world.transcripts.get(session) ?? { heard: [], toolCount: 0, usage };
  world.transcripts.set(session, transcript);
  return transcript;
}

/** Ends simulated processes by slot; `isLazy` plants the fault of a supervisor that only says so. */
export function createSimulatedSupervisor(
  world: World,
  life: Life,
  options: { readonly isLazy?: boolean } = {},
): Pick<Processes, "stopSlot" | "list"> {
  return {
    list: () =>
      world.processes
        .filter(({ isAlive }) => isAlive)
        .map(({ pid, slot }) => ({ pid, slot, startTime: "0", bootId: "simulated" })),
    stopSlot: (slot) =>
      life.act("stopSlot", () => {
        if (options.isLazy !== true) killSlot(world, slot);
      }),
  };
}

function killSlot(world: World, slot: string): void {
  for (const process of world.processes) if (process.slot === slot) world.kill(process);
}
