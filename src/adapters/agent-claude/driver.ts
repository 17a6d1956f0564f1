import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  query as startQuery,
  type HookCallback,
  type Query,
  type SDKControlInitializeResponse,
  type SDKUserMessage,
} from "@anthropic-ai/claude-agent-sdk";
import {
  AgentUnavailable,
  type AgentDriver,
  type AgentSession,
  type OpenRequest,
} from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import { PortFailure } from "../../ports/failure.ts";
import { SurvivorsLeft, type SupervisedProcess } from "../../ports/processes.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import { accountOf } from "./account.ts";
import { createAskDesk } from "./ask-desk.ts";
import { agentEnvironment, chooseContainment, describeModel, type ClaudeMode } from "./environment.ts";
import { boundedDetail } from "./events.ts";
import { createEventQueue } from "./event-queue.ts";
import { createInputStream } from "./input-stream.ts";
import { gitSettings } from "./git-settings.ts";
import type { Lease, Leases } from "./lease.ts";
import { queryOptions } from "./options.ts";
import { createOutbox } from "./outbox.ts";
import { noteResend, readRecord, setRecordAside } from "./record.ts";
import { createSession } from "./session.ts";
import { createSpawnProxy, type SpawnProxy } from "./spawn-proxy.ts";
import { createTranslator } from "./translator.ts";
import { createUsageWatch } from "./usage-watch.ts";
import { LATE, within } from "./within.ts";

export interface ClaudeDriverOptions {
  readonly sandbox: Sandbox;
  /** One for the life of the daemon, however many drivers it makes. */
  readonly leases: Leases;
  /** Absolute. Each session has a folder of its own in it: the agent's configuration and its record of the session. */
  readonly configHome: string;
  readonly mode: ClaudeMode;
  readonly clock: Clock;
  /** Runs a real model without any wall. Only on the user's word. */
  readonly isUnsafe?: boolean;
}

/** A start takes 0.4 s on a quiet machine, 25 s when forty start at once. */
const OPEN_MS_MAX = 90_000;

/** Claude Code through its SDK, one process a session, whatever the role. */
export function createClaudeDriver(options: ClaudeDriverOptions): AgentDriver {
  const configDir = (session: string): string => join(options.configHome, session);
  return {
    name: "claude",
    model: describeModel(options.mode),
    account: accountOf(options.mode),
    open: (request) => openSession(options, request, configDir(request.session)),
    traceMessage: async ({ session, uuid }) => {
      const record = await readRecord(configDir(session), session);
      return record?.trace(uuid) ?? { trace: "absent", text: "" };
    },
  };
}

async function openSession(
  options: ClaudeDriverOptions,
  request: OpenRequest,
  configDir: string,
): Promise<AgentSession> {
  const { sandbox, mode } = options;
  const permits = { isUnsafe: options.isUnsafe === true, path: process.env["PATH"] ?? "" };
  const containment = chooseContainment(sandbox, mode, request, permits);
  await mkdir(configDir, { recursive: true, mode: 0o700 });
  const lease = await options.leases.take(configDir);
  try {
    return await openLeased(options, request, { configDir, containment, lease });
  } catch (error) {
    // What survived its own start keeps the session.
    if (!(error instanceof SurvivorsLeft)) await lease.release();
    throw error;
  }
}

interface Leased {
  readonly configDir: string;
  readonly containment: ReturnType<typeof chooseContainment>;
  readonly lease: Lease;
}

async function openLeased(
  options: ClaudeDriverOptions,
  request: OpenRequest,
  { configDir, containment, lease }: Leased,
): Promise<AgentSession> {
  const { sandbox, mode, clock } = options;
  const record = await readRecord(configDir, request.session);
  // A crash may leave a record without a message; the agent would neither resume such a session nor begin it.
  if (record === null) await setRecordAside(configDir, request.session);
  const git = request.role === "conversation" ? {} : await gitSettings(containment, configDir);
  const model = request.definition.model ?? (mode.kind === "claude" ? mode.model : undefined);

  const input = createInputStream<SDKUserMessage>();
  const proxy = superviseThrough(sandbox, request);
  const events = createEventQueue(proxy);
  const watch = createUsageWatch({ query: () => query, clock, push: events.push });
  const translator = createTranslator({ clock, push: events.push, watch });
  const desk = createAskDesk({ push: events.push, ownPaths: [options.configHome] });
  const query: Query = startOrRefuse(request, () =>
    startQuery({
      prompt: input,
      options: queryOptions({
        request,
        containment,
        isResumed: record !== null,
        model: mode.kind === "claude" ? model : undefined,
        env: { ...git, ...agentEnvironment(mode, request, configDir) },
        spawn: proxy.spawn,
        hooks: { ...translator.hooks, before: oneAfterTheOther(translator.hooks.before, desk.before) },
        canUseTool: desk.canUseTool,
      }),
    }),
  );
  const child = await startedOrRefuse(request, proxy, query);
  await lease.heldBy(child.identity);
  const ready = await readyOrRefuse(request, { proxy, query, child, clock });
  const usage = record === null ? null : await watch.read();
  events.push({
    type: "started",
    model: mode.kind === "playbook" ? "playbook" : modelName(ready, model),
    identity: child.identity,
    ...(usage !== null && { usage }),
  });
  return createSession({
    usage,
    lease,
    query,
    input,
    process: child,
    proxy,
    outbox: createOutbox(record?.wireUuids ?? []),
    events,
    translator,
    clock,
    role: request.role,
    desk,
    noteResend: (wireUuid, uuid) => noteResend(configDir, wireUuid, uuid),
  });
}

/** The last one's word counts. */
function oneAfterTheOther(first: HookCallback, last: HookCallback): HookCallback {
  return async (...told) => {
    await first(...told);
    return await last(...told);
  };
}

function superviseThrough(sandbox: Sandbox, request: OpenRequest): SpawnProxy {
  const territory = { path: request.cwd, slot: request.slot };
  const proxy: SpawnProxy = createSpawnProxy({
    start: (argv, env) => sandbox.spawn(territory, argv, { env, stdin: "pipe" }),
    // The session stops the process as well, and reports what survives; here the SDK only gave up on it.
    stop: () => proxy.started.then((child) => child.stop()).catch(isReportedBySession),
  });
  return proxy;
}

function isReportedBySession(error: unknown): void {
  if (!(error instanceof PortFailure)) throw error;
}

function startOrRefuse(request: OpenRequest, start: () => Query): Query {
  try {
    return start();
  } catch (error) {
    throw refusal(request, error, "");
  }
}

async function startedOrRefuse(
  request: OpenRequest,
  proxy: SpawnProxy,
  query: Query,
): Promise<SupervisedProcess> {
  try {
    return await proxy.started;
  } catch (error) {
    query.close();
    throw refusal(request, error, "");
  }
}

interface Starting {
  readonly proxy: SpawnProxy;
  readonly query: Query;
  readonly child: SupervisedProcess;
  readonly clock: Clock;
}

/** @throws AgentUnavailable, after nothing of the agent is left · SurvivorsLeft */
async function readyOrRefuse(
  request: OpenRequest,
  starting: Starting,
): Promise<SDKControlInitializeResponse> {
  const { query, child, clock, proxy } = starting;
  try {
    const ready = await within(OPEN_MS_MAX, query.initializationResult(), clock);
    if (ready !== LATE) return ready;
    throw new AgentUnavailable(`It was not ready after ${OPEN_MS_MAX / 1000} s.`, "soon");
  } catch (error) {
    query.close();
    // One that was killed while it started may start the next time; one that gave up would give up again.
    const ended = await Promise.race([child.exited, Promise.resolve(null)]);
    await child.stop();
    throw refusal(request, error, proxy.complaints(), ended?.signal == null ? "after-change" : "soon");
  }
}

function refusal(
  { role, slot, cwd }: OpenRequest,
  error: unknown,
  complaints: string,
  otherwise: AgentUnavailable["retry"] = "after-change",
): AgentUnavailable {
  const found = boundedDetail(
    [error instanceof Error ? error.message : String(error), complaints].join("\n"),
  );
  const retry = error instanceof AgentUnavailable ? error.retry : otherwise;
  return new AgentUnavailable(
    `Cannot start the agent of ${role} ${slot} in ${cwd}: ${found} Run \`jarvis doctor\` to check the agent's program.`,
    retry,
    { cause: error },
  );
}

function modelName(ready: SDKControlInitializeResponse, wanted: string | undefined): string {
  const found = ready.models.find((one) => one.value === (wanted ?? "default"));
  return found?.resolvedModel ?? wanted ?? "default";
}
