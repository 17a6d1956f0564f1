// A Messages API on loopback whose answers stand in the messages themselves. One lane for each schedule.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { agentToolName } from "../../src/adapters/agent-claude/host-tools.ts";
import { idsOf, nameCall, readAsked, scriptsOf, type Asked, type WireMessage } from "./asked.ts";
import { PLAIN_SCRIPT } from "./script.ts";

/** Moments of a turn as the model sees them. */
export type ModelMoment = "asked" | "streaming" | "end";

export interface ModelRequest {
  /** By `performance.now()`. */
  readonly at: number;
  readonly asked: Asked | null;
  readonly ids: readonly string[];
  /** Whether the response is the final text of its turn. */
  readonly isFinal: boolean;
  /** Whether the response got out whole. */
  isAnswered: boolean;
}

export interface ScriptedModel {
  /** A lane of its own: requests in order, and a call at each moment. */
  open(lane: string, onMoment: (moment: ModelMoment) => void): Lane;
  close(): Promise<void>;
}

export interface Lane {
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  close(): void;
}

interface OpenLane {
  readonly requests: ModelRequest[];
  readonly onMoment: (moment: ModelMoment) => void;
}

export async function startScriptedModel(): Promise<ScriptedModel> {
  const lanes = new Map<string, OpenLane>();
  const server = createServer((request, response) => {
    const lane = lanes.get(/^\/([^/]+)\/v1\/messages(?:\?|$)/.exec(request.url ?? "")?.[1] ?? "");
    if (lane === undefined) response.writeHead(404).end();
    else void answer(lane, request, response);
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    open: (name, onMoment) => {
      const lane: OpenLane = { requests: [], onMoment };
      lanes.set(name, lane);
      return {
        url: `http://127.0.0.1:${port}/${name}`,
        requests: lane.requests,
        close: () => void lanes.delete(name),
      };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(lane: OpenLane, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const at = performance.now();
  const asked = readAsked(await readMessages(request));
  const step = asked === null ? null : stepOf(asked);
  const entry: ModelRequest = {
    at,
    asked,
    ids: asked === null ? [] : idsOf(asked),
    isFinal: step?.kind === "text" && step.text !== "",
    isAnswered: false,
  };
  lane.requests.push(entry);
  lane.onMoment("asked");
  try {
    await send(lane, asked, step ?? { kind: "text", text: "Nothing was asked." }, response, gone.signal);
    entry.isAnswered = true;
    lane.onMoment("end");
  } catch (error) {
    if (!gone.signal.aborted) throw error; // the caller went: an interrupt, or its death
  }
}

type ModelStep =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "calls"; readonly calls: Asked["pending"] };

function stepOf(asked: Asked): ModelStep {
  const [first] = asked.pending;
  const isSilent = !asked.isNudged && scriptsOf(asked).some((script) => script.isSilent);
  if (first === undefined && isSilent) return { kind: "text", text: "" };
  if (first === undefined)
    return { kind: "text", text: `Answer to ${idsOf(asked).join(" and ")}, as I was asked.` };
  const isTogether = scriptsOf(asked).every((script) => script.isTogether);
  return { kind: "calls", calls: isTogether ? asked.pending : [first] };
}

async function readMessages(request: IncomingMessage): Promise<readonly WireMessage[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.iterator({ destroyOnReturn: false })) chunks.push(Buffer.from(chunk));
  const body = JSON.parse(Buffer.concat(chunks).toString()) as { messages: readonly WireMessage[] }; // the binary's own form
  return body.messages;
}

const USAGE = { input_tokens: 10, output_tokens: 5 };
let messageCount = 0;

async function send(
  lane: OpenLane,
  asked: Asked | null,
  step: ModelStep,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const scripts = asked === null ? [PLAIN_SCRIPT] : scriptsOf(asked);
  const isFirst = asked !== null && asked.pending.length === scripts.flatMap((one) => one.calls).length;
  const delayMs = Math.max(...scripts.map((script) => script.delayMs + (isFirst ? script.firstDelayMs : 0)));
  const chunkMs = Math.max(...scripts.map((script) => script.chunkMs));
  const chunkCount = Math.max(...scripts.map((script) => script.chunkCount));
  const isThinking = scripts.some((script) => script.isThinking);
  await pause(delayMs, signal);
  response.writeHead(200, { "content-type": "text/event-stream" });
  const write = (type: string, fields: object): void => {
    signal.throwIfAborted();
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  };
  messageCount += 1;
  const head = { id: `msg_${messageCount}`, type: "message", role: "assistant", model: "scripted" };
  write("message_start", { message: { ...head, content: [], usage: USAGE } });
  const blocks = [...(isThinking ? [thinkingBlock()] : []), ...blocksOf(step, chunkCount)];
  for (const [index, block] of blocks.entries()) {
    write("content_block_start", { index, content_block: block.start });
    for (const [at, delta] of block.deltas.entries()) {
      if (at > 0) await pause(chunkMs, signal);
      if (at === Math.floor(block.deltas.length / 2)) lane.onMoment("streaming");
      write("content_block_delta", { index, delta });
    }
    write("content_block_stop", { index });
  }
  const reason = step.kind === "text" ? "end_turn" : "tool_use";
  write("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage: USAGE });
  write("message_stop", {});
  response.end();
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (delayMs > 0) await delay(delayMs, undefined, { signal });
}

interface Block {
  readonly start: object;
  readonly deltas: readonly object[];
}

function thinkingBlock(): Block {
  return {
    start: { type: "thinking", thinking: "", signature: "" },
    deltas: [
      { type: "thinking_delta", thinking: "Let me see." },
      { type: "signature_delta", signature: "signed" },
    ],
  };
}

function blocksOf(step: ModelStep, chunkCount: number): Block[] {
  if (step.kind === "text") {
    if (step.text === "") return [];
    const chars = Math.max(1, Math.ceil(step.text.length / chunkCount));
    const parts = step.text.match(new RegExp(`.{1,${chars}}`, "gs")) ?? [];
    return [
      { start: { type: "text", text: "" }, deltas: parts.map((text) => ({ type: "text_delta", text })) },
    ];
  }
  return step.calls.map(({ key, askedBy, call }) => ({
    start: { type: "tool_use", id: nameCall(key), name: agentToolName(call.tool), input: {} },
    deltas: [
      {
        type: "input_json_delta",
        partial_json: JSON.stringify({
          ...call.input,
          asked_by: askedBy,
          lead_ms: call.leadMs,
          hold_ms: call.holdMs,
        }),
      },
    ],
  }));
}
