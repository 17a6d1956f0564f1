import type { Query, SDKMessage, SDKUserMessage } from "@anthropic-ai/claude-agent-sdk";
import type { UUID } from "node:crypto";
import { AgentUnavailable, type AgentRole, type AgentSession } from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SupervisedProcess } from "../../ports/processes.ts";
import type { AskDesk } from "./ask-desk.ts";
import { boundedDetail } from "./events.ts";
import type { Lease } from "./lease.ts";
import type { InputStream } from "./input-stream.ts";
import { createMessageReader, type ReaderParts } from "./message-reader.ts";
import type { Parcel } from "./outbox.ts";
import { createSignal } from "./signal.ts";
import type { SpawnProxy } from "./spawn-proxy.ts";
import type { Failure } from "./translator.ts";
import { LATE, within } from "./within.ts";

/** Ending a turn takes 10 to 200 ms; an agent that needs longer is not coming back. */
const INTERRUPT_MS_MAX = 10_000;
/** An idle agent ends some 60 ms after its input has; a busy one is not asked. */
const FAREWELL_MS_MAX = 1_000;
/** When the process is gone the SDK's loop ends within a moment; should it not, the session still does. */
const LOOP_END_MS_MAX = 3_000;

export interface SessionParts extends ReaderParts {
  /** Given back when no process of the session is alive. */
  readonly lease: Pick<Lease, "release">;
  readonly query: Query;
  readonly input: InputStream<SDKUserMessage>;
  readonly process: SupervisedProcess;
  readonly proxy: SpawnProxy;
  readonly clock: Clock;
  readonly role: AgentRole;
  readonly desk: Pick<AskDesk, "answer">;
  readonly noteResend: (wireUuid: string, uuid: string) => void;
}

export function createSession(parts: SessionParts): AgentSession {
  const { query, outbox, events, clock } = parts;
  const reader = createMessageReader(parts);
  const changes = createSignal();
  let interrupting: Promise<void> | null = null;
  let isOver = false;

  const handOver = (): void => {
    const parcel = interrupting || isOver ? null : outbox.next();
    if (parcel) deliver(parts, parcel);
  };
  const read = (message: SDKMessage): void => {
    const failure = reader.read(message);
    if (failure) void endHopelessTurn(failure);
    handOver();
    changes.notify();
  };
  const endHopelessTurn = async (failure: Failure): Promise<void> => {
    // Should even that fail, the agent goes on with its own retries and reports the same in the end.
    const receipt = await interruptQuery(query).catch(noReceipt);
    reader.endWithoutTurn(outbox.end(receipt.cancelled), failure);
    handOver();
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
    reader.endWithoutTurn(kept, { kind: "interrupted" });
    if (isOver) throw new AgentUnavailable("The agent ended while its turn was interrupted.", "soon");
  };
  const ending = finish(parts, consume(query, read, parts.proxy)).then((detail) => {
    isOver = true;
    changes.notify();
    events.close({ type: "closed", detail });
  });
  const close = (): Promise<void> => closeSession(parts, ending);

  return {
    events,
    send: (message) => {
      if (!isOver && outbox.add(message)) handOver();
    },
    interrupt: () => {
      interrupting ??= inTime(interrupt(), close, clock).finally(() => {
        interrupting = null;
        handOver();
      });
      return interrupting;
    },
    answer: (id, answer) => parts.desk.answer(id, answer),
    close,
  };
}

async function inTime(interrupted: Promise<void>, close: () => Promise<void>, clock: Clock): Promise<void> {
  if ((await within(INTERRUPT_MS_MAX, interrupted, clock)) !== LATE) return;
  await close();
  const limit = `${INTERRUPT_MS_MAX / 1000} s`;
  throw new AgentUnavailable(`The agent did not end its turn in ${limit}; it was stopped.`, "soon");
}

async function closeSession(parts: SessionParts, ending: Promise<void>): Promise<void> {
  parts.input.end();
  parts.query.close();
  if (parts.outbox.inside().length === 0) await within(FAREWELL_MS_MAX, parts.process.exited, parts.clock);
  await parts.process.stop();
  await ending;
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
    async () => {
      await parts.lease.release();
      return null;
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const detail = await within(LOOP_END_MS_MAX, loop, parts.clock);
  return boundedDetail(failure ?? (detail === LATE ? "The process ended." : detail));
}

function deliver(parts: SessionParts, parcel: Parcel): void {
  if (parcel.wireUuid !== parcel.message.uuid) parts.noteResend(parcel.wireUuid, parcel.message.uuid);
  parts.input.push(toUserMessage(parcel, parts.role));
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

interface Receipt {
  readonly cancelled: readonly string[];
  readonly stillQueued: readonly string[];
}

/**
 * Also cancels what waits in the agent's queue. The option stands in the protocol's types and in the code of
 * SDK 0.3.330, only the method's type lacks it.
 */
async function interruptQuery(query: Query): Promise<Receipt> {
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

function noReceipt(error: unknown): Receipt {
  if (error instanceof AgentUnavailable) return { cancelled: [], stillQueued: [] };
  throw error;
}
