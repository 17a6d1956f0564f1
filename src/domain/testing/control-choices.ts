// What a user may ask of a live worker beyond a message: to be interrupted, taken over, given back.
import type { Command } from "../commands.ts";
import type { Run } from "../run/state.ts";

/** Whoever was taken over is mostly given back: a run that stays so gets nowhere. */
export function controlsAsked(run: Run["id"], stage: Run["stage"], n: number): readonly Command[] {
  const work = { commits: [], isCut: false, uncommitted: n % 3 === 0 ? ["a.txt"] : [] };
  const back: Command = { type: "run.give-back", run, isDone: n % 2 === 0, work, text: null };
  if (stage.name === "taken-over") return [back, back];
  return n % 4 === 1
    ? [{ type: "run.take-over", run }]
    : [{ type: "run.interrupt", run, text: n % 2 === 0 ? "instead" : null }];
}
