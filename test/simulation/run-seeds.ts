// Runs many seeds in threads.
import { Worker } from "node:worker_threads";
import type { Planted } from "./planted.ts";
import type { SeedTask } from "./seed-thread.ts";
import type { SeedOutcome } from "./summary.ts";

export interface SeedThreads {
  /** Outcomes in no order. Seeds are given out in theirs, until one is wanted no more. */
  run(options: {
    readonly first: number;
    readonly count: number;
    readonly planted: Planted;
    isEnough(outcomes: readonly SeedOutcome[]): boolean;
  }): Promise<readonly SeedOutcome[]>;
  end(): Promise<void>;
}

export function startThreads(threadCount: number): SeedThreads {
  const threads = Array.from(
    { length: threadCount },
    () => new Worker(new URL("./seed-thread.ts", import.meta.url)),
  );
  return {
    run: async ({ first, count, planted, isEnough }) => {
      const outcomes: SeedOutcome[] = [];
      let next = first;
      await Promise.all(
        threads.map(async (thread) => {
          while (next < first + count && !isEnough(outcomes)) {
            const seed = next;
            next += 1;
            outcomes.push(await runOn(thread, { seed, planted }));
          }
        }),
      );
      return outcomes;
    },
    end: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function runOn(thread: Worker, task: SeedTask): Promise<SeedOutcome> {
  return new Promise((resolve, reject) => {
    const done = (outcome: SeedOutcome) => {
      thread.off("error", reject);
      resolve(outcome);
    };
    thread.once("message", done);
    thread.once("error", reject);
    thread.postMessage(task);
  });
}
