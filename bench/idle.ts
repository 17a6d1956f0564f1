// What a daemon costs while twenty workers are at a step that takes long and nothing is said: its own processor time, what it starts, its memory.
// What the agents' processes cost is printed apart.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { createDaemonApi, type ProjectApi } from "../src/cli/daemon/api.ts";
import { readView } from "../src/cli/daemon/feed.ts";
import { findDaemon } from "../src/cli/daemon/place.ts";
import type { View } from "../src/wire/feed.ts";
import type { BoardRow } from "../src/wire/rows.ts";
import { startJarvis } from "../test/e2e/jarvis-process.ts";
import { descendantsOf, processesOf } from "../test/e2e/live-processes.ts";
import { makeScene } from "../test/e2e/scene.ts";
import { until } from "../test/e2e/until.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const WORKERS = 20;
const CPU_LIMIT = 0.01;
/** Noise of the allocator; a leak of a kilobyte a second would be over it in a minute and a half. */
const GROWTH_LIMIT_MB = 2;
const MEASURE_MS = 60_000;
/** What is kept warm between two questions to git ends after 10 s. */
const SETTLE_MS = 15_000;
const LOOK_MS = 100;
const START_MS_MAX = 180_000;
const TICKET = "# Wait\n\n```sh\ntouch begun.txt; sleep 900\n```\n";
/** `USER_HZ` of Linux, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100;

interface Cost {
  readonly cpu: number;
  readonly agentsCpu: number;
  readonly subprocesses: number;
  readonly rssGrowthMb: number;
  readonly rssMb: number;
  readonly agentsMb: number;
}

export async function run({ progress }: BenchOptions): Promise<BenchResult> {
  const scene = makeScene({ files: { "README.md": "# Idle\n" } });
  const argv = ["start", scene.repository, "--home", scene.home, "--no-open", "--workers", String(WORKERS)];
  const daemon = startJarvis([...argv, "--model", "playbook", "--turn-delay-ms", "0"]);
  try {
    const place = await until("the daemon to answer", () => findDaemon(scene.home), {
      limitMs: START_MS_MAX,
    });
    const api = createDaemonApi(() => place);
    const [project] = await api.projects();
    if (project === undefined) throw new RangeError("the daemon has no project");
    await startAll(
      api.project(project.id),
      async () => (await readView(async () => place, project.id)).tables,
    );
    progress(`${WORKERS} workers are at their step`);
    await wait(SETTLE_MS);
    const cost = await measure(daemon.pid, scene.home);
    progress(JSON.stringify(cost));
    return resultOf(cost);
  } finally {
    daemon.kill("SIGTERM");
    await daemon.ended;
    scene.remove();
  }
}

async function startAll(project: ProjectApi, tables: () => Promise<View["tables"]>): Promise<void> {
  for (let n = 0; n < WORKERS; n += 1) await project.command("add-ticket", { markdown: TICKET });
  for (const { ticket, hash } of Object.values((await tables()).ticket))
    await project.command("approve-ticket", { ticket, hash, landWhenGreen: false });
  let rows: readonly BoardRow[] = [];
  const areAtTheirStep = async () => {
    rows = Object.values((await tables()).board);
    return rows.length === WORKERS && rows.every(({ step }) => step?.startsWith("Bash") === true);
  };
  await until("all workers to be at their step", areAtTheirStep, {
    limitMs: START_MS_MAX,
    found: () => rows.map(({ ticket, status }) => `${ticket} ${status}`).join("; "),
  });
}

async function measure(pid: number, home: string): Promise<Cost> {
  const known = new Set(descendantsOf(pid));
  const agents = processesOf(home).filter((one) => one !== pid);
  const before = { ticks: ticksOf(pid), agents: sum(agents.map(ticksOf)), rssMb: megabytesOf(pid) };
  const begun = performance.now();
  const others = new Set<number>();
  while (performance.now() - begun < MEASURE_MS) {
    await wait(LOOK_MS);
    for (const one of descendantsOf(pid)) if (!known.has(one)) others.add(one);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const cpuOf = (ticks: number) => Number((ticks / TICKS_PER_SECOND / seconds).toFixed(4));
  return {
    cpu: cpuOf(ticksOf(pid) - before.ticks),
    agentsCpu: cpuOf(sum(agents.map(ticksOf)) - before.agents),
    subprocesses: others.size,
    rssGrowthMb: Number((megabytesOf(pid) - before.rssMb).toFixed(1)),
    rssMb: Math.round(megabytesOf(pid)),
    agentsMb: Math.round(sum(agents.map(megabytesOf))),
  };
}

function resultOf(cost: Cost): BenchResult {
  const { cpu, subprocesses, rssGrowthMb } = cost;
  const ratio = Math.max(cpu / CPU_LIMIT, subprocesses === 0 ? 0 : 2, rssGrowthMb / GROWTH_LIMIT_MB);
  if (ratio > 1) process.exitCode = 1;
  const result = {
    cpu,
    subprocesses,
    rssGrowthMb,
    name: "idle",
    figures: {
      ...cost,
      workers: WORKERS,
      seconds: MEASURE_MS / 1_000,
      cpuLimit: CPU_LIMIT,
      growthLimitMb: GROWTH_LIMIT_MB,
    },
    ratio,
    comparedWith: `the worst of the limits ${CPU_LIMIT} of a core, ${GROWTH_LIMIT_MB} MB and no subprocess (2 when there is one)`,
    repeats: 1,
    skipped: [],
  };
  return result;
}

function ticksOf(pid: number): number {
  // The name in brackets may hold anything, so the fields are counted from its end.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function megabytesOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // It ended while it was looked at.
    if (error instanceof Error && "code" in error) return "";
    throw error;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
