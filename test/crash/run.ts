// `npm run -s crash -- [--json] [--every N] [--offset N]`: SIGKILL at every step. Progress goes to stderr; the last line of stdout is one JSON object.
import { parseArgs } from "node:util";
import { faultTexts, strikeEvery, type CrashReport, type Outcome } from "./suite.ts";

export interface CrashFigures {
  readonly name: "crash";
  readonly points: number;
  readonly places: number;
  readonly runs: number;
  readonly realBinaryRuns: number;
  readonly lost: number;
  readonly twice: number;
  readonly stuck: number;
  readonly corrupt: number;
  readonly staleLocks: number;
  readonly leftovers: number;
  readonly late: number;
  readonly missed: number;
  readonly uncoveredEffects: readonly string[];
  readonly controlFailed: boolean;
  readonly slowestMs: { readonly verified: number; readonly formerGone: number };
}

export function figuresOf(report: CrashReport): CrashFigures {
  const { outcomes } = report;
  const count = (name: "lost" | "twice" | "stuck" | "corrupt" | "staleLocks" | "leftovers" | "late") =>
    outcomes.filter((outcome) => outcome[name].length > 0).length;
  const slowest = (name: "verifiedMs" | "formerGoneMs") =>
    Math.max(0, ...outcomes.map((outcome) => outcome[name] ?? 0));
  return {
    name: "crash",
    points: report.points,
    places: report.places,
    runs: outcomes.length,
    realBinaryRuns: outcomes.filter(({ blow }) => blow.scene === "agents").length,
    lost: count("lost"),
    twice: count("twice"),
    stuck: count("stuck"),
    corrupt: count("corrupt"),
    staleLocks: count("staleLocks"),
    leftovers: count("leftovers"),
    late: count("late"),
    missed: outcomes.filter(({ isMissed }) => isMissed).length,
    uncoveredEffects: report.uncoveredEffects,
    controlFailed: Object.values(report.controlsFailed).every(Boolean),
    slowestMs: { verified: slowest("verifiedMs"), formerGone: slowest("formerGoneMs") },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      every: { type: "string", default: "1" },
      offset: { type: "string", default: "0" },
    },
  });
  const every = Number(values.every);
  const offset = Number(values.offset);
  if (!Number.isSafeInteger(every) || every < 1 || !Number.isSafeInteger(offset) || offset < 0) {
    console.error("usage: npm run -s crash -- [--json] [--every N] [--offset N]");
    process.exitCode = 2;
    return;
  }
  const report = await strikeEvery(every, { offset, progress: (text) => console.error(text) });
  const figures = figuresOf(report);
  const wrong = report.outcomes.filter((outcome) => faultTexts(outcome).length > 0).map(toldOf);
  const isRight =
    wrong.length === 0 &&
    figures.missed === 0 &&
    figures.uncoveredEffects.length === 0 &&
    figures.controlFailed;
  console.log(JSON.stringify({ ...figures, wrong, list: report.list }, null, values.json ? 0 : 2));
  process.exitCode = isRight ? 0 : 1;
}

function toldOf(outcome: Outcome): string {
  const { scene, point, victim } = outcome.blow;
  return `${scene} ${point} × ${victim}: ${faultTexts(outcome).join("; ")}`;
}

if (import.meta.main) await main();
