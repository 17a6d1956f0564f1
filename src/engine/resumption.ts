// After a restart the agents of the former life start one after another, within the cap on workers: all at once would only fight over the machine.
import { isAtWork } from "../domain/run/asks.ts";
import type { RunId } from "../domain/ids.ts";
import type { Run } from "../domain/run/state.ts";
import type { Clock } from "../ports/clock.ts";
import type { FactStore } from "./facts.ts";

export interface Turn {
  /** Its session is open: the next may start. */
  opened(): void;
  /** Its agent is gone again. */
  over(): void;
}

export interface Resumption {
  /** Notes the runs whose agent the former daemon's end took along. Before anything is started. */
  begin(runs: Iterable<Run>): void;
  /**
   * Resolves when the run's agent may start: at once, unless it worked before the restart and others come first. Each turn must be ended.
   * @throws the signal's reason when aborted
   */
  turn(run: RunId, signal: AbortSignal): Promise<Turn>;
}

interface Waiting {
  readonly run: RunId;
  readonly start: () => void;
}

const FREE: Turn = { opened: () => undefined, over: () => undefined };

export function createResumption(parts: {
  /** Workers at once. */
  runsMax(): number;
  readonly facts: FactStore;
  readonly clock: Clock;
}): Resumption {
  const { facts, clock } = parts;
  const former = new Set<RunId>();
  /** Runs of the former life that have an agent again; true: its session is still opening. */
  const started = new Map<RunId, { isOpening: boolean }>();
  const queue: Waiting[] = [];

  function next(): void {
    while (queue.length > 0 && mayStart()) {
      const first = queue.shift();
      if (first === undefined) return;
      started.set(first.run, { isOpening: true });
      facts.forget(first.run, "resume");
      first.start();
    }
    for (const [index, { run }] of queue.entries())
      facts.set(run, "resume", `${index + started.size} before it`, clock.now());
  }

  function mayStart(): boolean {
    const isOpening = [...started.values()].some((one) => one.isOpening);
    return !isOpening && started.size < Math.max(1, parts.runsMax());
  }

  function turnOf(run: RunId): Turn {
    return {
      opened: () => {
        const mine = started.get(run);
        if (mine !== undefined) mine.isOpening = false;
        next();
      },
      over: () => {
        started.delete(run);
        next();
      },
    };
  }

  return {
    begin: (runs) => {
      for (const run of runs) if (isAtWork(run)) former.add(run.id);
    },
    turn: (run, signal) => {
      // Its second life in this daemon is one like any other's.
      if (!former.delete(run)) return Promise.resolve(FREE);
      return new Promise((resolve, reject) => {
        const leave = () => {
          const index = queue.indexOf(waiting);
          if (index < 0) return;
          queue.splice(index, 1);
          facts.forget(run, "resume");
          next();
          reject(signal.reason as Error); // what aborts a flight is an AbortController without a reason of its own
        };
        const waiting: Waiting = {
          run,
          start: () => {
            signal.removeEventListener("abort", leave);
            resolve(turnOf(run));
          },
        };
        queue.push(waiting);
        signal.addEventListener("abort", leave, { once: true });
        if (signal.aborted) leave();
        else next();
      });
    },
  };
}
