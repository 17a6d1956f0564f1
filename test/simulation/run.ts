// `npm run -s simulate -- [--seed N] [--seeds COUNT] [--planted FAULT] [--processes COUNT] [--budget SECONDS] [--trace] [--json]`: one JSON object last.
// A step is a command that was decided, or an attempt of an effect. `--seed N --seeds 1 --trace` writes each step of one seed to stderr.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isPlantedName, PLANTED, type Planted, type PlantedName } from "./planted.ts";
import { startProcesses, type SeedProcesses } from "./run-seeds.ts";
import { simulate } from "./simulate.ts";
import { summarize, type PlantedOutcome } from "./summary.ts";

/** Hits that each possible cell of the fault table has in 10,000 seeds. */
const HITS_MIN = 20;
const HITS_SEEDS = 10_000;
const STEPS_MIN = 200;
/** Within which each planted fault is found. */
const PLANTED_SEEDS_MAX = 2_000;
const PROCESSES_MAX = 2;
const PROGRESS_SEEDS = 500;
const PROBLEM_CHARS_MAX = 200;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      seeds: { type: "string", default: "200" },
      planted: { type: "string" },
      processes: { type: "string", default: String(Math.min(PROCESSES_MAX, availableParallelism())) },
      budget: { type: "string", default: "600" },
      trace: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const numbers = [values.seed, values.seeds, values.processes, values.budget].map(Number);
  const [first = 0, count = 0, processCount = 0, budgetSeconds = 0] = numbers;
  const planted =
    values.planted === undefined ? null : isPlantedName(values.planted) ? values.planted : undefined;
  if (planted === undefined || numbers.some((number) => !(number > 0))) {
    console.error(
      `Unknown option. Numbers are above 0; --planted is one of ${Object.keys(PLANTED).join(", ")}.`,
    );
    process.exitCode = 2;
    return;
  }
  if (values.trace) console.error((await simulate(first, planted)).steps.join("\n"));
  const processes = startProcesses(processCount);
  try {
    await report(processes, { first, count, planted, budgetSeconds, indent: values.json ? 0 : 2 });
  } finally {
    processes.end();
  }
}

interface Asked {
  readonly first: number;
  readonly count: number;
  readonly planted: Planted;
  readonly budgetSeconds: number;
  readonly indent: number;
}

async function report(processes: SeedProcesses, asked: Asked): Promise<void> {
  const { first, count, planted, budgetSeconds, indent } = asked;
  const begunAt = performance.now();
  const endAt = begunAt + budgetSeconds * 1_000;
  // A planted fault is looked for by a run without `--planted` only.
  const plantedOutcomes = planted === null ? await findPlanted(processes, endAt) : [];
  const outcomes = await processes.run({
    first,
    count,
    planted,
    isEnough: (sofar) => {
      const last = sofar.at(-1);
      if (last !== undefined && last.problems.length > 0)
        progress(`seed ${last.seed}: ${last.problems[0]?.slice(0, PROBLEM_CHARS_MAX)}`);
      if (sofar.length > 0 && sofar.length % PROGRESS_SEEDS === 0)
        progress(`${sofar.length} of ${count} seeds`);
      return performance.now() > endAt;
    },
  });
  const summary = summarize(outcomes, HITS_MIN);
  const isLong = outcomes.length >= HITS_SEEDS;
  const isHeld =
    summary.violations === 0 &&
    outcomes.length === count &&
    plantedOutcomes.every(({ foundBySeed }) => foundBySeed !== null) &&
    (!isLong || (summary.thinCells.length === 0 && summary.medianSteps >= STEPS_MIN));
  const { thinCells, ...figures } = summary;
  console.log(
    JSON.stringify(
      {
        name: "simulate",
        isHeld,
        ...figures,
        ...(isLong ? { thinCells } : {}),
        planted: plantedOutcomes,
        skipped: outcomes.length < count ? [`${count - outcomes.length} seeds: the budget was used up`] : [],
        ms: Math.round(performance.now() - begunAt),
        machine: { cpus: availableParallelism(), node: process.versions.node },
      },
      null,
      indent,
    ),
  );
  process.exitCode = isHeld ? 0 : 1;
}

/** The first seed that finds each. */
async function findPlanted(processes: SeedProcesses, endAt: number): Promise<readonly PlantedOutcome[]> {
  const found: PlantedOutcome[] = [];
  for (const name of Object.keys(PLANTED).filter(isPlantedName))
    found.push(await find(processes, name, endAt));
  return found;
}

async function find(processes: SeedProcesses, planted: PlantedName, endAt: number): Promise<PlantedOutcome> {
  const outcomes = await processes.run({
    first: 1,
    count: PLANTED_SEEDS_MAX,
    planted,
    isEnough: (sofar) => sofar.some(({ problems }) => problems.length > 0) || performance.now() > endAt,
  });
  const [finder] = outcomes.filter(({ problems }) => problems.length > 0).toSorted((a, b) => a.seed - b.seed);
  progress(`${PLANTED[planted]}: ${finder === undefined ? "not found" : `seed ${finder.seed}`}`);
  return {
    planted,
    what: PLANTED[planted],
    foundBySeed: finder?.seed ?? null,
    problem: finder?.problems[0]?.slice(0, PROBLEM_CHARS_MAX) ?? null,
  };
}

function progress(text: string): void {
  process.stderr.write(`simulate: ${text}\n`);
}

await main();
