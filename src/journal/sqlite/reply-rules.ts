// What must hold between the replies of a journal and its events.
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Fault } from "../rules.ts";

/** A reply as it is written. */
export const WrittenReply = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("accepted"), seq: z.int().min(0), text: z.string() }),
  z.strictObject({
    kind: z.literal("refused"),
    seq: z.int().min(0),
    refusal: z.strictObject({ code: z.string(), message: z.string() }),
  }),
]);

/** Every event has the reply of its command, and every reply tells of events that are there. */
export function* checkReplies(db: DatabaseSync): Generator<Fault> {
  const unanswered = db.prepare(
    "select command, min(seq) as seq from events where command not in (select command from replies) group by command order by seq",
  );
  for (const { command, seq } of unanswered.iterate())
    yield damage(`Event ${String(seq)} is of command ${String(command)}, whose reply is missing`);
  const last = Number(db.prepare("select coalesce(max(seq), 0) as n from events").get()?.["n"]);
  const replies = db.prepare(`
    select replies.command, reply, made.seq from replies
    left join (select command, max(seq) as seq from events group by command) as made using (command)
    order by replies.command`);
  for (const { command, reply, seq } of replies.iterate()) {
    const fault = replyFault(parse(String(reply)), { madeSeq: seq === null ? null : Number(seq), last });
    if (fault !== null) yield damage(`The reply of command ${String(command)} ${fault}`);
  }
}

/** `madeSeq`: the last event that its command made; null when it made none. `last`: that of the journal. */
export function replyFault(
  reply: unknown,
  { madeSeq, last }: { readonly madeSeq: number | null; readonly last: number },
): string | null {
  const parsed = WrittenReply.safeParse(reply);
  if (!parsed.success) return "cannot be read";
  const { kind, seq } = parsed.data;
  if (seq > last) return `names event ${seq}, which is not there`;
  if (madeSeq !== null && kind === "refused") return `refuses it, and event ${madeSeq} is of it`;
  if (madeSeq !== null && seq !== madeSeq) return `names event ${seq}, and its last one is ${madeSeq}`;
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no reply either: the schema says so.
    return null;
  }
}

function damage(text: string): Fault {
  return { kind: "damaged", text };
}
