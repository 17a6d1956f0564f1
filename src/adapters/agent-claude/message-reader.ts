import type { SDKMessage, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import * as z from "zod";
import type { AgentUsage, TurnOutcome } from "../../ports/agent.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Outbox } from "./outbox.ts";
import type { Failure, Translator } from "./translator.ts";

/** What the binary says of each message that it was handed; the SDK's types do not know it. */
const lifecycle = z.object({
  type: z.literal("command_lifecycle"),
  command_uuid: z.string(),
  state: z.enum(["queued", "started", "completed", "cancelled"]),
});

/** Follows the session's messages: which of ours were begun with, which turns ended and whose they were. */
export interface MessageReader {
  /** A failure when to wait for the model makes no sense: the caller should end the turn. */
  read(message: SDKMessage): Failure | null;
  /** Says that messages ended without a turn of their own. */
  endWithoutTurn(uuids: readonly string[], outcome: TurnOutcome): void;
}

export interface ReaderParts {
  readonly outbox: Outbox;
  readonly events: EventQueue;
  readonly translator: Translator;
  /** What the session had used when it was opened; null: nothing, or it did not say. */
  readonly usage: AgentUsage | null;
}

export function createMessageReader({ outbox, events, translator, ...parts }: ReaderParts): MessageReader {
  let usage: AgentUsage = parts.usage ?? { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  const endTurn = (result: SDKResultMessage): void => {
    const named = result.user_message_uuids ?? (result.user_message_uuid ? [result.user_message_uuid] : []);
    // An error may name nobody: then it concerns all that the turn had begun with.
    const uuids = outbox.end(named.length === 0 && result.is_error ? outbox.begun() : named);
    const turn = translator.endTurn(result);
    usage = turn.usage;
    events.push({ type: "turn-ended", uuids, ...turn });
  };
  const readLife = ({ command_uuid: wireUuid, state }: z.infer<typeof lifecycle>): void => {
    if (state === "queued") outbox.queued(wireUuid);
    const uuid = state === "started" ? outbox.started(wireUuid) : null;
    if (uuid !== null) events.push({ type: "message-consumed", uuid });
  };
  return {
    read: (message) => {
      const life = lifecycle.safeParse(message).data;
      if (!life && message.type !== "result") return translator.read(message);
      if (life) readLife(life);
      else if (message.type === "result") endTurn(message);
      return null;
    },
    endWithoutTurn: (uuids, outcome) => {
      if (uuids.length > 0) events.push({ type: "turn-ended", uuids, text: "", outcome, usage });
    },
  };
}
