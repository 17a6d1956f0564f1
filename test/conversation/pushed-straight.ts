// The control: no queue and no turns of ours. Messages and reports go into the session as they come, and a tool has the rights of whatever was
// pushed last. What the properties say must not hold here, or they say nothing.
import { decide } from "../../src/domain/decide.ts";
import { turnPrompt } from "../../src/domain/conversation/prompt.ts";
import type { QueuedMessage, Turn } from "../../src/domain/conversation/state.ts";
import { must } from "../../src/domain/state.ts";
import { accept } from "../../src/domain/shared.ts";
import { systemIds } from "../../src/adapters/system/ids.ts";
import type { AgentSession, HostTool } from "../../src/ports/agent.ts";
import { DEFINITION, type Daemon, type Decide, type House } from "./daemon.ts";
import { CONVERSATION } from "./past.ts";

export interface PushedStraight {
  /** Never begins a turn; gives the orchestrator what the user may while a user's message was pushed last. */
  readonly decide: Decide;
  attach(daemon: Daemon): void;
}

interface Pushed {
  readonly message: QueuedMessage;
  readonly turn: Turn;
}

export function pushStraight(house: House): PushedStraight {
  const pushed = new Map<string, Pushed>();
  let last: Pushed | null = null;
  return {
    decide: (state, command, given) => {
      if (command.type === "conversation.begin-turn") return accept([]);
      if (given.actor.kind !== "orchestrator") return decide(state, command, given);
      const isUser = last?.turn.kind === "user";
      return decide(state, command, {
        ...given,
        actor: isUser || command.type === "ticket.draft" ? { kind: "user", session: "pushed" } : given.actor,
      });
    },
    attach: (daemon) => {
      let session: Promise<AgentSession> | null = null;
      let count = 0;
      const push = async (message: QueuedMessage): Promise<void> => {
        count += 1;
        const turn = turnOf(count, message);
        last = { message, turn };
        pushed.set(turn.uuid, last);
        session ??= openSession(daemon);
        const opened = await session;
        opened.send({
          uuid: turn.uuid,
          text: turnPrompt(turn, { rows: [], isWhole: false }),
          source: message.kind,
        });
      };
      const note = (error: unknown): void => void house.recording.wrong.push(String(error));
      const openSession = async (of: Daemon): Promise<AgentSession> => {
        const opened = await of.agents.open({
          role: "conversation",
          slot: CONVERSATION,
          definition: DEFINITION,
          cwd: house.root,
          session: must(of.engine.state().conversations, CONVERSATION).session,
          tools: of.tools.map((tool) => boundToLast(tool, () => must(pushed, last?.turn.uuid ?? "").turn)),
          env: {},
        });
        follow(opened).catch(note);
        return opened;
      };
      const follow = async (opened: AgentSession): Promise<void> => {
        for await (const event of opened.events) {
          if (event.type !== "turn-ended" || event.outcome.kind !== "done") continue;
          const ids = event.uuids.flatMap((uuid) => pushed.get(uuid)?.message.id ?? []);
          house.recording.answers.push({ ids, text: event.text });
        }
        session = null;
      };
      const known = new Set<string>();
      const pushNew = (): void => {
        for (const message of must(daemon.engine.state().conversations, CONVERSATION).queue)
          if (!known.has(message.id)) {
            known.add(message.id);
            push(message).catch(note);
          }
      };
      daemon.engine.onEvents(pushNew);
      pushNew();
    },
  };
}

function turnOf(n: number, message: QueuedMessage): Turn {
  return {
    n,
    kind: message.kind,
    messages: [message],
    uuid: systemIds.uuid(),
    begunAt: message.at,
    isInterruptAsked: false,
    isParked: false,
    life: 0,
  };
}

function boundToLast(tool: Daemon["tools"][number], lastTurn: () => Turn): HostTool {
  return {
    name: tool.name,
    description: tool.description,
    inputSchema: tool.inputSchema,
    call: async (input) =>
      await tool.call(input, { conversation: CONVERSATION, turn: lastTurn(), ordinal: 0 }),
  };
}
