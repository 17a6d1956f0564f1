// How long a daemon of a large home takes until its first page can be sent, and what it costs: journal and activity opened and checked, all
// events folded, all rows made and written as the snapshot that a client is sent. HTTP is not part of it.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeLargeHome, type LargeHome } from "./restart/home.ts";
import type { Opened } from "./restart/open-home.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const START_LIMIT_MS = 2_000;
const RSS_LIMIT_MB = 200;
const REPEATS_MAX = 5;
/** A start may take so long before the benchmark gives it up. */
const START_MS_MAX = 60_000;

const OPEN_HOME = join(import.meta.dirname, "restart", "open-home.ts");

export async function run({ signal, progress }: BenchOptions): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-bench-restart-"));
  try {
    const home = await makeLargeHome(folder, progress);
    const starts: Opened[] = [];
    while (starts.length < REPEATS_MAX && (starts.length === 0 || !signal.aborted)) {
      starts.push(await openHome(folder));
      progress(`start ${starts.length}: ${JSON.stringify(starts.at(-1))}`);
    }
    return resultOf(home, starts);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function resultOf(home: LargeHome, starts: readonly Opened[]): BenchResult {
  const of = (figure: Exclude<keyof Opened, "rowsSha256">) => median(starts.map((start) => start[figure]));
  const headline = { startMs: of("startMs"), rssMb: Math.max(...starts.map(({ rssMb }) => rssMb)) };
  const isEqual = starts.every(({ rowsSha256 }) => rowsSha256 === home.rowsSha256);
  const ratio = Math.max(headline.startMs / START_LIMIT_MS, headline.rssMb / RSS_LIMIT_MB, isEqual ? 0 : 2);
  if (ratio > 1) process.exitCode = 1;
  const missing = REPEATS_MAX - starts.length;
  const { events, tickets, liveTickets, activityRows } = home;
  const result = {
    ...headline,
    name: "restart",
    figures: {
      ...headline,
      startMsLimit: START_LIMIT_MS,
      rssMbLimit: RSS_LIMIT_MB,
      openMs: of("openMs"),
      foldMs: of("foldMs"),
      rowsMs: of("rowsMs"),
      processMs: of("processMs"),
      snapshotBytes: of("snapshotBytes"),
      rowsAreEqual: isEqual ? 1 : 0,
      events,
      tickets,
      liveTickets,
      activityRows,
    },
    ratio,
    comparedWith: `the worst of the limits ${START_LIMIT_MS} ms and ${RSS_LIMIT_MB} MB (2 when the rows are not those of the daemon that lived through it)`,
    repeats: starts.length,
    skipped: missing > 0 ? [`${missing} of ${REPEATS_MAX} starts: no time`] : [],
  };
  return result;
}

async function openHome(folder: string): Promise<Opened> {
  const argv = [...startFlags(), OPEN_HOME, folder];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: START_MS_MAX });
  return JSON.parse(stdout) as Opened;
}

/** As `npm start` runs it. */
function startFlags(): readonly string[] {
  const manifest = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  return (/"start": "node ([^"]*)src\/main\.ts"/.exec(manifest)?.[1] ?? "").split(" ").filter(Boolean);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
