import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { answerRequest, type RoleAnswer } from "./answer.ts";
import { findFault, nameFault, refusalOf, type Fault, type FaultPlan } from "./faults.ts";
import { makeMessage, streamMessage, toJson, waitForEnd } from "./message-stream.ts";
import { openRequestLog, type RequestLogEntry } from "./request-log.ts";
import { isRole, ROLES, type Role } from "./role.ts";
import {
  BadRequest,
  errorTypeOf,
  parseRequest,
  reasonOf,
  REQUEST_BYTES_MAX,
  sessionIdOf,
  type WireRequest,
} from "./wire.ts";

export interface Delays {
  /** Before the first byte of an answer, like a model that thinks. */
  readonly turnDelayMs: number;
  /** Instead of it in report turns of a conversation. */
  readonly reportTurnDelayMs?: number;
  /** Between two chunks of a stream. */
  readonly chunkDelayMs?: number;
}

export interface PlaybookOptions extends Partial<Delays> {
  /** 0 (the default) lets the system choose. */
  readonly port?: number;
  /** A file of JSON lines that every finished request is appended to. */
  readonly requestLogPath?: string;
  readonly faults?: FaultPlan;
  /** For hostile tests: the conversation obeys what reports say. */
  readonly isGullible?: boolean;
}

/** A scripted model that speaks the Messages API on 127.0.0.1. One lane, `<role>/<id>`, for each agent. */
export interface Playbook {
  readonly port: number;
  /** The base URL for one agent. */
  readonly url: (role: Role, id: string) => string;
  /** Copies, the oldest first; those that are still being answered too. */
  readonly requests: () => RequestLogEntry[];
  readonly setFaults: (plan: FaultPlan) => void;
  readonly setDelays: (delays: Partial<Delays>) => void;
  /** Breaks off what is being answered. @throws RequestLogUnwritten */
  readonly close: () => Promise<void>;
}

/** Longer than a client keeps a connection for its next turn, so that it never meets one that just closed. */
const KEEP_ALIVE_MS = 120_000;

interface Lane {
  readonly role: Role;
  readonly id: string;
  readonly endpoint: "messages" | "count_tokens";
}

/** @throws when the port is taken or the request log cannot be opened. */
export async function startPlaybook(options: PlaybookOptions = {}): Promise<Playbook> {
  const log = await openRequestLog(options.requestLogPath);
  const closing = new AbortController();
  const { turnDelayMs = 0, reportTurnDelayMs, chunkDelayMs } = options;
  let delays: Delays = { turnDelayMs, reportTurnDelayMs, chunkDelayMs };
  let faults = options.faults ?? [];

  const answerMessages = async (
    lane: Lane,
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> => {
    const entry = log.begin(lane.role, lane.id, Date.now());
    const fault = findFault(faults, entry.lane, entry.n);
    if (fault !== undefined) entry.fault = nameFault(fault);
    try {
      const body = await readBody(request);
      entry.bytes = Buffer.byteLength(body);
      const parsed = parseRequest(body);
      entry.sessionId = sessionIdOf(headerOf(request, "x-claude-code-session-id"), parsed);
      const refusal = fault === undefined ? null : refusalOf(fault);
      if (refusal !== null) return sendFault(response, entry, refusal);
      const given = answerRequest(lane.role, parsed, { isGullible: options.isGullible ?? false });
      describe(entry, given);
      await pause(delayFor(given, delays), signal);
      if (fault !== undefined && "hang" in fault && fault.hang === "headers") return await waitForEnd(signal);
      await sendAnswer(response, entry, parsed, given, {
        fault,
        signal,
        chunkDelayMs: delays.chunkDelayMs ?? 0,
      });
    } catch (error) {
      if (signal.aborted) return; // The caller has gone, or we close: nobody is left to be told.
      entry.problem = reasonOf(error);
      entry.status = error instanceof BadRequest ? error.status : 500;
      sendError(response, entry.status, entry.problem);
    } finally {
      entry.lastByteAt = Date.now();
      log.end(entry);
    }
  };

  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing.signal]);
    const lane = readLane(request);
    if (typeof lane === "string") sendError(response, 404, lane);
    else if (lane.endpoint === "messages") void answerMessages(lane, request, response, signal);
    else void countTokens(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, options.port ?? 0);

  return {
    port,
    url: (role, id) => `http://127.0.0.1:${port}/${role}/${encodeURIComponent(id)}`,
    requests: log.entries,
    setFaults(plan) {
      faults = plan;
    },
    setDelays(changed) {
      delays = { ...delays, ...changed };
    },
    async close() {
      closing.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await log.close();
    },
  };
}

function readLane(request: IncomingMessage): Lane | string {
  const path = (request.url ?? "/").replace(/\?.*$/s, "");
  const found = /^\/([^/]+)\/((?:[\w.~!*'()-]|%[0-7][0-9A-F])+)\/v1\/messages(\/count_tokens)?$/.exec(path);
  const role = found?.[1] ?? "";
  if (request.method === "POST" && isRole(role)) {
    const id = decodeURIComponent(found?.[2] ?? "");
    return { role, id, endpoint: found?.[3] === undefined ? "messages" : "count_tokens" };
  }
  return `The playbook answers POST /<role>/<id>/v1/messages with role ${ROLES.join(", ")}; it was asked for ${request.method} ${path}.`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  // The connection is still needed for the answer when the reading stops early.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk as Uint8Array); // Without an encoding set, a request yields buffers.
    byteCount += bytes.length;
    if (byteCount > REQUEST_BYTES_MAX) {
      throw new BadRequest(413, `The body is larger than ${REQUEST_BYTES_MAX} bytes.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function countTokens(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request);
    sendJson(response, 200, { input_tokens: Math.ceil(body.length / 4) });
  } catch (error) {
    sendError(response, error instanceof BadRequest ? error.status : 500, reasonOf(error));
  }
}

function describe(entry: RequestLogEntry, given: RoleAnswer): void {
  entry.messageIds = given.messageIds;
  entry.tools = given.reply.toolUses.map((toolUse) => toolUse.name);
  if (given.turn !== undefined) entry.turn = given.turn;
  if (given.kind !== undefined) entry.kind = given.kind;
}

function delayFor(given: RoleAnswer, delays: Delays): number {
  const own = given.kind === "report" ? delays.reportTurnDelayMs : undefined;
  return (own ?? delays.turnDelayMs) + given.reply.pauseMs;
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  if (durationMs > 0) await delay(durationMs, undefined, { signal });
}

async function sendAnswer(
  response: ServerResponse,
  entry: RequestLogEntry,
  request: WireRequest,
  given: RoleAnswer,
  options: { fault: Fault | undefined; signal: AbortSignal; chunkDelayMs: number },
): Promise<void> {
  const message = makeMessage(request, given.reply, options.fault, entry.bytes);
  entry.firstByteAt = Date.now();
  entry.status = 200;
  if (request.stream !== true) {
    sendJson(response, 200, toJson(message));
    return;
  }
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
  });
  await streamMessage(response, message, options);
}

function sendFault(
  response: ServerResponse,
  entry: RequestLogEntry,
  { status, headers }: NonNullable<ReturnType<typeof refusalOf>>,
): void {
  entry.status = status;
  entry.firstByteAt = Date.now();
  sendError(response, status, `The playbook was told to fail this request with ${status}.`, headers);
}

function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  // After the head is out, a broken stream is the only way left to say that something went wrong.
  if (response.headersSent) response.destroy();
  else {
    const unread: Record<string, string> = status === 413 ? { connection: "close" } : {};
    const body = { type: "error", error: { type: errorTypeOf(status), message } };
    sendJson(response, status, body, { ...headers, ...unread });
  }
}

function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
