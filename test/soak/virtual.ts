// Hours in virtual time: the real domain and engine over a simulated world, with as many workers and every fault of the simulation's table.
import { simulate } from "../simulation/simulate.ts";

export interface VirtualSoak {
  readonly virtualHours: number;
  readonly stories: number;
  readonly landed: number;
  /** What broke a rule, with its seed. */
  readonly problems: readonly string[];
}

const HOUR_MS = 3_600_000;
/** One jump of the clock may be hours: so many stories are played all the same. */
const STORIES_MIN = 20;
const TICKETS_MAX = 12;

/** Stories of one seed after another, each to its rest, until together they last so long. */
export async function soakVirtually(
  hours: number,
  {
    seed,
    workers,
    signal,
  }: { readonly seed: number; readonly workers: number; readonly signal: AbortSignal },
): Promise<VirtualSoak> {
  const problems: string[] = [];
  let [virtualMs, stories, landed] = [0, 0, 0];
  while (!signal.aborted && hours > 0 && (virtualMs < hours * HOUR_MS || stories < STORIES_MIN)) {
    const story = await simulate(seed + stories, null, { runsMax: workers, ticketsMax: TICKETS_MAX });
    stories += 1;
    virtualMs += story.virtualMs;
    landed += story.landedCount;
    problems.push(...story.problems.map((one) => `virtual, seed ${story.seed}: ${one}`));
  }
  return { virtualHours: virtualMs / HOUR_MS, stories, landed, problems };
}
