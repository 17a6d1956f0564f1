import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "./faults.ts";
import type { Reply, ToolUse } from "./reply.ts";
import type { WireRequest } from "./wire.ts";

interface Usage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
}

type StopReason = "end_turn" | "tool_use" | "max_tokens" | "refusal";

/** What is written of a message, and where it stops. */
interface Message {
  readonly head: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly toolUses: readonly ToolUse[];
  readonly stopReason: StopReason;
  readonly usage: Usage;
}

const WORDS_A_CHUNK = 3;
const INPUT_CHARS_A_CHUNK = 4_096;
const BYTES_A_TOKEN = 4;

/** A stop that is asked for by a fault takes its toll on the words: half of them, or all. */
export function makeMessage(
  request: WireRequest,
  reply: Reply,
  fault: Fault | undefined,
  requestBytes: number,
): Message {
  const stop = fault !== undefined && "stop" in fault ? fault.stop : undefined;
  const text =
    stop === "refusal"
      ? ""
      : stop === "max_tokens"
        ? reply.text.slice(0, Math.ceil(reply.text.length / 2))
        : reply.text;
  const toolUses = stop === undefined ? reply.toolUses : [];
  const usage = estimateUsage(request, reply, requestBytes);
  return {
    head: {
      id: `msg_pb_${randomBytes(8).toString("hex")}`,
      type: "message",
      role: "assistant",
      model: request.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 1 },
    },
    text,
    toolUses,
    stopReason: stop ?? (toolUses.length > 0 ? "tool_use" : "end_turn"),
    usage,
  };
}

/** The whole message at once, for a request without `stream`. */
export function toJson({ head, text, toolUses, stopReason, usage }: Message): Record<string, unknown> {
  const words = text === "" ? [] : [{ type: "text", text }];
  const calls = toolUses.map((toolUse) => ({ type: "tool_use", ...toolUse }));
  return { ...head, content: [...words, ...calls], stop_reason: stopReason, usage };
}

/**
 * Writes the message as server-sent events. With a fault it breaks off inside the first block, falls silent there, or
 * leaves the closing events out.
 */
export async function streamMessage(
  response: ServerResponse,
  message: Message,
  options: { chunkDelayMs: number; fault: Fault | undefined; signal: AbortSignal },
): Promise<void> {
  const { fault, signal } = options;
  const send = async (type: string, fields: Readonly<Record<string, unknown>>): Promise<void> => {
    signal.throwIfAborted();
    await write(response, `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  };
  await send("message_start", { message: message.head });
  for (const [index, block] of blocksOf(message).entries()) {
    await send("content_block_start", { index, content_block: block.start });
    const breaksAt = isBroken(fault) ? Math.ceil(block.deltas.length / 2) : undefined;
    for (const delta of block.deltas.slice(0, breaksAt)) {
      if (options.chunkDelayMs > 0) await delay(options.chunkDelayMs, undefined, { signal });
      await send("content_block_delta", { index, delta });
    }
    if (fault !== undefined && "hang" in fault) return waitForEnd(signal);
    if (breaksAt !== undefined) {
      response.destroy();
      return;
    }
    await send("content_block_stop", { index });
  }
  if (fault === undefined || !("cut" in fault)) {
    const delta = { stop_reason: message.stopReason, stop_sequence: null };
    await send("message_delta", { delta, usage: message.usage });
    await send("message_stop", {});
  }
  response.end();
}

/** Resolves when the caller has gone or the playbook closes. */
export function waitForEnd(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** As if all but the newest messages came from the cache, as they do with the service. */
function estimateUsage(request: WireRequest, reply: Reply, requestBytes: number): Usage {
  const tokensOf = (value: unknown) => Math.ceil(JSON.stringify(value ?? "").length / BYTES_A_TOKEN);
  const lastAnswer = request.messages.findLastIndex((message) => message.role === "assistant");
  const newest = tokensOf(request.messages.slice(lastAnswer + 1));
  const older = Math.max(0, Math.ceil(requestBytes / BYTES_A_TOKEN) - newest);
  return {
    input_tokens: newest,
    cache_creation_input_tokens: lastAnswer === -1 ? older : 0,
    cache_read_input_tokens: lastAnswer === -1 ? 0 : older,
    output_tokens: tokensOf(reply.text) + reply.toolUses.reduce((sum, toolUse) => sum + tokensOf(toolUse), 0),
  };
}

interface Block {
  readonly start: Readonly<Record<string, unknown>>;
  readonly deltas: readonly Readonly<Record<string, unknown>>[];
}

function blocksOf({ text, toolUses }: Message): Block[] {
  const words: Block[] =
    text === ""
      ? []
      : [
          {
            start: { type: "text", text: "" },
            deltas: wordGroups(text).map((group) => ({ type: "text_delta", text: group })),
          },
        ];
  return [...words, ...toolUses.map(toolBlock)];
}

function toolBlock({ id, name, input }: ToolUse): Block {
  const json = JSON.stringify(input);
  const parts: string[] = [];
  for (let at = 0; at < json.length; at += INPUT_CHARS_A_CHUNK)
    parts.push(json.slice(at, at + INPUT_CHARS_A_CHUNK));
  return {
    start: { type: "tool_use", id, name, input: {} },
    deltas: parts.map((part) => ({ type: "input_json_delta", partial_json: part })),
  };
}

export function wordGroups(text: string): string[] {
  const words = text.match(/^\s+|\S+\s*/g) ?? [];
  const groups: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_A_CHUNK)
    groups.push(words.slice(at, at + WORDS_A_CHUNK).join(""));
  return groups;
}

function isBroken(fault: Fault | undefined): boolean {
  if (fault === undefined) return false;
  return ("cut" in fault && fault.cut === "block") || ("hang" in fault && fault.hang === "stream");
}

/** Resolves when the chunk has left, or cannot any more: so a slow caller slows us, and a cut is seen after what came before it. */
function write(response: ServerResponse, chunk: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(chunk, () => resolve());
  });
}
