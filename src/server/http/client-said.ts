// What a client of the feed says, from text as it came in.
import { z } from "zod";
import { TOPICS_MAX, type ClientSaid, type Topic } from "../../wire/feed.ts";

/** `deltas`, or an agent's record: `run:R-1.1`, `run:R-1.1-review`, `run:C1`. */
const TopicName = z.union([
  z.literal("deltas"),
  z.templateLiteral(["run:", z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/)]),
]);
const Topics = z.array(TopicName).max(TOPICS_MAX);

const Said: z.ZodType<ClientSaid> = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    epoch: z.string().max(64).nullable(),
    seq: z.number().int().min(0),
    topics: Topics,
  }),
  z.object({ type: z.literal("topics"), topics: Topics }),
]);

/** A `problem` fits into the reason of a close frame. */
export function parseClientSaid(text: string): { readonly said: ClientSaid } | { readonly problem: string } {
  const json = parseJson(text);
  if (json === undefined) return { problem: "not JSON: say hello as src/wire/feed.ts has it" };
  const parsed = Said.safeParse(json);
  if (parsed.success) return { said: parsed.data };
  const issue = parsed.error.issues[0];
  return { problem: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}`.slice(0, 100) };
}

/** Null: one of them is none, or there are too many. */
export function parseTopics(names: readonly string[]): readonly Topic[] | null {
  const parsed = Topics.safeParse(names);
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What it was is the client's to know; `undefined` is no JSON value.
    return undefined;
  }
}
