// What many seeded runs show together. Seeds may be split in any way: the sum is the same.
import { createHash } from "node:crypto";
import type { ObligationKind } from "../../src/domain/obligation.ts";
import { EFFECT_KINDS } from "../../src/engine/effects/registry.ts";
import { FAULTS, FaultHits, isPossible, type Fault } from "./fault-table.ts";
import type { PlantedName } from "./planted.ts";
import type { SimulationResult } from "./simulate.ts";

/** One seed, in a form that a process can send. */
export interface SeedOutcome {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly stepCount: number;
  readonly crashCount: number;
  readonly eventCount: number;
  readonly landedCount: number;
  readonly digest: string;
  /** Cells that were hit: kind, fault, times. */
  readonly hits: readonly (readonly [ObligationKind, Fault, number])[];
}

export function outcomeOf(result: SimulationResult): SeedOutcome {
  const { seed, problems, steps, crashCount, eventCount, landedCount, digest, hits } = result;
  return {
    seed,
    problems: problems.slice(0, 3),
    stepCount: steps.length,
    crashCount,
    eventCount,
    landedCount,
    digest,
    hits: EFFECT_KINDS.flatMap((kind) =>
      FAULTS.flatMap((fault) => {
        const count = hits.of(kind, fault);
        return count === 0 ? [] : [[kind, fault, count] as const];
      }),
    ),
  };
}

/** The seed that found a planted fault; null: none of those that were tried. */
export interface PlantedOutcome {
  readonly planted: PlantedName;
  readonly what: string;
  readonly foundBySeed: number | null;
  readonly problem: string | null;
}

export interface Summary {
  readonly seeds: number;
  readonly medianSteps: number;
  readonly violations: number;
  readonly crashes: number;
  readonly events: number;
  readonly landed: number;
  /** Of the digests of all seeds, in their order: the same however they were split. */
  readonly digest: string;
  readonly faultTable: Readonly<Record<string, Readonly<Record<Fault, number | string>>>>;
  /** Possible cells with fewer hits than asked for. */
  readonly thinCells: readonly string[];
  readonly firstViolations: readonly { readonly seed: number; readonly problems: readonly string[] }[];
}

export function summarize(outcomes: readonly SeedOutcome[], hitsMin: number): Summary {
  const bySeed = outcomes.toSorted((a, b) => a.seed - b.seed);
  const hits = new FaultHits();
  for (const outcome of bySeed) for (const [kind, fault, count] of outcome.hits) hits.add(kind, fault, count);
  const steps = bySeed.map(({ stepCount }) => stepCount).toSorted((a, b) => a - b);
  const sum = (of: (outcome: SeedOutcome) => number) =>
    bySeed.reduce((total, outcome) => total + of(outcome), 0);
  const failed = bySeed.filter(({ problems }) => problems.length > 0);
  return {
    seeds: bySeed.length,
    medianSteps: steps[Math.floor(steps.length / 2)] ?? 0,
    violations: failed.length,
    crashes: sum(({ crashCount }) => crashCount),
    events: sum(({ eventCount }) => eventCount),
    landed: sum(({ landedCount }) => landedCount),
    digest: createHash("sha256")
      .update(bySeed.map(({ digest }) => digest).join("\n"))
      .digest("hex"),
    faultTable: hits.table(EFFECT_KINDS),
    thinCells: EFFECT_KINDS.flatMap((kind) =>
      FAULTS.filter((fault) => isPossible(kind, fault) && hits.of(kind, fault) < hitsMin).map(
        (fault) => `${kind} × ${fault}: ${hits.of(kind, fault)}`,
      ),
    ),
    firstViolations: failed.slice(0, 10).map(({ seed, problems }) => ({ seed, problems })),
  };
}
