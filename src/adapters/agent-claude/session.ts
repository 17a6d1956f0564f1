import type { Query, SDKMessage, SDKResultMessage, SDKUserMessage } from "@anthropic-ai/claude-agent-sdk";
import type { UUID } from "node:crypto";
import * as z from "zod";
import { AgentUnavailable, type AgentRole, type AgentSession, type AgentUsage } from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SupervisedProcess } from "../../ports/processes.ts";
import { boundedDetail } from "./events.ts";
import type { EventQueue } from "./event-queue.ts";
import type { InputStream } from "./input-stream.ts";
import type { Outbox, Parcel } from "./outbox.ts";
import { createSignal } from "./signal.ts";
import type { SpawnProxy } from "./spawn-proxy.ts";
import type { Translator } from "./translator.ts";
import { LATE, within } from "./within.ts";

/** Ending a turn takes 10 to 200 ms; an agent that needs longer is not coming back. */
const INTERRUPT_MS_MAX = 10_000;
/** An idle agent ends some 60 ms after its input has; a busy one is not asked. */
const FAREWELL_MS_MAX = 1_000;
/** When the process is gone the SDK's loop ends within a moment; should it not, the session still does. */
const LOOP_END_MS_MAX = 3_000;

export interface SessionParts {
  readonly query: Query;
  readonly input: InputStream<SDKUserMessage>;
  readonly process: SupervisedProcess;
  readonly proxy: SpawnProxy;
  readonly outbox: Outbox;
  readonly events: EventQueue;
  readonly translator: Translator;
  readonly clock: Clock;
  readonly role: AgentRole;
  readonly noteResend: (wireUuid: string, uuid: string) => void;
}

/** What the CLI says of each message that it was handed; the SDK's types do not know it. */
const lifecycle = z.object({
  type: z.literal("command_lifecycle"),
  command_uuid: z.string(),
  state: z.enum(["queued", "started", "completed", "cancelled"]),
});

const NO_USAGE: AgentUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

export function createSession(parts: SessionParts): AgentSession {
  const { query, outbox, events, translator, clock } = parts;
  const changes = createSignal();
  let usage = NO_USAGE;
  let interrupting: Promise<void> | null = null;
  let isOver = false;

  const handOver = (): void => {
    const parcel = interrupting || isOver ? null : outbox.next();
    if (!parcel) return;
    if (parcel.wireUuid !== parcel.message.uuid) parts.noteResend(parcel.wireUuid, parcel.message.uuid);
    parts.input.push(toUserMessage(parcel, parts.role));
  };
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
  const read = (message: SDKMessage): void => {
    const life = lifecycle.safeParse(message).data;
    if (life) readLife(life);
    else if (message.type === "result") endTurn(message);
    else if (translator.read(message) === "hopeless") void endHopelessTurn();
    handOver();
    changes.notify();
  };
  const endHopelessTurn = async (): Promise<void> => {
    // Should even that fail, the agent goes on with its own retries and reports the same in the end.
    await interruptQuery(query).catch(isEndOfSession);
  };

  const interrupt = async (): Promise<void> => {
    const kept = outbox.withdraw();
    parts.proxy.resume();
    // What was handed over must have arrived: an interrupt overtakes a message that was only just pushed.
    await changes.until(() => isOver || !outbox.isHandingOver());
    if (!isOver && outbox.inside().length > 0) {
      const receipt = await interruptQuery(query);
      kept.push(...outbox.end(receipt.cancelled));
      const mayStillRun = new Set(receipt.stillQueued);
      await changes.until(() => isOver || outbox.inside().every((uuid) => mayStillRun.has(uuid)));
    }
    if (kept.length === 0) return;
    events.push({ type: "turn-ended", uuids: kept, text: "", outcome: { kind: "interrupted" }, usage });
  };
  const interruptInTime = async (): Promise<void> => {
    if ((await within(INTERRUPT_MS_MAX, interrupt(), clock)) === LATE) {
      await close();
      throw new AgentUnavailable(
        `The agent did not end its turn in ${INTERRUPT_MS_MAX / 1000} s; it was stopped.`,
        "soon",
      );
    }
    if (isOver) throw new AgentUnavailable("The agent ended while its turn was interrupted.", "soon");
  };

  const loop = consume(query, read, parts.proxy);
  const ending = finish(parts, loop).then((detail) => {
    isOver = true;
    changes.notify();
    events.close({ type: "closed", detail });
  });
  const close = async (): Promise<void> => {
    parts.input.end();
    query.close();
    if (outbox.inside().length === 0) await within(FAREWELL_MS_MAX, parts.process.exited, clock);
    await parts.process.stop();
    await ending;
  };

  return {
    events,
    send: (message) => {
      if (!isOver && outbox.add(message)) handOver();
    },
    interrupt: () => {
      interrupting ??= interruptInTime().finally(() => {
        interrupting = null;
        handOver();
      });
      return interrupting;
    },
    close,
  };
}

/** Reads to the end of the session; says how it ended. */
async function consume(
  query: Query,
  read: (message: SDKMessage) => void,
  proxy: SpawnProxy,
): Promise<string> {
  try {
    for await (const message of query) read(message);
    return proxy.complaints() || "The session was ended.";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** However the session ends: what is left of the process tree is stopped, and only then it counts as closed. */
async function finish(parts: SessionParts, loop: Promise<string>): Promise<string> {
  await Promise.race([loop, parts.process.exited]);
  parts.proxy.release();
  const failure = await parts.process.stop().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const detail = await within(LOOP_END_MS_MAX, loop, parts.clock);
  return boundedDetail(failure ?? (detail === LATE ? "The process ended." : detail));
}

function toUserMessage({ message, wireUuid }: Parcel, role: AgentRole): SDKUserMessage {
  // Where a user types, a report is marked as not typed and never folded into the user's turn.
  const isApart = role === "conversation" && message.source === "report";
  return {
    type: "user",
    message: { role: "user", content: message.text },
    parent_tool_use_id: null,
    uuid: wireUuid as UUID, // made so by the outbox
    priority: isApart ? "later" : "next",
    ...(isApart && { isSynthetic: true }),
  };
}

/**
 * Also cancels what waits in the agent's queue. The option stands in the protocol's types and in the code of
 * SDK 0.3.330, only the method's type lacks it.
 */
async function interruptQuery(
  query: Query,
): Promise<{ cancelled: readonly string[]; stillQueued: readonly string[] }> {
  // The class behind the type takes it: see above.
  const method = query as unknown as {
    interrupt(options: { cancelQueued: true }): ReturnType<Query["interrupt"]>;
  };
  try {
    const receipt = await method.interrupt({ cancelQueued: true });
    return { cancelled: receipt?.cancelled ?? [], stillQueued: receipt?.still_queued ?? [] };
  } catch (error) {
    throw new AgentUnavailable("The agent ended while its turn was interrupted.", "soon", { cause: error });
  }
}

function isEndOfSession(error: unknown): void {
  if (!(error instanceof AgentUnavailable)) throw error;
}
