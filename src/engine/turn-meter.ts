// What one turn of the orchestrator, or one review, uses: told when it is over, and bounded meanwhile.
import type { Amounts } from "../domain/budget/state.ts";
import { MEASURES } from "../domain/budget/state.ts";
import { amountText } from "../domain/budget/words.ts";
import type { AgentUsage, WorkerEvent } from "../ports/agent.ts";
import type { Clock } from "../ports/clock.ts";
import { createAwakeTime } from "./awake-time.ts";

/**
 * A turn of the orchestrator reads, drafts and answers: ten times what a long one takes. Beyond it something goes round in a circle, and the user is told.
 */
export const CONVERSATION_TURN_MAX: Amounts = {
  costUsd: 3,
  tokens: 5_000_000,
  turnCount: 100,
  runningMs: 15 * 60_000,
};
/** A review reads one diff and gives a verdict. */
export const REVIEW_MAX: Amounts = {
  costUsd: 3,
  tokens: 5_000_000,
  turnCount: 80,
  runningMs: 20 * 60_000,
};
/** Between two looks at the time. */
const LOOK_MS = 5_000;

const NO_USE: AgentUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0, callCount: 0 };

export interface TurnMeter {
  /** Each event of the session, while the turn lasts. */
  readonly note: (event: WorkerEvent) => void;
  /** What the turn has used so far. */
  readonly spent: () => Amounts;
  /** Why it was ended by us; null: it was not. */
  readonly over: () => string | null;
  readonly stop: () => void;
}

export interface TurnMeterOptions {
  readonly clock: Clock;
  readonly max: Amounts;
  /** What the session had used before this turn; null: it opens with it. */
  readonly before: AgentUsage | null;
  /** Called once, when a bound is reached. */
  readonly onOver: (text: string) => void;
}

export function createTurnMeter({ clock, max, before, onOver }: TurnMeterOptions): TurnMeter {
  const awake = createAwakeTime(clock);
  const stopped = new AbortController();
  let begun = before ?? NO_USE;
  let now = begun;
  let overText: string | null = null;

  function spent(): Amounts {
    const grown = (of: (usage: AgentUsage) => number) => Math.max(0, of(now) - of(begun));
    return {
      costUsd: grown(({ costUsd }) => costUsd),
      tokens: grown(({ inputTokens, outputTokens }) => inputTokens + outputTokens),
      turnCount: grown(({ callCount = 0 }) => callCount),
      runningMs: awake.read(),
    };
  }

  function look(): void {
    if (overText !== null || stopped.signal.aborted) return;
    const used = spent();
    const reached = MEASURES.find((measure) => used[measure] >= max[measure]);
    if (reached === undefined) return;
    overText = `it was stopped at ${amountText(reached, used[reached])} of at most ${amountText(reached, max[reached])} for one turn`;
    onOver(overText);
  }

  async function watchTime(): Promise<void> {
    for (;;) {
      await clock.wait(LOOK_MS, stopped.signal);
      look();
    }
  }

  watchTime().catch((error: unknown) => {
    // The wait ends early when the turn is over.
    if (!stopped.signal.aborted) throw error;
  });
  return {
    note: (event) => {
      if (event.type === "started" && before === null) begun = now = event.usage ?? NO_USE;
      if (event.type === "model-called" || event.type === "turn-ended") now = event.usage;
      if (event.type === "model-called") look();
    },
    spent,
    over: () => overText,
    stop: () => stopped.abort(),
  };
}

export function isNothing(amounts: Amounts): boolean {
  // Time alone is no spending: without a call of the model nobody was asked.
  return amounts.costUsd === 0 && amounts.tokens === 0 && amounts.turnCount === 0;
}
