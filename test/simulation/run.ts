// `npm run -s simulate -- [--seed N] [--seeds COUNT] [--planted FAULT] [--budget SECONDS]`: one JSON object last.
import { parseArgs } from "node:util";
import { simulate } from "./simulate.ts";
import type { Planted } from "./simulation.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "200" },
    planted: { type: "string" },
    budget: { type: "string", default: "600" },
    json: { type: "boolean" },
  },
});
const first = Number(values.seed);
const planted: Planted = values.planted === undefined ? {} : { [values.planted]: true };
const endAt = performance.now() + Number(values.budget) * 1_000;
const failed: { readonly seed: number; readonly problems: readonly string[] }[] = [];
let [runs, crashes, events, landed] = [0, 0, 0, 0];
for (let seed = first; seed < first + Number(values.seeds) && performance.now() < endAt; seed += 1) {
  const result = await simulate(seed, planted);
  runs += 1;
  crashes += result.crashCount;
  events += result.eventCount;
  landed += result.landedCount;
  if (result.problems.length === 0) continue;
  failed.push({ seed, problems: result.problems.slice(0, 3) });
  process.stderr.write(`seed ${seed}: ${result.problems.slice(0, 3).join("\n  ")}\n`);
}
const skipped =
  runs < Number(values.seeds) ? [`${Number(values.seeds) - runs} seeds: the budget was used up`] : [];
console.log(
  JSON.stringify({
    name: "simulate",
    runs,
    crashes,
    events,
    landed,
    failed: failed.length,
    firstFailed: failed.slice(0, 5),
    skipped,
  }),
);
process.exitCode = failed.length > 0 ? 1 : 0;
