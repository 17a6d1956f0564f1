// What the engine itself costs for each run, with so many live at once, and whether that grows: the real engine over a world that costs nothing.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Played } from "./engine/play.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const RUNS = 10_000;
const LIVE_MAX = 1_000;
const FEW_RUNS = 100;
const MS_LIMIT = 4;
const GROWTH_LIMIT = 1.3;
const BYTES_LIMIT = 32 * 1_024;
const EVENTS_MIN = 25;
const PLAY_MS_MAX = 600_000;
/** One of a hundred takes a quarter of a second: the middle one counts. */
const FEW_REPEATS = 5;

export async function run({ progress }: BenchOptions): Promise<BenchResult> {
  const few: Played[] = [];
  while (few.length < FEW_REPEATS) few.push(await play(FEW_RUNS));
  progress(`${FEW_RUNS} runs: ${JSON.stringify(few.map(msPerRun))} ms each`);
  const many = await play(RUNS);
  progress(JSON.stringify(many));
  const small = median(few.map(msPerRun));
  const headline = {
    msPerRun: round(msPerRun(many)),
    ratio10000to100: round(msPerRun(many) / small),
    bytesPerRun: many.bytesPerRun,
  };
  const eventsPerRun = Math.round(many.events / many.runs);
  const isWhole = eventsPerRun >= EVENTS_MIN && many.defects === 0;
  const ratio = Math.max(
    headline.msPerRun / MS_LIMIT,
    headline.ratio10000to100 / GROWTH_LIMIT,
    headline.bytesPerRun / BYTES_LIMIT,
    isWhole ? 0 : 2,
  );
  if (ratio > 1) process.exitCode = 1;
  const result = {
    ...headline,
    name: "engine",
    figures: {
      ...headline,
      runs: many.runs,
      liveMax: LIVE_MAX,
      eventsPerRun,
      msPerRunOf100: round(small),
      defects: many.defects,
      msLimit: MS_LIMIT,
      growthLimit: GROWTH_LIMIT,
      bytesLimit: BYTES_LIMIT,
    },
    ratio,
    comparedWith: `the worst of the limits ${MS_LIMIT} ms a run, ${GROWTH_LIMIT} times the time of one of ${FEW_RUNS}, ${BYTES_LIMIT} bytes a live run (2 with fewer than ${EVENTS_MIN} events a run, or a defect)`,
    repeats: 1,
    skipped: [],
  };
  return result;
}

async function play(runs: number): Promise<Played> {
  const script = join(import.meta.dirname, "engine", "play.ts");
  const argv = ["--expose-gc", script, String(runs), String(LIVE_MAX)];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: PLAY_MS_MAX });
  return JSON.parse(stdout) as Played; // what the script prints
}

function msPerRun({ elapsedMs, runs }: Played): number {
  return elapsedMs / runs;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
