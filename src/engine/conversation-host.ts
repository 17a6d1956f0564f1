// Holds the orchestrator's session of each conversation. We own the queue: at most one turn is inside the session, and what its tools may do is
// decided by the kind of that turn, which reaches them by closure, never through the session.
import type { Amounts } from "../domain/budget/state.ts";
import type { ConversationId } from "../domain/ids.ts";
import { turnPrompt } from "../domain/conversation/prompt.ts";
import type { Turn } from "../domain/conversation/state.ts";
import { must, type State } from "../domain/state.ts";
import {
  AgentUnavailable,
  type AgentAccount,
  type AgentDefinition,
  type AgentDriver,
  type AgentSession,
  type AgentUsage,
  type WorkerEvent,
} from "../ports/agent.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Processes } from "../ports/processes.ts";
import { bound, type ConversationTool } from "./conversation-tool.ts";
import type { BoardReader } from "./board-news.ts";
import type { FactStore } from "./facts.ts";
import type { ActivitySink } from "./ports.ts";
import { CONVERSATION_TURN_MAX, createTurnMeter, isNothing } from "./turn-meter.ts";
import { hasWords, turnEnd, type TurnEnd } from "./turn-end.ts";
import { untilEnded } from "./until-ended.ts";
import { whenAborted } from "./when-aborted.ts";

/** An idle session is closed after this; the next message resumes it. */
export const SESSION_IDLE_MS = 10 * 60_000;
/** How long an interrupted turn may take to end before its session is closed instead. */
export const INTERRUPT_LIMIT_MS = 5_000;

const CONTINUE_TEXT =
  "JARVIS was restarted before your answer was recorded. Answer the last message now; what your tools already did stands.";

export interface ConversationHostOptions {
  readonly agents: AgentDriver;
  readonly processes: Pick<Processes, "stopSlot">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly facts: FactStore;
  readonly activity: ActivitySink;
  readonly tools: readonly ConversationTool[];
  readonly cwd: string;
  state(): State;
  readonly board: Pick<BoardReader, "take" | "forget">;
  /** A turn has used this much, however it ended. */
  spent(amounts: Amounts): Promise<void>;
  readDefinition(): Promise<AgentDefinition>;
}

export interface ConversationHost {
  deliver(id: ConversationId, turn: Turn, signal: AbortSignal): Promise<TurnEnd>;
  interrupt(id: ConversationId, turn: Turn): Promise<void>;
  /** What answers has changed: sessions that rest are closed now, one in a turn after it. The next message opens anew. */
  renew(): Promise<void>;
  /** Ends the sessions that rest. */
  closeResting(): void;
  close(): Promise<void>;
}

interface Open {
  readonly account: AgentAccount;
  readonly session: AgentSession;
  readonly events: AsyncIterator<WorkerEvent>;
  current: { readonly turn: Turn; ordinal: number } | null;
  /** What it had used when its last turn ended; null: it has had none. */
  usage: AgentUsage | null;
  idle: AbortController | null;
  isOutdated: boolean;
  /** An interrupt that is under way: nothing is sent before it has ended, or it would hit the wrong turn. */
  interrupting: Promise<void>;
}

export function createConversationHost(options: ConversationHostOptions): ConversationHost {
  const { agents, clock, facts } = options;
  const sessions = new Map<ConversationId, Open>();

  async function deliver(id: ConversationId, turn: Turn, signal: AbortSignal): Promise<TurnEnd> {
    const { session: sessionId } = must(options.state().conversations, id);
    let open: Open;
    let sentUuid: string;
    try {
      // It rests no longer: nobody may close it while the record is looked into.
      sessions.get(id)?.idle?.abort();
      // What a former daemon left could still write into the record that is looked into.
      if (!sessions.has(id)) await options.processes.stopSlot(id);
      // An interrupt that was asked before a crash: the turn's messages are owed again, nothing is sent.
      if (turn.isInterruptAsked && !sessions.has(id)) return { kind: "interrupted" };
      const trace =
        sessions.has(id) && turn.life === 0
          ? ({ trace: "absent", text: "" } as const)
          : await agents.traceMessage({ cwd: options.cwd, session: sessionId, uuid: turn.uuid });
      if (trace.trace === "answered" && hasWords(trace.text)) {
        const held = sessions.get(id);
        if (held !== undefined) rest(id, held);
        return { kind: "answered", text: trace.text };
      }
      open = sessions.get(id) ?? (await openSession(id));
      await open.interrupting;
      if (isInterruptAskedNow(id, turn)) {
        rest(id, open);
        return { kind: "interrupted" };
      }
      if (signal.aborted) {
        await forgetQuietly(id, open);
        return { kind: "lost", detail: "it was stopped before anything was sent", isFinal: false };
      }
      sentUuid = trace.trace === "absent" ? turn.uuid : options.ids.uuid();
      open.current = { turn, ordinal: 0 };
      open.session.send({
        uuid: sentUuid,
        text: trace.trace === "absent" ? turnPrompt(turn, options.board.take(id)) : CONTINUE_TEXT,
        source: turn.kind,
      });
    } catch (error) {
      // What may pass by itself is tried again by the reconciler, a little later each time.
      if (error instanceof AgentUnavailable && error.retry !== "soon")
        return { kind: "lost", detail: error.message, isFinal: true };
      throw error;
    }
    return await follow(id, open, sentUuid, signal);
  }

  /** Reads events until the turn has ended. Every way out leaves the session ready, or closed and forgotten. */
  async function follow(id: ConversationId, open: Open, uuid: string, signal: AbortSignal): Promise<TurnEnd> {
    facts.set(id, "step", "thinking", clock.now());
    const stopWaiting = whenAborted(signal, () => void forgetQuietly(id, open));
    const onOver = () => void endTurn(id, open);
    const meter = createTurnMeter({ clock, max: CONVERSATION_TURN_MAX, before: open.usage, onOver });
    try {
      for (;;) {
        const next = await open.events.next();
        const event: WorkerEvent =
          next.done === true ? { type: "closed", detail: "its session ended" } : next.value;
        options.activity({ subject: id, event });
        meter.note(event);
        if (event.type === "tool-started") facts.set(id, "step", event.name, clock.now());
        if (event.type === "text-delta") facts.set(id, "step", "answering", clock.now());
        if (event.type === "closed") {
          await forget(id, open);
          return { kind: "lost", detail: meter.over() ?? event.detail, isFinal: meter.over() !== null };
        }
        if (event.type === "turn-ended") open.usage = event.usage;
        // The session's own words of which message it answered are an assertion only: the end of another turn is not this one's.
        if (event.type !== "turn-ended" || (event.uuids.length > 0 && !event.uuids.includes(uuid))) continue;
        rest(id, open);
        const overText = meter.over();
        if (overText !== null) return { kind: "lost", detail: overText, isFinal: true };
        const end = turnEnd(event, open.account);
        if (end.kind === "lost" || end.kind === "refused") await forget(id, open);
        return end;
      }
    } finally {
      meter.stop();
      stopWaiting();
      facts.set(id, "step", "idle", clock.now());
      if (!isNothing(meter.spent())) await options.spent(meter.spent());
    }
  }

  async function openSession(id: ConversationId): Promise<Open> {
    const { session } = must(options.state().conversations, id);
    const definition = await options.readDefinition();
    const holder: { open: Open | null } = { open: null };
    const tools = options.tools.map((tool) => bound(tool, id, () => holder.open?.current ?? null));
    const { account } = agents;
    const opened = await agents.open({
      role: "conversation",
      slot: id,
      definition,
      cwd: options.cwd,
      session,
      tools,
      env: {},
    });
    const open: Open = {
      account,
      session: opened,
      events: opened.events[Symbol.asyncIterator](),
      current: null,
      usage: null,
      idle: null,
      isOutdated: false,
      interrupting: Promise.resolve(),
    };
    holder.open = open;
    sessions.set(id, open);
    options.board.forget(id);
    return open;
  }

  /** Between turns no tool may run, and the session is closed when nothing comes. */
  function rest(id: ConversationId, open: Open): void {
    open.current = null;
    if (open.isOutdated) {
      void forgetQuietly(id, open);
      return;
    }
    open.idle?.abort();
    const idle = new AbortController();
    open.idle = idle;
    void clock.wait(SESSION_IDLE_MS, idle.signal).then(
      () => forgetQuietly(id, open),
      () => undefined, // a new turn began: the session is not idle
    );
  }

  async function forget(id: ConversationId, open: Open): Promise<void> {
    open.current = null;
    open.idle?.abort();
    if (sessions.get(id) === open) sessions.delete(id);
    await open.session.close();
  }

  /** For those who cannot wait for it. An agent that survives its end is a fact; it is ended again, by the next turn at the latest. */
  async function forgetQuietly(id: ConversationId, open: Open): Promise<void> {
    const tell = (detail: string) => facts.set(id, "stop", detail, clock.now());
    const end = async () => {
      // A new session has ended what was left of this one.
      if (open === sessions.get(id) || !sessions.has(id)) await forget(id, open);
    };
    await untilEnded(end, { clock, tell });
  }

  async function interrupt(id: ConversationId, turn: Turn): Promise<void> {
    const open = sessions.get(id);
    if (open === undefined || open.current?.turn.n !== turn.n) return;
    open.interrupting = endTurn(id, open);
    await open.interrupting;
  }

  /** Never rejects: an interrupt that fails, or is late, closes the session, and that ends the turn as well. */
  async function endTurn(id: ConversationId, open: Open): Promise<void> {
    const limit = new AbortController();
    const late = clock.wait(INTERRUPT_LIMIT_MS, limit.signal).then(() => "late" as const);
    try {
      const how = await Promise.race([open.session.interrupt(), late]);
      if (how === "late") await forgetQuietly(id, open);
    } catch (error) {
      facts.set(id, "interrupt", error instanceof Error ? error.message : String(error), clock.now());
      await forgetQuietly(id, open);
    } finally {
      limit.abort();
    }
  }

  function isInterruptAskedNow(id: ConversationId, turn: Turn): boolean {
    const running = options.state().conversations.get(id)?.running ?? null;
    return running?.n === turn.n && running.isInterruptAsked;
  }

  return {
    deliver,
    interrupt,
    renew: async () => {
      await Promise.all(
        [...sessions].map(async ([id, open]) => {
          open.isOutdated = true;
          if (open.current === null) await forget(id, open);
        }),
      );
    },
    closeResting: () => {
      for (const [id, open] of sessions) if (open.current === null) void forgetQuietly(id, open);
    },
    close: async () => {
      await Promise.all([...sessions].map(([id, open]) => forget(id, open)));
    },
  };
}
