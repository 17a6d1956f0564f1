// Goal: no schedule of crashes, repeats, late and lost observations breaks a promise. Method: seeded runs of the real engine; the same runs with
// one protection off must be found out, or the invariants prove nothing.
import { expect, test } from "vitest";
import { simulate } from "./simulate.ts";
import type { Planted } from "./simulation.ts";

/** Enough to meet each planted fault; `npm run -s simulate` runs thousands. */
const SEEDS = 300;

test(`keeps every promise in ${SEEDS} seeded runs with crashes, repeats and late observations`, async () => {
  const failed: string[] = [];
  let crashes = 0;
  let landed = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const result = await simulate(seed);
    crashes += result.crashCount;
    landed += result.landedCount;
    if (result.problems.length > 0) failed.push(`seed ${seed}: ${result.problems[0] ?? ""}`);
  }
  expect(failed).toEqual([]);
  expect(crashes).toBeGreaterThan(SEEDS);
  expect(landed).toBeGreaterThan(SEEDS);
});

test("repeats a run exactly from its seed", async () => {
  const first = await simulate(42);
  const second = await simulate(42);
  expect(second).toEqual(first);
});

test.for([
  ["landing without looking whether it landed", { landsWithoutLooking: true }],
  ["removing a workspace without keeping its work", { keepsNothing: true }],
  ["a supervisor that only says that it stopped a process", { isSupervisorLazy: true }],
  ["taking observations of a former life for this one's", { takesStaleObservations: true }],
  ["giving report turns the user's rights", { reportsMayApprove: true }],
  ["forgetting a report that was interrupted", { forgetsInterrupted: true }],
] as const)("finds out %s", async ([, planted]: readonly [string, Planted]) => {
  let isFound = false;
  for (let seed = 1; seed <= SEEDS && !isFound; seed += 1)
    isFound = (await simulate(seed, planted)).problems.length > 0;
  expect(isFound).toBe(true);
});
