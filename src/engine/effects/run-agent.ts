import type { RunId } from "../../domain/ids.ts";
import type { Run, RunMessage, Usage } from "../../domain/run/state.ts";
import { stepText } from "../../domain/run/step-text.ts";
import { cut } from "../../domain/shared.ts";
import { must } from "../../domain/state.ts";
import type { AgentSession, AgentUsage, TurnOutcome, WorkerEvent } from "../../ports/agent.ts";
import { AgentUnavailable } from "../../ports/agent.ts";
import type { Effect, EffectContext } from "../effect.ts";
import { observeCommit } from "../observe-commit.ts";
import { whenAborted } from "../when-aborted.ts";

/** What a worker is told when a crash left a message half answered: its session has the message, so it is not sent twice. */
const CONTINUE_TEXT =
  "JARVIS was restarted while you worked. Look at the state of your worktree and finish what the last message asks; then report.";

/**
 * One life of a worker: all messages that it has not answered go in, until it reports. Messages of the user that come meanwhile go into the same life.
 * A session that a former daemon left is ended first, so that there are never two processes on one session.
 */
export const runAgent: Effect<"run-agent"> = async (obligation, context) => {
  const { run: id } = obligation.subject;
  await context.processes.stopSlot(id);
  const run = must(context.state().runs, id);
  if (run.workspacePath === null || context.signal.aborted) return;
  if (!(await hasTurn(id, context))) return;
  const life = await beginLife(run, run.workspacePath, context);
  if (life.kind === "unavailable") {
    await context.submit({
      type: "run.observe-agent-lost",
      key: obligation.key,
      run: id,
      detail: life.detail,
      needs: life.detail,
    });
    return;
  }
  const { session } = life;
  const close = () => {
    session
      .close()
      .catch((error: unknown) =>
        context.facts.set(
          id,
          "stop",
          error instanceof Error ? error.message : String(error),
          context.clock.now(),
        ),
      );
  };
  const stopWaiting = whenAborted(context.signal, close);
  const post = postman(run, life.outstanding, session, context);
  const stopListening = context.onChange(id, () => post.sendFresh());
  try {
    post.begin();
    await follow(session, post, obligation.key, id, context);
  } finally {
    stopListening();
    stopWaiting();
    await session.close();
  }
};

/** Agents start one after another; after a restart of the daemon they are many. False: it is not wanted any more. */
async function hasTurn(run: RunId, context: EffectContext): Promise<boolean> {
  const say = (reason: string) => context.facts.set(run, "step", `waits for ${reason}`, context.clock.now());
  try {
    await context.admission.spawn(run, context.signal, say);
    return true;
  } catch (error) {
    if (context.signal.aborted) return false;
    throw error;
  }
}

type Life =
  | {
      readonly kind: "open";
      readonly session: AgentSession;
      readonly outstanding: ReadonlyMap<string, string>;
    }
  | { readonly kind: "unavailable"; readonly detail: string };

/** Opens the session and finds out what it already holds. `outstanding` maps the uuid of a nudge to that of the message it stands for. */
async function beginLife(run: Run, cwd: string, context: EffectContext): Promise<Life> {
  const { spec } = must(context.state().tickets, run.ticket);
  const definition = await context.readDefinition(run.workerType);
  const outstanding = new Map<string, string>();
  for (const message of run.messages.filter((one) => !one.isDelivered)) {
    const { trace } = await context.agents.traceMessage({ cwd, session: run.session, uuid: message.uuid });
    if (trace !== "absent") outstanding.set(context.ids.uuid(), message.uuid);
  }
  try {
    const session = await context.agents.open({
      role: "worker",
      slot: run.id,
      cwd,
      session: run.session,
      tools: [],
      env: context.environmentOf(run.id),
      definition: {
        ...definition,
        model: spec.model ?? definition.model,
        turnsMax: spec.budget.turnsMax,
        costUsdMax: spec.budget.costUsdMax,
      },
    });
    return { kind: "open", session, outstanding };
  } catch (error) {
    // What may pass by itself is tried again by the reconciler.
    if (error instanceof AgentUnavailable && error.retry !== "soon")
      return { kind: "unavailable", detail: error.message };
    throw error;
  }
}

interface Postman {
  /** Sends what waits; an agent that has answered all of it is asked to go on, or it would wait for ever. */
  begin(): void;
  sendFresh(): void;
  /** Uuids of ours that these uuids of the session stand for; they count as answered. */
  answered(uuids: readonly string[]): readonly string[];
  /** Something sent, or waiting in the state, has no answer yet. */
  isWaiting(): boolean;
}

function postman(
  run: Run,
  outstanding: ReadonlyMap<string, string>,
  session: AgentSession,
  context: EffectContext,
): Postman {
  const standsFor = new Map<string, string>();
  const open = new Set<string>();
  const known = new Set(outstanding.values());
  const nudge = (uuid: string) => {
    open.add(uuid);
    session.send({ uuid, text: CONTINUE_TEXT, source: "report" });
  };
  const send = (message: RunMessage) => {
    known.add(message.uuid);
    standsFor.set(message.uuid, message.uuid);
    open.add(message.uuid);
    session.send({
      uuid: message.uuid,
      text:
        message.n === 1 ? `<workspace>${run.workspacePath ?? ""}</workspace>\n${message.text}` : message.text,
      source: message.from === "user" ? "user" : "report",
    });
  };
  const fresh = () =>
    (context.state().runs.get(run.id)?.messages ?? []).filter(
      (message) => !message.isDelivered && !known.has(message.uuid),
    );
  const sendFresh = () => {
    if (!context.signal.aborted) for (const message of fresh()) send(message);
  };
  return {
    begin: () => {
      for (const [uuid, message] of outstanding) {
        standsFor.set(uuid, message);
        nudge(uuid);
      }
      sendFresh();
      if (open.size === 0 && !context.signal.aborted) nudge(context.ids.uuid());
    },
    sendFresh,
    answered: (uuids) => {
      for (const uuid of uuids) open.delete(uuid);
      return uuids.flatMap((uuid) => standsFor.get(uuid) ?? []);
    },
    isWaiting: () => open.size > 0 || fresh().length > 0,
  };
}

/** Reads the agent's events until it has reported, or is gone. */
async function follow(
  session: AgentSession,
  post: Postman,
  key: Parameters<Effect<"run-agent">>[0]["key"],
  run: RunId,
  context: EffectContext,
): Promise<void> {
  const answered: string[] = [];
  const turnsBefore = must(context.state().runs, run).usage;
  let turnCount = turnsBefore.turnCount;
  for await (const event of session.events) {
    context.activity({ subject: run, event });
    observeStep(event, run, context);
    if (event.type === "started")
      await context.submit({
        type: "run.observe-agent-started",
        key,
        run,
        model: event.model,
        pid: event.identity.pid,
      });
    if (event.type === "tool-started") await observeFirstTool(event.name, key, run, context);
    if (event.type === "tool-ended" && event.name === "Bash") await observeCommit(run, context);
    if (event.type === "closed") {
      if (!context.signal.aborted)
        await context.submit({ type: "run.observe-agent-lost", key, run, detail: event.detail, needs: null });
      return;
    }
    if (event.type !== "turn-ended") continue;
    turnCount += 1;
    const usage = total(turnsBefore, event.usage, turnCount);
    const needs = needOf(event.outcome);
    if (event.outcome.kind === "failed") {
      await context.submit({ type: "run.observe-usage", key, run, usage });
      await context.submit({ type: "run.observe-agent-lost", key, run, detail: event.outcome.detail, needs });
      return;
    }
    answered.push(...post.answered(event.uuids));
    if (post.isWaiting()) await context.submit({ type: "run.observe-delivered", key, run, uuids: answered });
    else {
      await context.submit({
        type: "run.observe-report",
        key,
        run,
        text: event.text,
        uuids: answered,
        usage,
      });
      return;
    }
  }
}

async function observeFirstTool(
  tool: string,
  key: Parameters<Effect<"run-agent">>[0]["key"],
  run: RunId,
  context: EffectContext,
): Promise<void> {
  if (context.state().runs.get(run)?.hasUsedTool === false)
    await context.submit({ type: "run.observe-tool", key, run, tool });
}

/** How often the board is told that an agent still speaks, in milliseconds. */
const SEEN_MS = 5_000;

/** What the board calls the current step, and when its agent last said anything. */
function observeStep(event: WorkerEvent, run: RunId, context: EffectContext): void {
  const now = context.clock.now();
  // The value changes every few seconds only, so that a talkative agent does not redraw its row all the time.
  context.facts.set(run, "seen", String(Math.floor(now / SEEN_MS)), now);
  if (event.type === "tool-started")
    context.facts.set(run, "step", cut(`${event.name} ${stepText(event.input)}`.trim(), 120), now);
  if (event.type === "tool-ended" || event.type === "started")
    context.facts.set(run, "step", "thinking", now);
  if (event.type === "retrying")
    context.facts.set(run, "step", `waiting for the model (${event.detail})`, now);
}

/** What only the user can give; null: a new life may do. */
function needOf(outcome: TurnOutcome): string | null {
  if (outcome.kind !== "failed") return null;
  switch (outcome.class) {
    case "auth":
      return `its model refuses the sign-in: ${outcome.detail}`;
    case "limit":
      return `its model's window is used up: ${outcome.detail}`;
    case "model":
      return `its model cannot be reached: ${outcome.detail}`;
    case "refused":
      return `its model refused: ${outcome.detail}`;
    case "turns":
    case "budget":
      return `its budget is used up: ${outcome.detail}`;
    case "other":
      return null;
    default:
      return outcome.class satisfies never;
  }
}

function total(before: Usage, now: AgentUsage, turnCount: number): Usage {
  return {
    turnCount,
    inputTokens: Math.max(before.inputTokens, now.inputTokens),
    outputTokens: Math.max(before.outputTokens, now.outputTokens),
    costUsd: Math.max(before.costUsd, now.costUsd),
  };
}
