// A process that runs the seeds it is sent, one after another. What a seed gives does not depend on who runs it.
import type { Planted } from "./planted.ts";
import { simulate } from "./simulate.ts";
import { outcomeOf } from "./summary.ts";

export interface SeedTask {
  readonly seed: number;
  readonly planted: Planted;
}

process.on("message", (task: SeedTask) => {
  void simulate(task.seed, task.planted).then((result) => process.send?.(outcomeOf(result)));
});
