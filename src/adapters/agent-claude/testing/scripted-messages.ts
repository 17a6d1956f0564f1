import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type ScriptedStep =
  | { readonly kind: "text"; readonly text: string }
  /** `after` holds the answer back. */
  | { readonly kind: "tools"; readonly calls: readonly ToolCall[]; readonly after?: Promise<void> }
  | { readonly kind: "refusal" }
  | { readonly kind: "hang" }
  | { readonly kind: "fail"; readonly status: number; readonly error: string }
  /** From now on. */
  | {
      readonly kind: "fail-always";
      readonly status: number;
      readonly error: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** From now on, connections are cut. */
  | { readonly kind: "unreachable" };

interface ToolCall {
  readonly name: string;
  readonly input: unknown;
}

export interface ModelMessage {
  readonly role: string;
  readonly content:
    | string
    | readonly { readonly type: string; readonly text?: string; readonly content?: unknown }[];
}

export interface ModelRequest {
  readonly at: number;
  readonly system: unknown;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly { readonly name: string }[];
}

export interface ScriptedMessages {
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  /** Answers of the next requests, in order. Without one the answer is the text "ok". */
  script(...steps: readonly ScriptedStep[]): void;
  unscript(): void;
  /** Resolves when this many requests have arrived. */
  untilRequests(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A Messages API on loopback that says what it is told, for tests of the driver alone. */
export async function startScriptedMessages(): Promise<ScriptedMessages> {
  const requests: ModelRequest[] = [];
  const steps: ScriptedStep[] = [];
  const arrivals = new EventTarget();
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      if (!request.url?.includes("/v1/messages")) return response.writeHead(404).end();
      requests.push({ at: performance.now(), ...body });
      arrivals.dispatchEvent(new Event("request"));
      const step = steps[0] ?? { kind: "text", text: "ok" };
      if (step.kind !== "fail-always" && step.kind !== "unreachable") steps.shift();
      if (step.kind === "tools") await step.after;
      return answer(response, step);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    script: (...more) => void steps.push(...more),
    unscript: () => void steps.splice(0),
    untilRequests: async (count) => {
      while (requests.length < count) await once(arrivals, "request");
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Omit<ModelRequest, "at">> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // a request without an encoding gives buffers
  const body = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Partial<ModelRequest>; // the binary's own form
  return { system: body.system, messages: body.messages ?? [], tools: body.tools ?? [] };
}

function answer(response: ServerResponse, step: ScriptedStep): ServerResponse | undefined {
  if (step.kind === "unreachable") return response.destroy();
  if (step.kind === "fail" || step.kind === "fail-always") {
    const body = { type: "error", error: { type: step.error, message: step.error } };
    const headers = { "content-type": "application/json", ...("headers" in step ? step.headers : {}) };
    return response.writeHead(step.status, headers).end(JSON.stringify(body));
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  if (step.kind === "hang") return undefined;
  for (const event of streamOf(step))
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  return response.end();
}

let counter = 0;

function streamOf(step: Extract<ScriptedStep, { kind: "text" | "tools" | "refusal" }>): { type: string }[] {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const message = {
    id: `msg_${++counter}`,
    type: "message",
    role: "assistant",
    model: "scripted",
    content: [],
    usage,
  };
  const blocks =
    step.kind === "tools"
      ? step.calls.map(toolBlock)
      : [textBlock(step.kind === "text" ? step.text : "I will not.")];
  const reasons = { text: "end_turn", tools: "tool_use", refusal: "refusal" } as const;
  return [
    { type: "message_start", message } as { type: string },
    ...blocks.flatMap(([content_block, delta], index) => [
      { type: "content_block_start", index, content_block },
      { type: "content_block_delta", index, delta },
      { type: "content_block_stop", index },
    ]),
    { type: "message_delta", delta: { stop_reason: reasons[step.kind], stop_sequence: null }, usage } as {
      type: string;
    },
    { type: "message_stop" },
  ];
}

function textBlock(text: string): [unknown, unknown] {
  return [
    { type: "text", text: "" },
    { type: "text_delta", text },
  ];
}

function toolBlock({ name, input }: { readonly name: string; readonly input: unknown }): [unknown, unknown] {
  const id = `toolu_${++counter}`;
  return [
    { type: "tool_use", id, name, input: {} },
    { type: "input_json_delta", partial_json: JSON.stringify(input) },
  ];
}
