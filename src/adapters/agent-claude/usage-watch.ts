// Asks the agent what its session has used, each time that its model has answered and the turn goes on.
import type { Query } from "@anthropic-ai/claude-agent-sdk";
import type { AgentUsage, WorkerEvent } from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import { totalOf } from "./outcome.ts";
import { LATE, within } from "./within.ts";

/** The agent answers in 1 to 70 ms while nothing has to be fetched for it. */
const ANSWER_MS_MAX = 5_000;
/** Whoever needs this long asks somebody else first (the windows of a plan); then it is asked no more often than that. */
const SLOW_MS = 500;
const SLOW_PAUSE_MS = 30_000;

export interface UsageWatch {
  /** What the session has used by now; null: the agent did not say in time. */
  read(): Promise<AgentUsage | null>;
  /** The model answered once more. */
  noteCall(): void;
  /** Tells what is used by now, when it is something new. One question at a time: what happens meanwhile is in the next answer. */
  look(): void;
  /** Calls of this process so far. */
  callCount(): number;
}

/** Whatever an agent that ends answers: its session says how it ended. */
function asLate(error: unknown): typeof LATE {
  if (error instanceof Error) return LATE;
  throw error;
}

export function createUsageWatch(plan: {
  readonly query: () => Pick<Query, "usage_EXPERIMENTAL_MAY_CHANGE_DO_NOT_RELY_ON_THIS_API_YET">;
  readonly clock: Clock;
  readonly push: (event: WorkerEvent) => void;
}): UsageWatch {
  const { clock, push } = plan;
  let callCount = 0;
  let told: AgentUsage | null = null;
  let isAsking = false;
  let isStale = false;
  let notBefore = 0;

  async function read(): Promise<AgentUsage | null> {
    // The name is a warning: `usage-watch.test` fails when a version of the SDK has it no more, or answers otherwise.
    const asked = plan
      .query()
      .usage_EXPERIMENTAL_MAY_CHANGE_DO_NOT_RELY_ON_THIS_API_YET({ skipBehaviors: true });
    // An agent that ended has said what it used with its last result, or will not say any more.
    const answer = await within(ANSWER_MS_MAX, asked, clock).catch(asLate);
    if (answer === LATE) return null;
    const { total_cost_usd: costUsd, model_usage: models } = answer.session;
    return { ...totalOf(models), costUsd, callCount };
  }

  async function ask(): Promise<void> {
    const from = clock.now();
    const usage = await read();
    if (usage !== null && (usage.costUsd !== told?.costUsd || usage.callCount !== told.callCount))
      push({ type: "model-called", usage });
    told = usage ?? told;
    const tookMs = clock.now() - from;
    if (tookMs >= SLOW_MS) notBefore = clock.now() + SLOW_PAUSE_MS;
  }

  function begin(): void {
    isAsking = true;
    isStale = false;
    void ask().finally(() => {
      isAsking = false;
      if (isStale) look();
    });
  }

  function look(): void {
    if (isAsking) isStale = true;
    else if (clock.now() >= notBefore) begin();
  }

  return {
    read,
    noteCall: () => {
      callCount += 1;
    },
    look,
    callCount: () => callCount,
  };
}
