import { cutMiddle, plainText } from "../../domain/plain-text.ts";

/** Most bytes of one text, tool input or tool output in an event. The whole stands in the session's own record. */
export const EVENT_TEXT_BYTES_MAX = 65_536;
/** Most bytes of a detail: one look at it must be enough. */
const DETAIL_BYTES_MAX = 2_048;
/** Strings inside a tool's input, when the whole is too long: the names of files survive, their content is cut. */
const INPUT_STRING_BYTES_MAX = 4_096;
const INPUT_DEPTH_MAX = 8;
const INPUT_ITEMS_MAX = 200;

export function boundedText(text: string): string {
  return cutMiddle(plainText(text), EVENT_TEXT_BYTES_MAX);
}

export function boundedDetail(text: string): string {
  return cutMiddle(plainText(text).trim(), DETAIL_BYTES_MAX);
}

/** A tool's input as plain, bounded data. */
export function boundedInput(input: unknown): unknown {
  for (const stringBytesMax of [EVENT_TEXT_BYTES_MAX, INPUT_STRING_BYTES_MAX]) {
    const bounded = boundedValue(input, stringBytesMax, 0);
    if (Buffer.byteLength(JSON.stringify(bounded) ?? "") <= EVENT_TEXT_BYTES_MAX) return bounded;
  }
  return boundedText(JSON.stringify(boundedValue(input, INPUT_STRING_BYTES_MAX, 0)));
}

function boundedValue(value: unknown, stringBytesMax: number, depth: number): unknown {
  if (typeof value === "string") return cutMiddle(plainText(value), stringBytesMax);
  if (typeof value !== "object" || value === null) return value;
  if (depth === INPUT_DEPTH_MAX) return "…";
  const inner = (item: unknown): unknown => boundedValue(item, stringBytesMax, depth + 1);
  if (Array.isArray(value)) return value.slice(0, INPUT_ITEMS_MAX).map(inner);
  const entries = Object.entries(value).slice(0, INPUT_ITEMS_MAX);
  return Object.fromEntries(entries.map(([key, item]) => [boundedKey(key), inner(item)]));
}

function boundedKey(key: string): string {
  return plainText(key).slice(0, 200);
}

/** Text of a tool result: plain, or the text parts of a list. */
export function resultText(content: unknown): string {
  if (typeof content === "string") return boundedText(content);
  if (!Array.isArray(content)) return "";
  return boundedText(content.map(partText).join("\n"));
}

function partText(part: unknown): string {
  if (typeof part !== "object" || part === null || !("type" in part)) return "";
  return "text" in part && typeof part.text === "string" ? part.text : `[${String(part.type)}]`;
}
