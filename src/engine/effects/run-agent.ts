import type { RunId } from "../../domain/ids.ts";
import { leftOf } from "../../domain/budget/caps.ts";
import type { Run, RunMessage } from "../../domain/run/state.ts";
import { stepText } from "../../domain/run/step-text.ts";
import { cut } from "../../domain/shared.ts";
import { must } from "../../domain/state.ts";
import type { AgentAccount, AgentSession, TurnOutcome, WorkerEvent } from "../../ports/agent.ts";
import { AgentUnavailable } from "../../ports/agent.ts";
import type { Effect, EffectContext } from "../effect.ts";
import { createAskDesk, withdrawFormer, type AskDesk } from "../ask-desk.ts";
import { createTurnHold, untilSpokenTo, type TurnHold } from "../hold-turn.ts";
import { modelRefusal } from "../model-refusal.ts";
import { watchCommits, type CommitWatch } from "../observe-commit.ts";
import { createPostman, type Postman } from "../postman.ts";
import { untilEnded } from "../until-ended.ts";
import { createUsageMeter, type UsageMeter } from "../usage-meter.ts";
import { whenAborted } from "../when-aborted.ts";

/**
 * One life of a worker: all messages that it has not answered go in, until it reports. Messages of the user that come meanwhile go into the same life.
 * A session that a former daemon left is ended first, so that there are never two processes on one session.
 */
export const runAgent: Effect<"run-agent"> = async (obligation, context) => {
  const turn = await context.resumption.turn(obligation.subject.run, context.signal);
  try {
    await liveOnce(obligation, context, () => turn.opened());
  } finally {
    turn.over();
  }
};

async function liveOnce(
  obligation: Parameters<Effect<"run-agent">>[0],
  context: EffectContext,
  opened: () => void,
): Promise<void> {
  const { run: id } = obligation.subject;
  await context.supervision.stop(id, id, context.signal);
  await withdrawFormer(id, obligation.key, context);
  await untilSpokenTo(id, context);
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
  opened();
  const close = () => {
    const tell = (detail: string) => context.facts.set(id, "stop", detail, context.clock.now());
    const end = () => context.supervision.close(id, id, session);
    void untilEnded(end, { clock: context.clock, tell });
  };
  const stopWaiting = whenAborted(context.signal, close);
  const post = createPostman(run, life, session, context);
  const hold = createTurnHold({ run: id, session, post }, context);
  const meter = createUsageMeter(run, obligation.key, context);
  const desk = createAskDesk({ run: id, key: obligation.key, session }, context);
  const stopListening = context.onChange(id, () => {
    hold.look();
    desk.look();
  });
  const commits = await watchCommits(id, context);
  try {
    hold.look();
    await follow(life, { post, hold, meter, commits, desk }, obligation.key, id, context);
  } finally {
    commits.stop();
    hold.stop();
    meter.stop();
    stopListening();
    stopWaiting();
    await context.supervision.close(id, id, session);
  }
}

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
      readonly account: AgentAccount;
      readonly outstanding: ReadonlyMap<string, string>;
      readonly forgotten: readonly RunMessage[];
    }
  | { readonly kind: "unavailable"; readonly detail: string };

/**
 * Opens the session and finds out what it already holds. `outstanding` maps the uuid of a nudge to that of the message it stands for; `forgotten` was
 * delivered, and the session's record has lost it (a disk was full, somebody cleaned up): without it a worker would not know what it works on.
 */
async function beginLife(run: Run, cwd: string, context: EffectContext): Promise<Life> {
  const { spec } = must(context.state().tickets, run.ticket);
  const left = leftOf(context.state(), run);
  const definition = await context.readDefinition(run.workerType);
  const outstanding = new Map<string, string>();
  for (const message of run.messages.filter((one) => !one.isDelivered)) {
    const { trace } = await context.agents.traceMessage({ cwd, session: run.session, uuid: message.uuid });
    if (trace !== "absent") outstanding.set(context.ids.uuid(), message.uuid);
  }
  const forgotten = await readForgotten(run, cwd, context);
  const { account } = context.agents;
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
        model: run.fallbackModel ?? spec.model ?? definition.model,
        // Should we be slow to see it, the agent ends by itself.
        turnsMax: Math.max(1, left.turnCount),
        costUsdMax: left.costUsd,
      },
    });
    return { kind: "open", session, account, outstanding, forgotten };
  } catch (error) {
    // What may pass by itself is tried again by the reconciler.
    if (error instanceof AgentUnavailable && error.retry !== "soon")
      return { kind: "unavailable", detail: error.message };
    throw error;
  }
}

/** A record is lost as a whole: the ticket, which begins it, tells. */
async function readForgotten(run: Run, cwd: string, context: EffectContext): Promise<readonly RunMessage[]> {
  const delivered = run.messages.filter(({ isDelivered }) => isDelivered);
  const [first] = delivered;
  if (first?.n !== 1) return [];
  const { trace } = await context.agents.traceMessage({ cwd, session: run.session, uuid: first.uuid });
  return trace === "absent" ? delivered : [];
}

/** Who hears of what the agent does. */
interface Followers {
  readonly post: Postman;
  readonly hold: TurnHold;
  readonly meter: UsageMeter;
  readonly commits: CommitWatch;
  readonly desk: AskDesk;
}

/** Reads the agent's events until it has reported, or is gone. */
async function follow(
  { session, account }: Pick<Extract<Life, { kind: "open" }>, "session" | "account">,
  { post, hold, meter, commits, desk }: Followers,
  key: Parameters<Effect<"run-agent">>[0]["key"],
  run: RunId,
  context: EffectContext,
): Promise<void> {
  const answered: string[] = [];
  for await (const event of session.events) {
    context.activity({ subject: run, event });
    observeStep(event, run, context);
    if (event.type === "model-called") await meter.called(event.usage);
    if (event.type === "started") {
      meter.opened(event.usage);
      context.facts.set(run, "process", `pid ${event.identity.pid}`, context.clock.now());
      await context.submit({
        type: "run.observe-agent-started",
        key,
        run,
        model: event.model,
        pid: event.identity.pid,
      });
    }
    if (event.type === "tool-started") await observeFirstTool(event.name, key, run, context);
    if (event.type === "tool-ended" && event.name === "Bash") await commits.look();
    if (event.type === "asked") await desk.asked(event.id, event.asked);
    if (event.type === "ask-withdrawn") await desk.withdrawn(event.id);
    if (event.type === "message-consumed") post.heard(event.uuid);
    if (event.type === "closed") {
      if (!context.signal.aborted && !hold.isGivenBack())
        await context.submit({ type: "run.observe-agent-lost", key, run, detail: event.detail, needs: null });
      return;
    }
    if (event.type !== "turn-ended") continue;
    const usage = meter.turnEnded(event.usage);
    const needs = needOf(event.outcome);
    if (event.outcome.kind === "failed") {
      await context.submit({ type: "run.observe-usage", key, run, usage });
      const refusal = modelRefusal(event.outcome, account);
      if (refusal !== null) {
        await context.submit({ type: "run.observe-refused", key, run, refusal });
        return;
      }
      await context.submit({ type: "run.observe-agent-lost", key, run, detail: event.outcome.detail, needs });
      return;
    }
    const isInterrupted = event.outcome.kind === "interrupted";
    answered.push(...(isInterrupted ? post.interrupted(event.uuids) : post.answered(event.uuids)));
    if (isInterrupted) hold.look();
    if (isInterrupted || hold.isHeld() || post.isWaiting())
      await context.submit({ type: "run.observe-delivered", key, run, uuids: answered });
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
    // These park the account, and the run with it.
    case "auth":
    case "limit":
    case "window":
    case "overloaded":
      return null;
    case "model":
      return `its model cannot be reached: ${outcome.detail}`;
    case "refused":
      return `its model refused: ${outcome.detail}`;
    case "turns":
    case "budget":
    // What it has used is told already, and holds it; unless its budget was raised since it was opened, and a new life may do.
    case "other":
      return null;
    default:
      return outcome.class satisfies never;
  }
}
