// How long a daemon of a large home takes until its first client has everything, and what it costs: from the start of its process to the last byte
// of the snapshot at a client on its socket.
import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { makeScene } from "../test/e2e/scene.ts";
import { makeLargeHome, type LargeHome } from "./restart/home.ts";
import { openHome, type Opened } from "./restart/open-home.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const START_LIMIT_MS = 2_000;
const RSS_LIMIT_MB = 200;
const REPEATS_MAX = 5;
export async function run({ signal, progress }: BenchOptions): Promise<BenchResult> {
  const scene = makeScene({ files: { "README.md": "# Large\n" } });
  try {
    const common = realpathSync(join(scene.repository, ".git"));
    // A project is known by the digest of where its git directory is.
    const id = createHash("sha256").update(common).digest("hex").slice(0, 12);
    const folder = join(scene.home, "projects", id);
    mkdirSync(folder, { recursive: true });
    const home = await makeLargeHome({ folder, project: { id, root: scene.repository } }, progress);
    const starts: Opened[] = [];
    while (starts.length < REPEATS_MAX && (starts.length === 0 || !signal.aborted)) {
      starts.push(await openHome(scene, id));
      progress(`start ${starts.length}: ${JSON.stringify(starts.at(-1))}`);
    }
    return resultOf(home, starts);
  } finally {
    scene.remove();
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
      answersMs: of("answersMs"),
      settledMb: of("settledMb"),
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
