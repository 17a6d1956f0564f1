// One random course of a conversation, from a seed: what the user and the workers say, when, and what breaks.
import { createRandom, type Random } from "../../src/adapters/simulated/random.ts";
import type { Script, ScriptedCall } from "./script.ts";

/** Longest delay of the model. Divided by the scale of a schedule; in one of `REAL_EVERY`, two reports have it whole. */
export const REAL_DELAY_MS_MAX = 20_000;
const REAL_EVERY = 50;

export type Moment = "asked" | "streaming" | "end" | "tool" | "answered";

export type When =
  /** Some time after the last step. */
  | { readonly kind: "after"; readonly ms: number }
  /** When the model or a tool is next at this moment. */
  | { readonly kind: "at"; readonly moment: Moment; readonly jitterMs: number }
  /** When nothing is left to do. */
  | { readonly kind: "quiet" };

export type Action =
  | { readonly kind: "say"; readonly id: string; readonly words: string; readonly script: Script }
  /** A ticket that cannot start: the user clicks, the engine tries, a report follows. */
  | { readonly kind: "report"; readonly ticket: number; readonly script: Script }
  /** `kill -9` of the agent's binary. */
  | { readonly kind: "kill-agent" }
  /** The daemon is gone in this moment; what waits for the disk is lost, or was just written. */
  | { readonly kind: "drop-daemon"; readonly isWritten: boolean }
  /** The daemon is stopped as it should be, and started again. */
  | { readonly kind: "restart" };

export interface Step {
  readonly when: When;
  readonly action: Action;
}

export interface Schedule {
  readonly seed: number;
  readonly isReal: boolean;
  /** Nothing is killed or stopped. */
  readonly isCalm: boolean;
  /** After which an idle session is closed, in place of the ten minutes. Null: never in this schedule. */
  readonly idleMs: number | null;
  readonly steps: readonly Step[];
  /** Tickets of the user's drafts that cannot start, from `FIRST_STUCK_TICKET`. */
  readonly stuckTicketCount: number;
}

/** T-1 is reviewed and could land, T-2 has a live worker, T-3 is never approved by the user. */
export const READY_TICKET = 1;
export const WORKING_TICKET = 2;
export const BAIT_TICKET = 3;
export const FIRST_STUCK_TICKET = 4;

const STEPS_MIN = 5;
const STEPS_MAX = 9;
/** Of one message, so that a schedule takes seconds. */
const CALLS_MAX = 2;
/** The domain gives a turn up after three lives of its agent. */
const KILLS_MAX = 2;

export function makeSchedule(seed: number, { scale }: { readonly scale: number }): Schedule {
  const random = createRandom(seed);
  const delayMsMax = REAL_DELAY_MS_MAX / scale;
  const isReal = seed % REAL_EVERY === 0;
  const stepCount = STEPS_MIN + random.below(STEPS_MAX - STEPS_MIN + 1);
  const troubles = random.chance(0.5) ? [] : troublesOf(random);
  const at = new Set(troubles.map(() => 1 + random.below(stepCount)));
  const steps: Step[] = [];
  let sayCount = 0;
  let stuckCount = 0;
  let reals = isReal ? 2 : 0;
  for (let n = 0; n < stepCount; n += 1) {
    const trouble = at.has(n) ? troubles.pop() : undefined;
    if (trouble !== undefined) steps.push({ when: whenOf(random), action: trouble });
    if (n > 0 && random.chance(0.45)) {
      const firstDelayMs = reals > 0 ? REAL_DELAY_MS_MAX / 2 + random.below(REAL_DELAY_MS_MAX / 2) : 0;
      const calls = reportCalls(random, `report ${stuckCount}`);
      const script = { ...scriptOf(random, calls, delayMsMax), firstDelayMs };
      const ticket = FIRST_STUCK_TICKET + stuckCount;
      stuckCount += 1;
      reals -= 1;
      // In the quiet its turn begins at once, and whatever comes next meets it.
      const when: When = random.chance(0.6) ? { kind: "quiet" } : whenOf(random);
      steps.push({ when, action: { kind: "report", ticket, script } });
      continue;
    }
    sayCount += 1;
    const id = `m-${sayCount}`;
    const started = random.chance(0.2) ? FIRST_STUCK_TICKET + stuckCount : null;
    if (started !== null) stuckCount += 1;
    const script = scriptOf(random, userCalls(random, id, started), delayMsMax);
    const when: When = n === 0 && random.chance(0.5) ? { kind: "quiet" } : whenOf(random);
    const words = started === null ? `This is ${id}.` : `This is ${id}: start T-${started}.`;
    steps.push({ when, action: { kind: "say", id, words, script } });
  }
  for (const action of troubles) steps.push({ when: whenOf(random), action });
  const isCalm = steps.every(({ action }) => action.kind === "say" || action.kind === "report");
  const idleMs = random.chance(0.25) ? 40 + random.below(200) : null;
  return {
    seed,
    isReal,
    isCalm,
    idleMs,
    // A silent turn costs a life of it, as a kill does: together they could be one too many.
    steps: isCalm ? steps : steps.map(spoken),
    stuckTicketCount: stuckCount,
  };
}

function spoken(step: Step): Step {
  const { action } = step;
  if (!("script" in action)) return step;
  return { ...step, action: { ...action, script: { ...action.script, isSilent: false } } };
}

function troublesOf(random: Random): Action[] {
  const troubles: Action[] = [];
  const count = 1 + random.below(3);
  for (let n = 0; n < count; n += 1) {
    const kind = random.pick(["kill-agent", "kill-agent", "drop-daemon", "drop-daemon", "restart"] as const);
    if (kind === "drop-daemon") troubles.push({ kind, isWritten: random.chance(0.5) });
    else if (kind !== undefined && (kind === "restart" || killsIn(troubles) < KILLS_MAX))
      troubles.push({ kind });
  }
  return troubles;
}

function killsIn(troubles: readonly Action[]): number {
  return troubles.filter((action) => action.kind === "kill-agent").length;
}

function whenOf(random: Random): When {
  const moment = random.pick(["asked", "streaming", "end", "tool", "answered"] as const);
  if (moment === undefined || random.chance(0.1)) return { kind: "quiet" };
  if (random.chance(0.2)) return { kind: "after", ms: random.below(300) };
  return { kind: "at", moment, jitterMs: random.chance(0.5) ? 0 : random.below(60) };
}

function scriptOf(random: Random, calls: readonly ScriptedCall[], delayMsMax: number): Script {
  const isStreaming = random.chance(0.6);
  return {
    delayMs: random.chance(0.2) ? 0 : random.below(delayMsMax),
    firstDelayMs: 0,
    chunkCount: isStreaming ? 3 + random.below(6) : 1,
    chunkMs: isStreaming ? random.below(40) : 0,
    isThinking: random.chance(0.3),
    isSilent: random.chance(0.05),
    isTogether: random.chance(0.5),
    calls,
  };
}

/** What a user turn may do. */
function userCalls(random: Random, id: string, started: number | null): ScriptedCall[] {
  const calls: ScriptedCall[] = [];
  if (random.chance(0.35)) calls.push(call(random, "ticket_draft", draftOf(id)));
  if (random.chance(0.3)) calls.push(slow(random));
  if (random.chance(0.2)) calls.push(call(random, "board", {}));
  if (started !== null) calls.push(call(random, "ticket_start", { ticket: `T-${started}` }));
  if (random.chance(0.2))
    calls.push(call(random, "worker_message", { worker: `T-${WORKING_TICKET}`, text: `by ${id}` }));
  return calls.slice(-CALLS_MAX);
}

/** What a report turn may do, and what a report could talk a model into. */
function reportCalls(random: Random, name: string): ScriptedCall[] {
  const calls: ScriptedCall[] = [];
  if (random.chance(0.4)) calls.push(call(random, "ticket_draft", draftOf(name)));
  if (random.chance(0.5)) calls.push(slow(random));
  if (random.chance(0.4)) calls.push(call(random, "ticket_start", { ticket: `T-${BAIT_TICKET}` }));
  if (random.chance(0.4)) calls.push(call(random, "landing_approve", { ticket: `T-${READY_TICKET}` }));
  if (random.chance(0.4))
    calls.push(call(random, "worker_message", { worker: `T-${WORKING_TICKET}`, text: `by ${name}` }));
  while (calls.length > CALLS_MAX) calls.splice(random.below(calls.length), 1);
  return calls;
}

function draftOf(name: string): ScriptedCall["input"] {
  return { title: `draft of ${name}`, description: "as discussed" };
}

function slow(random: Random): ScriptedCall {
  return { tool: "slow", input: {}, leadMs: 50 + random.below(200), holdMs: 0 };
}

function call(random: Random, tool: string, input: ScriptedCall["input"]): ScriptedCall {
  const isHeld = random.chance(0.4);
  return {
    tool,
    input,
    leadMs: random.chance(0.3) ? random.below(120) : 0,
    holdMs: isHeld ? random.below(150) : 0,
  };
}
