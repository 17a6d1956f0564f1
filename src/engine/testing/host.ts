// A conversation host over a simulated agent, and the turns that it is given.
import {
  createSimulatedDriver,
  createSimulatedSupervisor,
  type FailedTurn,
} from "../../adapters/simulated/agent.ts";
import { createLife } from "../../adapters/simulated/life.ts";
import { createRandom } from "../../adapters/simulated/random.ts";
import { createWorld } from "../../adapters/simulated/world.ts";
import type { Turn } from "../../domain/conversation/state.ts";
import type { Amounts } from "../../domain/budget/state.ts";
import { instant } from "../../domain/ids.ts";
import { must, type State } from "../../domain/state.ts";
import { given, type Step } from "../../domain/testing/given.ts";
import { C1, SPEC, answered, beginTurn, draft, opened, receive, says } from "../../domain/testing/stories.ts";
import { upTo } from "../../domain/testing/ticket-story.ts";
import type { AgentDriver, AgentMessage, HostTool } from "../../ports/agent.ts";
import { createBoardReader } from "../board-news.ts";
import { createConversationHost } from "../conversation-host.ts";
import type { ConversationTool, ToolCall } from "../conversation-tool.ts";
import { createFacts } from "../facts.ts";
import { createVirtual } from "./virtual.ts";

export type Act = (message: AgentMessage, tools: readonly HostTool[]) => Promise<string | FailedTurn>;

const DEFINITION = {
  name: "orchestrator",
  description: "",
  prompt: "",
  tools: [],
  model: null,
  turnsMax: null,
};

/** A conversation host over a simulated agent that does what `act` says; `bend` changes what the driver gives. */
export function startHost(
  options: {
    readonly act?: Act;
    readonly turnMsMax?: number;
    readonly bend?: (driver: AgentDriver) => AgentDriver;
  } = {},
) {
  const virtual = createVirtual();
  const { clock, ids } = virtual;
  const world = createWorld(SPEC.target, new Map(), instant(0));
  const random = createRandom(3);
  const life = createLife(clock, random, { callMsMax: 1, lateEffect: 0 });
  const sent: AgentMessage[] = [];
  let openCount = 0;
  const act = options.act ?? (async (message) => `answer to ${message.uuid}`);
  const driver = createSimulatedDriver(world, life, clock, random, {
    turnMsMax: options.turnMsMax ?? 10,
    death: 0,
    act: async (request, message) => {
      sent.push(message);
      return await act(message, request.tools);
    },
  });
  const counted: AgentDriver = {
    ...driver,
    open: (request) => {
      openCount += 1;
      return driver.open(request);
    },
  };
  const calls: ToolCall[] = [];
  const spent: Amounts[] = [];
  const board: ConversationTool = {
    name: "board",
    description: "",
    inputSchema: {},
    call: async (_input, at) => {
      calls.push(at);
      return { text: `call ${at.ordinal}`, isError: false };
    },
  };
  const facts = createFacts();
  let state: State = given(opened).state;
  const reader = createBoardReader({ facts, state: () => state });
  const host = createConversationHost({
    board: reader,
    agents: options.bend?.(counted) ?? counted,
    processes: createSimulatedSupervisor(world, life),
    clock,
    ids,
    facts,
    activity: () => undefined,
    tools: [board],
    cwd: "/conversation",
    state: () => state,
    spent: async (amounts) => void spent.push(amounts),
    readDefinition: async () => DEFINITION,
  });
  const turnOf = () => must(state.conversations, C1).running as Turn;
  return {
    ...virtual,
    world,
    facts,
    spent,
    host,
    sent,
    calls,
    opens: () => openCount,
    /** The turn is inside the session. */
    isThinking: () => facts.read(C1, "step")?.value === "thinking",
    isAlive: () => world.processes.some((process) => process.isAlive),
    /** The state from now on; gives its running turn. */
    tell: (...story: readonly Step[]): Turn => {
      state = given(opened, ...story).state;
      reader.note(null);
      return turnOf();
    },
    deliver: (turn: Turn, signal: AbortSignal = new AbortController().signal) =>
      host.deliver(C1, turn, signal),
    record: (uuid: string, answer: string | null) =>
      world.sessions.set(must(state.conversations, C1).session, { messages: new Map([[uuid, answer]]) }),
  };
}

export const first: Step = [draft(), says("hello", { id: "m-1" })];
export const second: Step = [first, answered(), says("and now?", { id: "m-2" })];
export const reportTurn: Step = [upTo("ready"), beginTurn];
export const interrupting: Step = [reportTurn, receive("wait", { id: "m-1" })];
