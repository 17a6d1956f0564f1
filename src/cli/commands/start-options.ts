// Options with which a daemon is started; one that runs already keeps its own.
import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { shortPath } from "../daemon/home.ts";
import type { DaemonPlace } from "../daemon/place.ts";
import { Declined } from "../failures.ts";
import type { ServeOptions } from "../world.ts";
import { dollars, homeOption, jsonOption, wholeFrom, type HomeOption } from "./cli.ts";

export interface StartOptions extends HomeOption {
  readonly model?: "playbook" | "claude";
  readonly target?: string;
  readonly port?: number;
  readonly workers?: number;
  readonly workerMemoryMb?: number;
  readonly diskFloorMb?: number;
  readonly startGapMs?: number;
  readonly dayBudget?: number | null;
  readonly projectBudget?: number | null;
  /** Seconds. */
  readonly quietAfter?: number;
  /** Seconds. */
  readonly answerWithin?: number;
  readonly unsafe?: boolean;
  readonly turnDelayMs?: number;
}

/** How each looks on the command line, of those that a running daemon cannot take. */
const ONLY_AT_START = {
  model: "--model",
  port: "--port",
  workers: "--workers",
  workerMemoryMb: "--worker-memory-mb",
  diskFloorMb: "--disk-floor-mb",
  startGapMs: "--start-gap-ms",
  dayBudget: "--day-budget",
  projectBudget: "--project-budget",
  quietAfter: "--quiet-after",
  answerWithin: "--answer-within",
  unsafe: "--unsafe",
  turnDelayMs: "--turn-delay-ms",
} as const;

export function modelOption(): Option {
  return new Option(
    "--model <model>",
    "playbook: a script, no language model and no account; claude: a language model, signed in by the environment (default: what was connected before, else playbook)",
  ).choices(["playbook", "claude"]);
}

export function targetOption(): Option {
  return new Option("--target <branch>", "the branch that work lands on (default: the one that HEAD is on)");
}

export function workersOption(): Option {
  return new Option("--workers <n>", "workers that may run at once (default: 3)").argParser(wholeFrom(1));
}

/** What a start waits for, besides a free worker. */
function roomOptions(): readonly Option[] {
  return [
    new Option("--worker-memory-mb <n>", "free memory that one more worker needs, 0: any (default: 1536)"),
    new Option("--disk-floor-mb <n>", "disk that stays free, 0: any (default: 512)"),
    new Option("--start-gap-ms <n>", "time between two starts of workers (default: 1000)"),
  ].map((option) => option.argParser(wholeFrom(0)));
}

/** `null`: no bound. */
function budgetOption(scope: "day" | "project", text: string): Option {
  return new Option(`--${scope}-budget <dollars>`, text).argParser((given: string) =>
    given === "none" ? null : dollars(given),
  );
}

function quietAfterOption(): Option {
  return new Option(
    "--quiet-after <seconds>",
    "without a word of an agent for so long, it needs you; nothing is ended (default: 300)",
  ).argParser(wholeFrom(1));
}

function answerWithinOption(): Option {
  return new Option(
    "--answer-within <seconds>",
    "what a worker asks counts as denied when you have not answered for so long (default: 600)",
  ).argParser(wholeFrom(1));
}

export function unsafeOption(): Option {
  return new Option("--unsafe", "allow a language model without a wall around it");
}

/** For the demo and tests: what the playbook waits before it answers. */
export function turnDelayOption(): Option {
  return new Option("--turn-delay-ms <n>").argParser(wholeFrom(0)).hideHelp();
}

export function startOptions(command: Command): Command {
  const first = command
    .addOption(modelOption())
    .addOption(targetOption())
    .addOption(
      new Option("--port <n>", "the port of the page (default: one of the daemon's choice)").argParser(
        wholeFrom(0),
      ),
    )
    .addOption(workersOption())
    .addOption(quietAfterOption())
    .addOption(answerWithinOption())
    .addOption(
      budgetOption(
        "day",
        "US dollars that all workers may use in a day, or none (default: 25 when a language model answers)",
      ),
    )
    .addOption(budgetOption("project", "US dollars that all workers may ever use, or none (default: none)"));
  return roomOptions()
    .reduce((before, option) => before.addOption(option), first)
    .addOption(unsafeOption())
    .addOption(homeOption())
    .addOption(turnDelayOption())
    .addOption(jsonOption());
}

export function serveOptions(
  options: StartOptions,
  at: { readonly path: string; readonly home: string; readonly hint?: string },
): ServeOptions {
  const { model, target, port, workers, answerWithin, quietAfter, turnDelayMs, dayBudget, projectBudget } =
    options;
  const { workerMemoryMb, diskFloorMb, startGapMs } = options;
  return {
    path: resolve(at.path),
    home: at.home,
    isUnsafe: options.unsafe ?? false,
    ...(at.hint === undefined ? {} : { hint: at.hint }),
    ...(model === undefined ? {} : { model }),
    ...(target === undefined ? {} : { target }),
    ...(port === undefined ? {} : { port }),
    ...(workers === undefined ? {} : { runsMax: workers }),
    ...(workerMemoryMb === undefined ? {} : { workerMemoryMb }),
    ...(diskFloorMb === undefined ? {} : { diskFloorMb }),
    ...(startGapMs === undefined ? {} : { startGapMs }),
    ...(dayBudget === undefined ? {} : { dayUsdMax: dayBudget }),
    ...(projectBudget === undefined ? {} : { projectUsdMax: projectBudget }),
    ...(quietAfter === undefined ? {} : { quietAfterMs: quietAfter * 1_000 }),
    ...(answerWithin === undefined ? {} : { answerWithinMs: answerWithin * 1_000 }),
    ...(turnDelayMs === undefined ? {} : { turnDelayMs }),
  };
}

/** @throws Declined when something was asked for that only a start can give */
export function refuseStartOptions(options: StartOptions, place: DaemonPlace): void {
  const names = Object.entries(ONLY_AT_START).filter(([name]) => Object.hasOwn(options, name));
  if (names.length === 0) return;
  throw new Declined(
    "already-runs",
    `JARVIS already runs on ${shortPath(place.home)} (process ${place.pid}), so ${names.map(([, flag]) => flag).join(" and ")} can change nothing. Leave ${names.length === 1 ? "it" : "them"} out, or end it first: jarvis quit`,
  );
}
