// Schedules of consecutive seeds, one after another and some at once.
import { play, type Played, type Variant } from "./play.ts";
import { violationsOf, type Violation } from "./properties.ts";
import { makeSchedule, type Schedule } from "./schedule.ts";
import type { ScriptedModel } from "./scripted-model.ts";

/** More at once share a small machine so badly that its own slowness is measured. */
const AT_ONCE = 3;

export interface ManyPlan {
  readonly variant: Variant;
  readonly model: ScriptedModel;
  readonly seed: number;
  readonly countMax: number;
  /** By `performance.now()`; nothing is begun later. */
  readonly endAt: number;
  /** Longest delay of a real model, divided by that of the scripted one. */
  readonly scale: number;
  /** Only those in which nothing is killed. */
  readonly isCalm: boolean;
  readonly progress: (text: string) => void;
}

export interface Many {
  readonly played: readonly Played[];
  readonly broken: readonly { readonly seed: number; readonly violations: readonly Violation[] }[];
}

/** Plays until one of the bounds is met. */
export async function playMany(plan: ManyPlan): Promise<Many> {
  const played: Played[] = [];
  const broken: { seed: number; violations: Violation[] }[] = [];
  const schedules = schedulesOf(plan);
  const work = async (): Promise<void> => {
    for (const schedule of schedules) {
      const one = await play(schedule, plan.variant, plan.model);
      const violations = violationsOf(one.recording);
      played.push(one);
      if (violations.length > 0) broken.push({ seed: schedule.seed, violations });
      const [first] = violations;
      const found = first === undefined ? "holds" : `${first.property}: ${first.detail}`;
      plan.progress(`${plan.variant}, seed ${schedule.seed}: ${found}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { played, broken };
}

function* schedulesOf(plan: ManyPlan): Generator<Schedule> {
  for (let seed = plan.seed, count = 0; count < plan.countMax; seed += 1) {
    if (performance.now() >= plan.endAt) return;
    const schedule = makeSchedule(seed, { scale: plan.scale });
    if (plan.isCalm && !schedule.isCalm) continue;
    count += 1;
    yield schedule;
  }
}
