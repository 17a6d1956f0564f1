// How far workers get beyond what they may spend: twenty simulated ones with scripted usage, each with a cap of its own (money, tokens,
// turns, running time), then twenty that share the budget of a day. What they used is read from the agents' own sessions, not from what
// the engine was told. It fails when a worker makes a call after the one that reached its cap had been answered and the next was under way,
// when the day is passed by more than one call of each, when a process is left, or when one that is raised does not go on.
import { createRandom, type Random } from "../src/adapters/simulated/random.ts";
import type { AgentAtWork } from "../src/adapters/simulated/turn.ts";
import { NO_LIMITS, type Measure } from "../src/domain/budget/state.ts";
import { runId, ticketId } from "../src/domain/ids.ts";
import { heldFor } from "../src/domain/budget/crossing.ts";
import type { Run } from "../src/domain/run/state.ts";
import { must, type Limits } from "../src/domain/state.ts";
import { approve, draft } from "../src/domain/testing/stories.ts";
import type { Budget } from "../src/domain/ticket/state.ts";
import { startDaemon, type Daemon } from "../src/engine/testing/daemon.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const WORKERS = 20;
const REPEATS_MAX = 10;
/** Virtual milliseconds of one call, at most. */
const CALL_MS_MAX = 4_000;
const CALL_USD_MAX = 0.3;
const CALL_TOKENS_MAX = 20_000;
const DAY_USD = 60;
/** Calls after the one that reached the cap. */
const CALLS_BEYOND_MAX = 1;
const NO_TIME_LEFT = 0.3;

/** One call as the agent's session counts it. */
interface Call {
  readonly costUsd: number;
  readonly tokens: number;
}

interface Story {
  readonly daemon: Daemon;
  readonly calls: ReadonlyMap<string, readonly Call[]>;
}

export async function run({ budgetMs, signal, progress }: BenchOptions): Promise<BenchResult> {
  const begun = performance.now();
  const alone: number[] = [];
  const together: { readonly beyondUsd: number; readonly oneCallEachUsd: number }[] = [];
  let resumedCount = 0;
  for (let seed = 1; seed <= REPEATS_MAX && !signal.aborted; seed += 1) {
    if (seed > 1 && performance.now() - begun > budgetMs * (1 - NO_TIME_LEFT)) break;
    const own = await ownCaps(seed);
    alone.push(...own.beyondCounts);
    resumedCount += own.resumedCount;
    together.push(await sharedDay(seed));
    progress(
      `repeat ${seed}: at most ${Math.max(...own.beyondCounts)} call(s) beyond, day ${JSON.stringify(together.at(-1))}`,
    );
  }
  const callsBeyond = Math.max(...alone);
  const dayRatio = Math.max(...together.map((one) => one.beyondUsd / one.oneCallEachUsd));
  const isKept =
    callsBeyond <= CALLS_BEYOND_MAX && dayRatio <= 1 && resumedCount === alone.length && alone.length > 0;
  if (!isKept) process.exitCode = 1;
  return {
    name: "overshoot",
    figures: {
      callsBeyondMax: callsBeyond,
      callsBeyondLimit: CALLS_BEYOND_MAX,
      runs: alone.length,
      runsThatMadeACallBeyond: alone.filter((count) => count > 0).length,
      runsResumedAfterRaising: resumedCount,
      dayBeyondUsdMax: Math.max(...together.map((one) => one.beyondUsd)),
      workers: WORKERS,
    },
    ratio: dayRatio,
    comparedWith: "the day's budget passed by one call of each of twenty live workers, at its dearest",
    repeats: together.length,
    skipped:
      together.length < REPEATS_MAX
        ? [`${REPEATS_MAX - together.length} of ${REPEATS_MAX} repeats: no time`]
        : [],
  };
}

/** Every fourth has its cap in another measure. */
const CAPS: readonly (readonly [Measure, Budget])[] = [
  ["costUsd", { turnsMax: 10_000, costUsdMax: 2 }],
  ["tokens", { turnsMax: 10_000, costUsdMax: 1_000, tokensMax: 200_000 }],
  ["turnCount", { turnsMax: 25, costUsdMax: 1_000 }],
  ["runningMs", { turnsMax: 10_000, costUsdMax: 1_000, runningMsMax: 60_000 }],
];

async function ownCaps(
  seed: number,
): Promise<{ readonly beyondCounts: readonly number[]; readonly resumedCount: number }> {
  const budgetOf = (n: number) => CAPS[n % CAPS.length]?.[1] ?? { turnsMax: 1, costUsdMax: 1 };
  const { daemon, calls } = await startWorkers(seed, budgetOf, { runsMax: WORKERS, unreviewedMax: WORKERS });
  await allHeld(daemon);
  const beyondCounts = runsOf(daemon).map((one, n) =>
    beyondCap(one, CAPS[n % CAPS.length]?.[0] ?? "costUsd", calls),
  );
  for (const { ticket } of runsOf(daemon))
    await daemon.say({
      type: "ticket.raise-budget",
      ticket,
      added: { costUsd: 10, tokens: 1_000_000, turnCount: 100, runningMs: 600_000 },
    });
  await daemon.until(() => runsOf(daemon).every(({ life }) => life === 1));
  return {
    beyondCounts,
    resumedCount: runsOf(daemon).filter(({ stage }) => stage.name === "working").length,
  };
}

/** Calls whose answer came after the cap was reached by the calls before. */
function beyondCap(one: Run, measure: Measure, calls: Story["calls"]): number {
  const { id, stage, usage } = one;
  const held = heldFor(one);
  const made = calls.get(id) ?? [];
  const cap = held?.cap ?? 0;
  if (held?.measure !== measure)
    throw new RangeError(`${id} is held for ${JSON.stringify(stage)}, not for ${measure}`);
  // Time is no matter of calls: what was answered after the hold is.
  if (measure === "runningMs") return made.length - usage.turnCount;
  let spent = 0;
  const reachedAt = made.findIndex((call) => {
    spent += measure === "costUsd" ? call.costUsd : measure === "tokens" ? call.tokens : 1;
    return spent >= cap;
  });
  return made.length - 1 - reachedAt;
}

async function sharedDay(
  seed: number,
): Promise<{ readonly beyondUsd: number; readonly oneCallEachUsd: number }> {
  const limits = {
    runsMax: WORKERS,
    unreviewedMax: WORKERS,
    budgets: { ...NO_LIMITS, day: { costUsd: DAY_USD } },
  };
  const { daemon, calls } = await startWorkers(
    seed,
    () => ({ turnsMax: 10_000, costUsdMax: DAY_USD / WORKERS }),
    limits,
  );
  // Their own caps give way, so that only the day's holds them.
  for (const { ticket } of runsOf(daemon))
    await daemon.say({ type: "ticket.raise-budget", ticket, added: { costUsd: 1_000 } });
  await allHeld(daemon);
  const spentUsd = [...calls.values()].flat().reduce((sum, call) => sum + call.costUsd, 0);
  const dearest = [...calls.values()].map((made) => Math.max(...made.map(({ costUsd }) => costUsd)));
  return { beyondUsd: spentUsd - DAY_USD, oneCallEachUsd: dearest.reduce((sum, usd) => sum + usd, 0) };
}

async function startWorkers(seed: number, budgetOf: (n: number) => Budget, limits: Limits): Promise<Story> {
  const random = createRandom(seed);
  const calls = new Map<string, Call[]>();
  let isOpen = false;
  const daemon = await startDaemon({
    limits,
    turnMsMax: 2 * CALL_MS_MAX,
    act: async (agent) => {
      if (agent.role !== "worker") return "no verdict";
      // All stand ready before the first one spends.
      await agent.useTool("Bash", { command: "true" }, () => ({ text: "ok", isError: false }));
      for (;;) await callOnce(agent, random, calls, isOpen);
    },
  });
  for (let n = 0; n < WORKERS; n += 1) {
    await daemon.say(draft({ title: `Ticket ${n}`, budget: budgetOf(n) }));
    await daemon.say(approve(ticketId(`T-${n + 1}`)));
  }
  await daemon.until(
    () => runsOf(daemon).length === WORKERS && runsOf(daemon).every(({ hasUsedTool }) => hasUsedTool),
  );
  isOpen = true;
  return { daemon, calls };
}

async function callOnce(
  agent: AgentAtWork,
  random: Random,
  calls: Map<string, Call[]>,
  isOpen: boolean,
): Promise<void> {
  const tokens = isOpen ? 1 + random.below(CALL_TOKENS_MAX) : 0;
  const costUsd = isOpen ? (1 + random.below(1_000)) * (CALL_USD_MAX / 1_000) : 0;
  await agent.callModel({ inputTokens: tokens, outputTokens: 0, costUsd });
  calls.set(agent.slot, [...(calls.get(agent.slot) ?? []), { costUsd, tokens }]);
}

async function allHeld(daemon: Daemon): Promise<void> {
  await daemon.until(() => runsOf(daemon).every(({ stage }) => stage.name === "waiting"));
  await daemon.until(() => !daemon.world.processes.some((one) => one.isAlive && one.slot.startsWith("R-")));
}

function runsOf(daemon: Daemon): readonly Run[] {
  return Array.from({ length: WORKERS }, (_, n) => runId(`R-${n + 1}.1`)).flatMap((id) =>
    daemon.state().runs.has(id) ? [must(daemon.state().runs, id)] : [],
  );
}
