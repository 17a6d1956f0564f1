// What one life of a worker uses, told often enough that no cap is passed by more than the call that reaches it, and seldom enough for the journal.
import { leftOf, runCaps } from "../domain/budget/caps.ts";
import { isNearSharedCap, wouldCross } from "../domain/budget/crossing.ts";
import type { Instant, ObligationKey } from "../domain/ids.ts";
import type { Run, Usage } from "../domain/run/state.ts";
import { must } from "../domain/state.ts";
import type { AgentUsage } from "../ports/agent.ts";
import { createAwakeTime } from "./awake-time.ts";
import type { EffectContext } from "./effect.ts";

/** Usage is told when this much time or money has passed since it last was; at once when a cap is reached, or may be by what is untold. */
const TELL_MS = 5_000;
const TELL_USD = 0.05;
/** Running time alone is no news. */
const TELL_RUNNING_MS = 30_000;

export interface UsageMeter {
  /** The session is open, with what it had used before. */
  opened(usage: AgentUsage | undefined): void;
  /** The model was called. Resolves when it is told, if it had to be. */
  called(usage: AgentUsage): Promise<void>;
  /** All that the run has used when a turn of it ended; for the caller to tell. */
  turnEnded(usage: AgentUsage): Usage;
  stop(): void;
}

const NO_USE: AgentUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

export function createUsageMeter(
  run: Pick<Run, "id" | "usage">,
  key: ObligationKey,
  context: EffectContext,
): UsageMeter {
  const { clock } = context;
  const awake = createAwakeTime(clock);
  const stopped = new AbortController();
  const counter = createCounter(run.usage, () => awake.read());
  let toldAt: Instant = clock.now();

  async function tell(usage: Usage): Promise<void> {
    toldAt = clock.now();
    await context.submit({ type: "run.observe-usage", key, run: run.id, usage });
  }

  async function look(): Promise<void> {
    const usage = counter.total();
    if (!stopped.signal.aborted && isDue(context, run, usage, toldAt)) await tell(usage);
  }

  async function tick(): Promise<void> {
    for (;;) {
      await clock.wait(tickMs(context, run, counter.total()), stopped.signal);
      await look().catch(note);
    }
  }

  /** What cannot be written now is told again with the next look. */
  function note(error: unknown): void {
    context.facts.set(run.id, "meter", error instanceof Error ? error.message : String(error), clock.now());
  }

  tick().catch((error: unknown) => {
    if (!stopped.signal.aborted) note(error);
  });
  return {
    opened: (usage) => counter.opened(usage),
    called: (usage) => {
      counter.called(usage);
      return look();
    },
    turnEnded: (usage) => {
      counter.turnEnded(usage);
      return counter.total();
    },
    stop: () => stopped.abort(),
  };
}

/** `before`: what is on record of the run. Of its session, only what is used from now on is new; and what it used without our knowledge. */
function createCounter(before: Usage, readRunningMs: () => number) {
  let opened: AgentUsage | null = null;
  let now: AgentUsage = NO_USE;
  let endedCount = 0;
  const grown = (of: (usage: AgentUsage) => number, recorded: number) => {
    const begun = opened === null ? 0 : of(opened);
    return opened === null
      ? Math.max(recorded, of(now))
      : Math.max(recorded, begun) + Math.max(0, of(now) - begun);
  };
  const turnCount = () => {
    const { callCount } = now;
    return before.turnCount + (callCount === undefined ? endedCount : callCount - (opened?.callCount ?? 0));
  };
  return {
    opened: (usage: AgentUsage | undefined) => {
      opened = usage ?? null;
      now = usage ?? now;
    },
    called: (usage: AgentUsage) => {
      now = usage;
    },
    turnEnded: (usage: AgentUsage) => {
      now = usage;
      endedCount += 1;
    },
    total: (): Usage => ({
      turnCount: turnCount(),
      inputTokens: grown((usage) => usage.inputTokens, before.inputTokens),
      outputTokens: grown((usage) => usage.outputTokens, before.outputTokens),
      costUsd: grown((usage) => usage.costUsd, before.costUsd),
      runningMs: (before.runningMs ?? 0) + readRunningMs(),
    }),
  };
}

function isDue(context: EffectContext, { id }: Pick<Run, "id">, usage: Usage, toldAt: Instant): boolean {
  const now = context.clock.now();
  const state = context.state();
  const run = must(state.runs, id);
  const told = run.usage;
  const isUsed =
    usage.costUsd > told.costUsd ||
    usage.turnCount > told.turnCount ||
    usage.inputTokens + usage.outputTokens > told.inputTokens + told.outputTokens;
  if (wouldCross(state, run, usage, now)) return true;
  if (!isUsed) return (usage.runningMs ?? 0) - (told.runningMs ?? 0) >= TELL_RUNNING_MS;
  return (
    now - toldAt >= TELL_MS ||
    usage.costUsd - told.costUsd >= TELL_USD ||
    isNearSharedCap(state, run, TELL_USD, now)
  );
}

/** Until the next look: no longer than the running time that is left. */
function tickMs(context: EffectContext, { id }: Pick<Run, "id">, usage: Usage): number {
  const state = context.state();
  const run = must(state.runs, id);
  const hasCap = runCaps(must(state.tickets, run.ticket)).runningMs !== undefined;
  const leftMs = leftOf(state, { ...run, usage }).runningMs;
  return hasCap && leftMs > 0 ? Math.min(TELL_MS, leftMs) : TELL_MS;
}
