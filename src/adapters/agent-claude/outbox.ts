import { createHash } from "node:crypto";
import type { AgentMessage } from "../../ports/agent.ts";

/** A message on its way through the session, under the uuid that the agent knows it by. */
export interface Parcel {
  readonly wireUuid: string;
  readonly message: AgentMessage;
}

/**
 * The agent drops a message whose uuid it has seen before without a word, also when the first one was interrupted
 * or failed. A message that is sent again therefore travels under another uuid.
 */
function freshUuid(uuid: string, used: ReadonlySet<string>): string {
  if (UUID.test(uuid) && !used.has(uuid)) return uuid;
  for (let attempt = 1; ; attempt++) {
    const hex = createHash("sha256").update(`${uuid}/${attempt}`).digest("hex");
    const groups = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ];
    if (!used.has(groups.join("-"))) return groups.join("-");
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Which messages wait for the agent, are in its queue, or inside its turn. At most one is in its queue: two would
 * be joined into one prompt, and its record would then know only the second.
 */
export interface Outbox {
  /** False when the message is already on its way. */
  add(message: AgentMessage): boolean;
  /** The next one to hand over, unless the agent's queue holds one. */
  next(): Parcel | null;
  queued(wireUuid: string): void;
  /** The message's own uuid, the first time. */
  started(wireUuid: string): string | null;
  /** Ends messages that were handed over; their own uuids. */
  end(wireUuids: readonly string[]): string[];
  /** Ends those that wait here. */
  withdraw(): string[];
  /** Messages handed over that have not ended. */
  inside(): readonly string[];
  /** Of those, the ones that a turn has begun with. */
  begun(): readonly string[];
  /** Whether one was handed over of which the agent has not yet said that it has it. */
  isHandingOver(): boolean;
}

type Stage = "handed-over" | "queued" | "started";

/** `usedUuids`: those that the agent has seen before, in this session's record. */
export function createOutbox(usedUuids: Iterable<string>): Outbox {
  const used = new Set(usedUuids);
  const waiting: AgentMessage[] = [];
  const inside = new Map<string, { readonly uuid: string; stage: Stage }>();
  const stages = (...wanted: readonly Stage[]): string[] =>
    [...inside].filter(([, parcel]) => wanted.includes(parcel.stage)).map(([uuid]) => uuid);

  return {
    add: (message) => {
      const isKnown =
        waiting.some((one) => one.uuid === message.uuid) ||
        [...inside.values()].some((one) => one.uuid === message.uuid);
      if (!isKnown) waiting.push(message);
      return !isKnown;
    },
    next: () => {
      if (stages("handed-over", "queued").length > 0) return null;
      const message = waiting.shift();
      if (!message) return null;
      const parcel = { message, wireUuid: freshUuid(message.uuid, used) };
      used.add(parcel.wireUuid);
      inside.set(parcel.wireUuid, { uuid: message.uuid, stage: "handed-over" });
      return parcel;
    },
    queued: (uuid) => {
      const parcel = inside.get(uuid);
      if (parcel?.stage === "handed-over") parcel.stage = "queued";
    },
    started: (uuid) => {
      const parcel = inside.get(uuid);
      if (!parcel || parcel.stage === "started") return null;
      parcel.stage = "started";
      return parcel.uuid;
    },
    end: (uuids) => {
      const ended: string[] = [];
      for (const uuid of uuids) {
        const parcel = inside.get(uuid);
        if (parcel && inside.delete(uuid)) ended.push(parcel.uuid);
      }
      return ended;
    },
    withdraw: () => waiting.splice(0).map((message) => message.uuid),
    inside: () => [...inside.keys()],
    begun: () => stages("started"),
    isHandingOver: () => stages("handed-over").length > 0,
  };
}
