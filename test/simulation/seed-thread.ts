// A thread that runs the seeds it is given, one after another. What a seed gives does not depend on who runs it.
import { parentPort } from "node:worker_threads";
import type { Planted } from "./planted.ts";
import { simulate } from "./simulate.ts";
import { outcomeOf } from "./summary.ts";

export interface SeedTask {
  readonly seed: number;
  readonly planted: Planted;
}

parentPort?.on("message", (task: SeedTask) => {
  void simulate(task.seed, task.planted).then((result) => parentPort?.postMessage(outcomeOf(result)));
});
