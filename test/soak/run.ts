// `npm run -s soak -- [--json] [--minutes N] [--virtual-hours N] [--seed N] [--control NAME]`: progress goes to stderr; the last line of stdout is one JSON object.
import { parseArgs } from "node:util";
import { CONTROLS } from "../crash/plan.ts";
import { isInOwnNamespace, runInOwnNamespace } from "./disk.ts";
import { wrongOf } from "./judge.ts";
import { soak, WORKERS, type RealSoak } from "./real.ts";
import { soakVirtually, type VirtualSoak } from "./virtual.ts";

const MINUTES = "30";
const VIRTUAL_HOURS = "8";
const USAGE = `usage: npm run -s soak -- [--json] [--minutes N] [--virtual-hours N] [--seed N] [--control ${CONTROLS.join(" | ")}]`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      minutes: { type: "string", default: MINUTES },
      "virtual-hours": { type: "string", default: VIRTUAL_HOURS },
      seed: { type: "string", default: "1" },
      control: { type: "string" },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  const control = values.control === undefined ? null : CONTROLS.find((one) => one === values.control);
  const hours = Number(values["virtual-hours"]);
  if (!(minutes > 0) || !(hours >= 0) || !Number.isSafeInteger(seed) || control === undefined) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  if (!isInOwnNamespace()) {
    process.exitCode = await runInOwnNamespace(process.argv.slice(1));
    return;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const real = await soak({
    minutes,
    seed,
    control,
    signal: stop.signal,
    progress: (text) => console.error(text),
  });
  const virtual = await soakVirtually(hours, { seed, workers: WORKERS, signal: stop.signal });
  const wrong = [...wrongOf(real), ...virtual.problems];
  console.log(JSON.stringify(figuresOf(real, virtual, wrong), null, values.json ? 0 : 2));
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

function figuresOf(real: RealSoak, virtual: VirtualSoak, wrong: readonly string[]) {
  const { minutes, landed, tickets, faults, seen, acts, rssMb, heapMb } = real;
  const { lost, twice, survivors, corrupt, staleLocks, leftovers } = real;
  return {
    name: "soak",
    minutes,
    virtualHours: rounded(virtual.virtualHours),
    virtual: { stories: virtual.stories, landed: virtual.landed },
    workers: WORKERS,
    landed,
    tickets,
    faults,
    lost: lost.length,
    twice: twice.length,
    survivors: survivors.length,
    corrupt: corrupt.length,
    staleLocks: staleLocks.length,
    leftovers: leftovers.length,
    spendUsd: rounded(real.spendUsd),
    budgetUsd: rounded(real.budgetUsd),
    overshootUsd: rounded(real.overshootUsd),
    statedOvershootUsd: rounded(real.statedOvershootUsd),
    rssSlopeMiBPerHour: real.rssSlopeMiBPerHour === null ? null : rounded(real.rssSlopeMiBPerHour),
    rssMb: { first: rounded(rssMb.first), last: rounded(rssMb.last), max: rounded(rssMb.max) },
    heapMb: { first: rounded(heapMb.first), last: rounded(heapMb.last) },
    felt: seen,
    acts,
    wrong,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main) await main();
