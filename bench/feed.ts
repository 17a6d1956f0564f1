// What the live feed costs: a server with a hundred working tickets in one process, a hundred clients in another, a thousand changed rows a
// second. Then one client that never reads.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import { CLOSE_BYTES } from "../src/wire/feed.ts";
import { runClients } from "./feed/clients.ts";
import { runServer } from "./feed/server.ts";
import type { Received, ServerStart, ServerUse, Stalled } from "./feed/said.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const CLIENTS = 100;
const ROWS_PER_SECOND = 1_000;
const CPU_LIMIT = 0.15;
const P99_LIMIT_MS = 100;
const WARM_MS = 2_000;
const MEASURE_MS = 5_000;
/** The middle one of these is what is published: on a machine that does other things besides, one can be spoilt. */
const REPEATS_MAX = 3;
/** Of the budget, what starting, warming up and stalling may take. */
const REST_MS = 20_000;

interface Repeat extends ServerUse, Received {}

export async function run({ budgetMs, progress }: BenchOptions): Promise<BenchResult> {
  const repeatCount = Math.max(1, Math.min(REPEATS_MAX, Math.floor((budgetMs - REST_MS) / MEASURE_MS)));
  const server = start("server");
  const clients = start("clients");
  try {
    const place = await ask<ServerStart>(server, { type: "start", rowsPerSecond: ROWS_PER_SECOND });
    await ask(clients, { type: "join", place, count: CLIENTS });
    progress(`${CLIENTS} clients follow`);
    await pass(WARM_MS);
    const repeats: Repeat[] = [];
    while (repeats.length < repeatCount) {
      repeats.push(await measureOnce(server, clients));
      progress(`measured: ${JSON.stringify(repeats.at(-1))}`);
    }
    await ask(clients, { type: "leave" });
    await ask(server, { type: "clear" });
    const stalling = ask<Stalled>(server, { type: "stall" });
    await ask(clients, { type: "stall", place });
    const stalled = await stalling;
    progress(`a client that never reads: ${JSON.stringify(stalled)}`);
    return resultOf(repeats, stalled);
  } finally {
    await Promise.all([server, clients].map(end));
  }
}

async function measureOnce(server: ChildProcess, clients: ChildProcess): Promise<Repeat> {
  await ask(server, { type: "begin" });
  await ask(clients, { type: "begin" });
  await pass(MEASURE_MS);
  const use = await ask<ServerUse>(server, { type: "end" });
  return { ...use, ...(await ask<Received>(clients, { type: "end" })) };
}

function resultOf(repeats: readonly Repeat[], stalled: Stalled): BenchResult {
  const middle = (name: keyof Repeat) =>
    repeats.map((one) => one[name]).toSorted((a, b) => a - b)[Math.floor(repeats.length / 2)] ?? Number.NaN;
  const missedFrames = repeats.reduce((sum, one) => sum + one.missedFrames, 0);
  // One message may be given to a client that has just not reached the bound.
  const stalledBytesLimit = CLOSE_BYTES + stalled.frameBytesMax;
  const ratio = Math.max(
    middle("cpu") / CPU_LIMIT,
    middle("p99Ms") / P99_LIMIT_MS,
    stalled.waitingBytesMax / stalledBytesLimit,
    stalled.isClosed ? 0 : 2,
    missedFrames > 0 ? 2 : 0,
  );
  if (ratio > 1) process.exitCode = 1;
  const headline = { cpu: middle("cpu"), p99Ms: middle("p99Ms"), rssMb: middle("rssMb") };
  const result = {
    ...headline,
    name: "feed",
    figures: {
      ...headline,
      cpuLimit: CPU_LIMIT,
      p99MsLimit: P99_LIMIT_MS,
      p50Ms: middle("p50Ms"),
      maxMs: Math.max(...repeats.map((one) => one.maxMs)),
      clients: CLIENTS,
      rowsPerSecond: middle("rowsPerSecond"),
      deliveredRowsPerSecond: middle("rowsPerSecond") * CLIENTS,
      framesPerSecond: middle("framesPerSecond"),
      frameBytes: middle("frameBytes"),
      missedFrames,
      stalledBytesMax: stalled.waitingBytesMax,
      stalledBytesLimit,
      stalledIsClosed: stalled.isClosed ? 1 : 0,
      measuredMs: middle("measuredMs"),
      // With more than one for each core, the figures in milliseconds tell of the machine.
      loadAverage: loadavg()[0] ?? Number.NaN,
    },
    ratio,
    comparedWith: `the worst of the limits: ${CPU_LIMIT} of one core, ${P99_LIMIT_MS} ms at p99, ${stalledBytesLimit} bytes for a client that never reads (2 when it stays, or a frame is missed)`,
    repeats: repeats.length,
    skipped:
      repeats.length < REPEATS_MAX
        ? [`${REPEATS_MAX - repeats.length} of ${REPEATS_MAX} repeats: no time`]
        : [],
  };
  return result;
}

function start(role: "server" | "clients"): ChildProcess {
  return fork(import.meta.filename, [role], {
    // As `npm start` runs the daemon.
    execArgv: ["--max-semi-space-size=1"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  if (child.connected) child.disconnect();
  await exited;
}

/** Says one thing, and waits for the answer; a child that ends before has failed. */
function ask<Answer>(child: ChildProcess, said: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) =>
      reject(new RangeError(`a part of the benchmark ended with ${code}`));
    child.once("exit", fail);
    child.once("message", (answer) => {
      child.off("exit", fail);
      resolve(answer as Answer);
    });
    child.send(said);
  });
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

if (import.meta.main && process.argv[2] === "server") runServer();
if (import.meta.main && process.argv[2] === "clients") runClients();
