// Whether a soak went well: each thing that did not, as a sentence.
import type { Faults } from "../e2e/outside-evidence.ts";
import { FAULTS, type Fault } from "./schedule.ts";
import type { Spending } from "./verify.ts";

export interface SoakOutcome extends Faults, Spending {
  readonly minutes: number;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly survivors: readonly string[];
  readonly landed: number;
  /** Null: too few samples. */
  readonly rssSlopeMiBPerHour: number | null;
  /** What went wrong on the way. */
  readonly troubles: readonly string[];
}

const SLOPE_LIMIT = 1;
/** A slope of less time is noise of the allocator. */
const SLOPE_MINUTES_MIN = 20;
const CENT = 0.01;

export function wrongOf(outcome: SoakOutcome): readonly string[] {
  const { faults, minutes, rssSlopeMiBPerHour: slope, overshootUsd, statedOvershootUsd } = outcome;
  const { lost, twice, corrupt, staleLocks, leftovers, survivors, troubles } = outcome;
  return [
    ...troubles,
    ...[lost, twice, survivors, corrupt, staleLocks, leftovers].flat(),
    ...FAULTS.filter((fault) => faults[fault] < 1).map((fault) => `${fault} was never struck`),
    ...(outcome.landed === 0 ? ["nothing landed"] : []),
    ...(overshootUsd > statedOvershootUsd + CENT
      ? [`$${overshootUsd.toFixed(2)} beyond the budget, stated are $${statedOvershootUsd.toFixed(2)}`]
      : []),
    ...(minutes >= SLOPE_MINUTES_MIN && (slope === null || slope >= SLOPE_LIMIT)
      ? [`the daemon's memory grows by ${slope?.toFixed(2) ?? "an unknown number of"} MiB an hour`]
      : []),
  ];
}
