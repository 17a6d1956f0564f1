import { z } from "zod";
import type { Dialogue, Item } from "./dialogue.ts";
import { say, type Reply } from "./reply.ts";

/** About 16k tokens: small beside any window, and far more than a script needs. */
const MEMORY_CHARS_MAX = 64 * 1024;
const RESULT_CHARS_MAX = 600;
const KEPT_INPUT = ["title", "ticket", "worker"];

const resultSchema = z.object({ text: z.string(), isError: z.boolean(), isInterrupted: z.boolean() });
const itemSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("words"), text: z.string(), isFolded: z.boolean() }),
  z.object({ kind: z.literal("answer"), text: z.string() }),
  z.object({ kind: z.literal("nudge") }),
  z.object({
    kind: z.literal("call"),
    call: z.object({
      id: z.string(),
      name: z.string(),
      input: z.record(z.string(), z.unknown()),
      result: resultSchema.optional(),
    }),
  }),
]);

/**
 * The summary that replaces the messages when Claude Code compacts a session. It holds the items themselves,
 * shortened, so that a script goes on where it was. When they are too many the oldest go, but never the first:
 * it is the ticket of a worker.
 */
export function summarise(dialogue: Dialogue): Reply {
  const [first, ...rest] = dialogue.items.map(shorten).map((item) => JSON.stringify(item));
  let charCount = first?.length ?? 0;
  const kept: string[] = [];
  for (const item of rest.toReversed()) {
    charCount += item.length;
    if (charCount > MEMORY_CHARS_MAX) break;
    kept.unshift(item);
  }
  const json = `[${[...(first === undefined ? [] : [first]), ...kept].join(",")}]`.replaceAll(
    "<",
    String.raw`\u003c`,
  );
  return say(
    [
      "<analysis>A script keeps what it needs in a block of its own.</analysis>",
      "<summary>",
      "The messages of this session, shortened by the playbook for itself:",
      `<playbook-memory>${json}</playbook-memory>`,
      "</summary>",
    ].join("\n"),
  );
}

/** The items a summary holds; none when another model wrote it. */
export function expandMemory(text: string): Item[] {
  const json = /<playbook-memory>([\s\S]*?)<\/playbook-memory>/.exec(text)?.[1];
  if (json === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return []; // A summary cut at the token limit: the script then asks again.
    throw error;
  }
  const items = z.array(itemSchema).safeParse(value);
  if (!items.success) return [];
  return items.data.map((item) =>
    item.kind === "call" ? { kind: "call", call: { ...item.call, result: item.call.result } } : item,
  );
}

function shorten(item: Item): Item {
  if (item.kind !== "call") return item;
  const { id, name, input, result } = item.call;
  const kept = Object.entries(typeof input === "object" && input !== null ? input : {}).filter(([key]) =>
    KEPT_INPUT.includes(key),
  );
  return {
    kind: "call",
    call: {
      id,
      name,
      input: Object.fromEntries(kept),
      result: result && { ...result, text: result.text.slice(0, RESULT_CHARS_MAX) },
    },
  };
}
