// One turn of a simulated agent: what it does with its hands, what it says, and how it ends.
import type {
  AgentMessage,
  AgentUsage,
  AskAnswer,
  HostTool,
  OpenRequest,
  ToolResult,
  TurnOutcome,
  WorkerEvent,
} from "../../ports/agent.ts";
import type { Asked } from "../../domain/run/ask-state.ts";
import type { Clock } from "../../ports/clock.ts";
import { cutMiddle, plainText } from "../../domain/plain-text.ts";
import { never, type Life } from "./life.ts";
import type { Random } from "./random.ts";
import type { SimulatedProcess, Transcript, World } from "./world.ts";

export interface AgentBehaviour {
  /**
   * Called in the middle of a turn, while the process lives: may change the world and use tools; gives the answer, or how the turn fails.
   */
  act(agent: AgentAtWork, message: AgentMessage, isAlive: () => boolean): Promise<string | FailedTurn>;
  /** Longest turn in virtual milliseconds, when no tool is used. */
  readonly turnMsMax: number;
  /** Chance that the process dies in a turn. */
  readonly death: number;
}

export type FailedTurn = Extract<TurnOutcome, { readonly kind: "failed" }>;

/** The agent in a turn. Calls of its host tools and its own are told as events. Nothing that it awaits ends after the turn has. */
export interface AgentAtWork extends OpenRequest {
  /** What was said in its session, the newest last. */
  readonly heard: readonly string[];
  /** The model answers, and the session has used so much more. */
  callModel(used: Omit<AgentUsage, "callCount">): Promise<void>;
  /** Asks the user, and waits for the answer. */
  ask(asked: Asked): Promise<AskAnswer>;
  /** Uses one of the driver's own tools; null: it never ends. */
  useTool(name: string, input: unknown, run: (site: ToolSite) => ToolResult | null): Promise<ToolResult>;
}

export interface ToolSite {
  readonly env: Readonly<Record<string, string>>;
  /** A process of the tool, which does not end by itself. */
  spawn(): void;
}

/** What the turns of a session share. */
export interface TurnParts {
  readonly world: World;
  readonly life: Life;
  readonly clock: Clock;
  readonly random: Random;
  readonly behaviour: AgentBehaviour;
  readonly request: OpenRequest;
  readonly process: SimulatedProcess;
  readonly transcript: Transcript;
  readonly push: (event: WorkerEvent) => void;
}

export interface TurnEnd {
  readonly text: string;
  readonly outcome: TurnOutcome;
}

export interface Turn {
  readonly uuid: string;
  answer(id: string, answer: AskAnswer): void;
  /** Ends it here and now, and the tools that run in it. */
  cut(): void;
}

/** Tries of a model that cannot be reached, after the first. */
const RETRIES_MAX = 2;
const EVENT_TEXT_BYTES_MAX = 65_536;

/** `onEnd` is told how it ended, unless it was cut or its process died. */
export function beginTurn(parts: TurnParts, message: AgentMessage, onEnd: (end: TurnEnd) => void): Turn {
  const { world, clock, random, behaviour, process, transcript, push } = parts;
  let isOver = false;
  /** Goes on only while the turn does. */
  const during = async <Result>(work: Promise<Result>): Promise<Result> => {
    const result = await work;
    return isOver || !process.isAlive ? await never<Result>() : result;
  };
  const someMs = () => random.below(behaviour.turnMsMax / 2 + 1);
  const pause = (ms: number) => during(clock.wait(ms));
  const hands = createHands(parts, { during, pause: () => pause(someMs()), isOver: () => isOver });

  async function converse(): Promise<TurnEnd> {
    await pause(someMs());
    if (random.chance(behaviour.death)) {
      world.kill(process);
      return await never<TurnEnd>();
    }
    const said = await during(behaviour.act(hands.agent, message, () => process.isAlive));
    if (typeof said === "string") return await speak(said);
    if (said.class === "model") await tryAgain(said.detail);
    return { text: "", outcome: said };
  }

  /** In vain: whoever answers for the model has said that it cannot be reached. */
  async function tryAgain(detail: string): Promise<void> {
    for (let attempt = 1; attempt <= RETRIES_MAX; attempt += 1) {
      const delayMs = someMs();
      push({ type: "retrying", attempt, delayMs, status: null, detail });
      await pause(delayMs);
    }
  }

  async function speak(said: string): Promise<TurnEnd> {
    const text = boundedText(said);
    transcript.heard.push(text);
    if (parts.request.role === "conversation") push({ type: "text-delta", text });
    push({ type: "text", text });
    await pause(someMs());
    // Four characters are about one token.
    const tokens = { inputTokens: message.text.length / 4, outputTokens: text.length / 4 };
    transcript.usage = withCall(transcript.usage, { ...tokens, costUsd: 0 });
    return { text, outcome: { kind: "done" } };
  }

  transcript.heard.push(message.text);
  push({ type: "message-consumed", uuid: message.uuid });
  void converse().then((end) => {
    if (isOver) return;
    isOver = true;
    onEnd(end);
  });
  return {
    uuid: message.uuid,
    answer: hands.answer,
    cut: () => {
      isOver = true;
      hands.letGo();
    },
  };
}

interface Going {
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>;
  readonly pause: () => Promise<void>;
  readonly isOver: () => boolean;
}

interface Call {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number;
  readonly processes: SimulatedProcess[];
}

interface Hands {
  readonly agent: AgentAtWork;
  readonly answer: Turn["answer"];
  /** Ends the tools that run, and waits for no answer any more. */
  letGo(): void;
}

function createHands(parts: TurnParts, { during, pause, isOver }: Going): Hands {
  const { world, life, clock, request, process, transcript, push } = parts;
  const calls = new Set<Call>();
  const asks = new Map<string, (answer: AskAnswer) => void>();

  function begin(name: string, input: unknown): Call {
    const id = `tool-${process.pid}-${(transcript.toolCount += 1)}`;
    const call: Call = { id, name, startedAt: clock.now(), processes: [] };
    calls.add(call);
    push({ type: "tool-started", id, name, input });
    return call;
  }
  function end(call: Call, { text, isError }: ToolResult): void {
    calls.delete(call);
    for (const one of call.processes) world.kill(one);
    const output = boundedText(text);
    transcript.heard.push(output);
    const { id, name, startedAt } = call;
    push({ type: "tool-ended", id, name, isError, durationMs: clock.now() - startedAt, output });
  }
  const throughDriver = (tool: HostTool): HostTool => ({
    ...tool,
    call: async (input) => {
      // Code in its box can call at any time; only calls of a turn are told.
      if (isOver()) return await tool.call(input);
      const call = begin(tool.name, input);
      const result = await during(askHost(life, tool, input));
      end(call, result);
      return result;
    },
  });
  return {
    agent: {
      ...request,
      tools: request.tools.map(throughDriver),
      heard: transcript.heard,
      callModel: async (used) => {
        await pause();
        transcript.usage = withCall(transcript.usage, used);
        push({ type: "model-called", usage: transcript.usage });
      },
      ask: (asked) => {
        const id = `ask-${process.pid}-${(transcript.toolCount += 1)}`;
        const answered = new Promise<AskAnswer>((resolve) => asks.set(id, resolve));
        push({ type: "asked", id, asked });
        return during(answered);
      },
      useTool: async (name, input, run) => {
        const call = begin(name, input);
        const spawn = () => void call.processes.push(world.spawn(request.slot, request.cwd));
        const result = run({ env: request.env, spawn });
        if (result === null) return await never<ToolResult>();
        await pause();
        end(call, result);
        return result;
      },
    },
    answer: (id, answer) => {
      const resolve = asks.get(id);
      asks.delete(id);
      if (answer.kind !== "allowed") transcript.heard.push(answer.text);
      resolve?.(answer);
    },
    letGo: () => {
      for (const id of asks.keys()) push({ type: "ask-withdrawn", id });
      asks.clear();
      for (const call of calls) end(call, { text: "(ended with its turn)", isError: true });
    },
  };
}

/** A tool of ours is in the daemon: it is not there any more when that has died. */
async function askHost(life: Life, tool: HostTool, input: unknown): Promise<ToolResult> {
  if (life.isDead()) return await never<ToolResult>();
  const result = await tool.call(input).catch((error: unknown) => ({
    text: error instanceof Error ? error.message : String(error),
    isError: true,
  }));
  return life.isDead() ? await never<ToolResult>() : result;
}

function boundedText(text: string): string {
  return cutMiddle(plainText(text), EVENT_TEXT_BYTES_MAX);
}

function withCall(usage: AgentUsage, used: Omit<AgentUsage, "callCount">): AgentUsage {
  return {
    inputTokens: usage.inputTokens + Math.ceil(used.inputTokens),
    outputTokens: usage.outputTokens + Math.ceil(used.outputTokens),
    costUsd: usage.costUsd + used.costUsd,
    callCount: (usage.callCount ?? 0) + 1,
  };
}
