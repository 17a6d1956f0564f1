// Runs many seeds in several processes.
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Defect } from "../../src/domain/shared.ts";
import type { Planted } from "./planted.ts";
import type { SeedTask } from "./seed-process.ts";
import type { SeedOutcome } from "./summary.ts";

export interface SeedProcesses {
  /** Outcomes in no order. Seeds are given out in theirs, until one is wanted no more. */
  run(options: {
    readonly first: number;
    readonly count: number;
    readonly planted: Planted;
    readonly isEnough: (outcomes: readonly SeedOutcome[]) => boolean;
  }): Promise<readonly SeedOutcome[]>;
  end(): void;
}

export function startProcesses(processCount: number): SeedProcesses {
  const program = fileURLToPath(new URL("./seed-process.ts", import.meta.url));
  const children = Array.from({ length: processCount }, () => fork(program));
  return {
    run: async ({ first, count, planted, isEnough }) => {
      const outcomes: SeedOutcome[] = [];
      let next = first;
      await Promise.all(
        children.map(async (child) => {
          while (next < first + count && !isEnough(outcomes)) {
            const seed = next;
            next += 1;
            outcomes.push(await runIn(child, { seed, planted }));
          }
        }),
      );
      return outcomes;
    },
    end: () => {
      for (const child of children) child.kill();
    },
  };
}

function runIn(child: ChildProcess, task: SeedTask): Promise<SeedOutcome> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null) =>
      reject(new Defect(`the process of seed ${task.seed} ended with ${code ?? "a signal"}`));
    child.once("exit", died);
    child.once("message", (outcome) => {
      child.off("exit", died);
      resolve(outcome as SeedOutcome); // what seed-process sends
    });
    child.send(task);
  });
}
