// Hears what agents say and tells, as facts, when one says nothing for long or makes the same call again and again. It ends nothing: a thinking
// agent and a dead one are equally quiet, and only a limit, a budget, the user or a proven exit ends a run.
import type { AgentTrouble } from "../domain/facts.ts";
import { instant, type Instant } from "../domain/ids.ts";
import type { WorkerEvent } from "../ports/agent.ts";
import type { Clock } from "../ports/clock.ts";
import type { FactStore } from "./facts.ts";
import { createCallLog, type CallLog } from "./call-log.ts";

export interface WatchLimits {
  /** Awake milliseconds without a word after which what is told of an agent counts as old. */
  readonly staleMs: number;
  /** Awake milliseconds without a word, in a turn, after which the user should look. */
  readonly quietMs: number;
  /** The same while a tool runs: a test suite may take its time. */
  readonly toolMs: number;
  /** The same call with the same outcome, in a row. */
  readonly repeatsMax: number;
}

export const DEFAULT_WATCH: WatchLimits = {
  staleMs: 60_000,
  quietMs: 300_000,
  toolMs: 1_800_000,
  repeatsMax: 5,
};

/** How often is looked, at most. */
const TICK_MS = 5_000;
/** A look that comes so much too late is the machine's sleep, not the agent's silence. */
const SLEEP_GAP_MS = 30_000;
const TROUBLES: readonly AgentTrouble[] = ["stale", "quiet", "repeats"];

export interface AgentWatch {
  note(entry: { readonly subject: string; readonly event: WorkerEvent }): void;
  stop(): void;
}

interface Turn {
  /** When it was last heard, by the clock and by the awake time. */
  heardAt: Instant;
  heardAwakeMs: number;
  readonly calls: CallLog;
}

export function watchAgents(options: {
  readonly clock: Clock;
  readonly facts: FactStore;
  readonly limits: WatchLimits;
}): AgentWatch {
  const { clock, facts, limits } = options;
  const tickMs = Math.min(TICK_MS, Math.ceil(Math.min(limits.quietMs, limits.staleMs) / 4));
  const turns = new Map<string, Turn>();
  let ticking: AbortController | null = null;
  let lookedAt: Instant = clock.now();
  let awakeMs = 0;

  /** Counts the time since the last look as awake, but for a gap that only sleep makes. */
  function passTime(): void {
    const now = clock.now();
    const gapMs = Math.max(0, now - lookedAt);
    awakeMs += gapMs > tickMs + SLEEP_GAP_MS ? tickMs : gapMs;
    lookedAt = now;
  }

  function look(): void {
    passTime();
    for (const [subject, turn] of turns) lookAt(subject, turn);
  }

  function lookAt(subject: string, { heardAt, heardAwakeMs, calls }: Turn): void {
    const silentMs = awakeMs - heardAwakeMs;
    const running = calls.running();
    if (silentMs >= limits.staleMs) facts.set(subject, "stale", "yes", heardAt);
    if (silentMs < (running === null ? limits.quietMs : limits.toolMs)) return;
    facts.set(
      subject,
      "quiet",
      running === null ? `its last step was ${calls.lastStep()}` : `${running} runs`,
      heardAt,
    );
  }

  async function tick(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.wait(tickMs, signal);
      look();
    }
  }

  function start(): void {
    if (ticking !== null) return;
    const mine = new AbortController();
    ticking = mine;
    lookedAt = clock.now();
    tick(mine.signal).catch((error: unknown) => {
      // The wait ends with its signal when the last turn did.
      if (!mine.signal.aborted) throw error;
    });
  }

  function stop(): void {
    ticking?.abort();
    ticking = null;
  }

  function clear(subject: string, names: readonly AgentTrouble[]): void {
    for (const name of names)
      if ((facts.read(subject, name)?.value ?? "") !== "") facts.set(subject, name, "", clock.now());
  }

  function hear(subject: string, event: WorkerEvent): void {
    const turn: Turn = turns.get(subject) ?? {
      heardAt: clock.now(),
      heardAwakeMs: awakeMs,
      calls: createCallLog(),
    };
    turns.set(subject, turn);
    start();
    passTime();
    turn.heardAt = instant(lookedAt);
    turn.heardAwakeMs = awakeMs;
    clear(subject, ["stale", "quiet"]);
    turn.calls.note(event);
    const repeated = turn.calls.repeated();
    if (repeated.count < limits.repeatsMax) clear(subject, ["repeats"]);
    else facts.set(subject, "repeats", `${repeated.call} (${repeated.count} times)`, turn.heardAt);
  }

  function forget(subject: string): void {
    turns.delete(subject);
    clear(subject, TROUBLES);
    if (turns.size === 0) stop();
  }

  return {
    note: ({ subject: slot, event }) => {
      // A reviewer's trouble is told of the run that it reviews.
      const subject = slot.replace(/-review$/, "");
      if (event.type === "turn-ended" || event.type === "closed") forget(subject);
      else hear(subject, event);
    },
    stop,
  };
}
