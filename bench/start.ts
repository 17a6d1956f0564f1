// How long an approval takes to become work, and what a daemon costs while nothing happens.
import { readFileSync } from "node:fs";
import { spreadOf } from "../src/cli/demo-figures.ts";
import { choiceOf, isCardOf } from "../src/cli/demo-ticket.ts";
import { watch } from "../src/cli/watch.ts";
import { openHost } from "../src/compose/host.ts";
import { startJarvis, type JarvisProcess } from "../test/e2e/jarvis-process.ts";
import { descendantsOf } from "../test/e2e/live-processes.ts";
import { makeSampleScene, type Scene } from "../test/e2e/scene.ts";
import { until } from "../test/e2e/until.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const LIMIT_MS = 1_500;
const LIMIT_MB = 150;
const STARTS = 8;
const STEP_MS_MAX = 60_000;
/** What is kept warm between two questions to git ends after 10 s. */
const WARM_MS = 12_000;
/** Then nothing happens for so long while the subprocesses are counted. */
const IDLE_MS = 2_000;

export async function run(options: BenchOptions): Promise<BenchResult> {
  const daemon = await measureDaemon(options);
  const { startsMs, skipped } = await measureStarts(options);
  const { p50, p95 } = spreadOf(startsMs);
  const megabytes = Math.max(daemon.freshMb, daemon.afterTicketMb);
  return {
    name: "start",
    figures: {
      approveToRequestP50Ms: p50,
      approveToRequestP95Ms: p95,
      daemonMb: megabytes,
      freshMb: daemon.freshMb,
      afterTicketMb: daemon.afterTicketMb,
      idleSubprocesses: daemon.idleSubprocesses,
      bannerMs: daemon.bannerMs,
    },
    ratio: Math.max(p95 / LIMIT_MS, megabytes / LIMIT_MB, daemon.idleSubprocesses === 0 ? 0 : 2),
    comparedWith: `the worst of the limits ${LIMIT_MS} ms at p95, ${LIMIT_MB} MB and no subprocess (2 when there is one)`,
    repeats: startsMs.length,
    skipped,
  };
}

interface Daemon {
  readonly bannerMs: number;
  readonly freshMb: number;
  readonly afterTicketMb: number;
  readonly idleSubprocesses: number;
}

/** A daemon in a process of its own: before anything is said, and after a ticket has landed and its agents are gone. */
async function measureDaemon({ progress }: BenchOptions): Promise<Daemon> {
  const scene = makeSampleScene();
  const begun = performance.now();
  const jarvis = startJarvis(["chat", scene.repository, "--home", scene.home, "--turn-delay-ms", "0"]);
  try {
    await jarvis.sees(/\/help shows/);
    const bannerMs = Math.round(performance.now() - begun);
    const idleSubprocesses = await countWhileIdle(jarvis.pid);
    const freshMb = megabytesOf(jarvis.pid);
    progress(`fresh: ${freshMb} MB, ${idleSubprocesses} subprocesses`);
    await landNote(jarvis, scene);
    const afterTicketMb = megabytesOf(jarvis.pid);
    progress(`after a ticket: ${afterTicketMb} MB`);
    return { bannerMs, freshMb, afterTicketMb, idleSubprocesses };
  } finally {
    jarvis.kill("SIGTERM");
    await jarvis.ended;
    scene.remove();
  }
}

/** The most that were there at once, after nothing has happened for a while. */
async function countWhileIdle(pid: number): Promise<number> {
  const begun = performance.now();
  let most = 0;
  await until(
    "the end of the idle time",
    () => {
      const idleMs = performance.now() - begun;
      if (idleMs > WARM_MS) most = Math.max(most, descendantsOf(pid).length);
      return idleMs > WARM_MS + IDLE_MS;
    },
    { limitMs: 2 * (WARM_MS + IDLE_MS) },
  );
  return most;
}

async function landNote(jarvis: JarvisProcess, scene: Scene): Promise<void> {
  jarvis.type("Add a note\n```sh\necho one > note.txt\n```");
  const [, start = ""] = await jarvis.sees(/\[(\d+)\] approve & start\n/);
  jarvis.type(start);
  const [, land = ""] = await jarvis.sees(/\[(\d+)\] land it\n/);
  jarvis.type(land);
  await jarvis.sees(/T-1 landed as/);
  await jarvis.sees(/has landed\. The report says/);
  // The conversation's agent stays for its next message; the worker's and the reviewer's are gone.
  await until("its agents to be gone", () => descendantsOf(jarvis.pid).length <= 1, {
    limitMs: STEP_MS_MAX,
    found: () => `${descendantsOf(jarvis.pid).length} subprocesses in ${scene.folder}`,
  });
}

function megabytesOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes ?? Number.NaN) / 1_024);
}

/** From the click to the worker's first request: a worktree, an agent's process, its session. */
async function measureStarts(
  options: BenchOptions,
): Promise<{ startsMs: readonly number[]; skipped: readonly string[] }> {
  const begun = performance.now();
  const scene = makeSampleScene();
  const host = await openHost({
    path: scene.repository,
    home: scene.home,
    model: "playbook",
    isUnsafe: false,
    turnDelayMs: 0,
  });
  const startsMs: number[] = [];
  try {
    const seen = watch(host.client, STEP_MS_MAX);
    while (startsMs.length < STARTS) {
      if (options.signal.aborted || performance.now() - begun > options.budgetMs * 0.6) break;
      const { text: id } = await host.client.add("# Wait\n\n```sh\nsleep 60\n```\n");
      const card = await seen.until(`the card of ${id}`, (item) => isCardOf(item, id));
      const at = Date.now();
      await host.client.choose(choiceOf(card.item, "approve & start"));
      const runId = `R-${id.slice(2)}.1`;
      const first = await until("its first request", () => host.requests().find((one) => one.id === runId), {
        limitMs: STEP_MS_MAX,
      });
      startsMs.push(first.at - at);
      options.progress(`${id}: ${first.at - at} ms`);
      await host.client.stop(id);
      await host.rest();
    }
  } finally {
    await host.close();
    scene.remove();
  }
  const missing = STARTS - startsMs.length;
  return { startsMs, skipped: missing > 0 ? [`${missing} of ${STARTS} starts: no time`] : [] };
}
