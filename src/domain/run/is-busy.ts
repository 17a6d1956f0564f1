import { isAtWork } from "./asks.ts";
import type { Run } from "./state.ts";

/** It has a worker, or will have one without anybody's word: what the cap of workers counts, and what reserves a budget. */
export function isBusy(run: Pick<Run, "stage">): boolean {
  return run.stage.name === "preparing" || isAtWork(run);
}
