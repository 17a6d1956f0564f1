// The written form of an exported journal: one header, one line an event, one line a reply, and a digest of all of it. Every line is
// canonical JSON, so that two exports of the same journal are equal byte for byte.
import { z } from "zod";
import { canonicalJson } from "../../domain/canonical.ts";
import type { EventRecord } from "../records.ts";
import type { WrittenReplyRecord } from "../sqlite/snapshot.ts";
import { WrittenReply } from "../sqlite/reply-rules.ts";

/** Raised when the lines change their form; what is of another version is refused. */
export const EXPORT_VERSION = 1;

export const Header = z.strictObject({
  format: z.literal("jarvis-journal"),
  version: z.literal(EXPORT_VERSION),
  /** Null when the journal tells of none. */
  project: z.string().nullable(),
  events: z.int().min(0),
  replies: z.int().min(0),
});
export type Header = z.infer<typeof Header>;

const Command = z.string().regex(/^[\x21-\x7e]{1,160}$/);

export const EventLine = z.strictObject({
  seq: z.int(),
  at: z.number(),
  stream: z.string(),
  version: z.int(),
  type: z.string(),
  /** The form of `data` as it was written: it is lifted when it is read. */
  schema: z.int().min(1),
  data: z.record(z.string(), z.unknown()),
  actor: z.record(z.string(), z.unknown()),
  command: Command,
});

export const ReplyLine = z.strictObject({ command: Command, at: z.number(), reply: WrittenReply });

/** Hex digest of every byte before this line. */
export const Trailer = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** @throws SyntaxError when what lies in the journal is no JSON */
export function eventLine({ data, actor, ...rest }: EventRecord): string {
  return canonicalJson({ ...rest, data: parsed(data), actor: parsed(actor) });
}

export function eventOfLine({ data, actor, ...rest }: z.infer<typeof EventLine>): EventRecord {
  return { ...rest, data: canonicalJson(data), actor: canonicalJson(actor) };
}

/** @throws SyntaxError when what lies in the journal is no JSON */
export function replyLine({ command, at, reply }: WrittenReplyRecord): string {
  return canonicalJson({ command, at, reply: parsed(reply) });
}

function parsed(text: string): unknown {
  return JSON.parse(text);
}
