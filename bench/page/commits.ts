// From a commit in a worker's worktree to its text in the fleet: twenty real agents on a real daemon, each commits now and then.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, JSHandle, Page } from "playwright-core";
import { spreadOf } from "../../src/cli/demo-figures.ts";
import { choiceOf, isCardOf } from "../../src/cli/demo-ticket.ts";
import { watch } from "../../src/cli/watch.ts";
import type { Host } from "../../src/wire/host.ts";
import { openPage } from "../../test/browser/testing/browser.ts";
import { openTestDaemon } from "../../test/browser/testing/daemon.ts";
import { makeScene } from "../../test/e2e/scene.ts";
import { until } from "../../test/e2e/until.ts";
import type { BenchOptions } from "../run.ts";

const WORKERS = 20;
const COMMITS_EACH = 2;
/** Between two commits of one worker: all of them together then commit twice a second, which is more than twenty people would. */
const PAUSE_S = 11;
/** Longer than the measurement; the daemon ends them when it closes. */
const STAY_S = 100;
const STEP_MS_MAX = 120_000;
/** All rows at once, so that none has to be scrolled to. */
const VIEWPORT = { width: 1440, height: 1800 };

export interface CommitFigures {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly count: number;
  readonly workerCount: number;
  readonly skipped: readonly string[];
}

export async function measureCommits(
  browser: Browser,
  { progress, signal }: BenchOptions,
): Promise<CommitFigures> {
  const scene = makeScene({ name: "twenty", files: { "README.md": "# Twenty\n" } });
  const times = join(scene.folder, "times");
  mkdirSync(times);
  const { repository, home } = scene;
  const daemon = await openTestDaemon({ repository, home, turnDelayMs: 0, runsMax: WORKERS });
  try {
    const [project] = daemon.projects();
    if (project === undefined) throw new RangeError("the daemon has no project");
    const { page, context } = await openPage(browser, daemon, { viewport: VIEWPORT });
    await page.goto(`${daemon.url}/p/${daemon.project}/fleet`);
    await startWorkers(project.host, times);
    await until("all workers to stand at the gate", () => readdirSync(times).length === WORKERS, {
      limitMs: STEP_MS_MAX,
      found: () => `${readdirSync(times).length} are there`,
    });
    progress(`${WORKERS} workers are at it`);
    const seen = await watchCommits(page);
    writeFileSync(join(times, "go"), "");
    const wanted = WORKERS * COMMITS_EACH;
    await until(
      "the last commit to be seen",
      async () => (await seen()).length >= wanted || (signal.aborted && (await seen()).length > 0),
      { limitMs: STEP_MS_MAX },
    );
    const agesMs = (await seen()).map(([name, shownMs]) => Math.round(shownMs - committedMs(times, name)));
    await context.close();
    progress(`from commit to pixel: ${agesMs.toSorted((one, other) => one - other).join(" ")}`);
    const { p50, p95 } = spreadOf(agesMs);
    const missing = wanted - agesMs.length;
    return {
      p50Ms: p50,
      p95Ms: p95,
      maxMs: Math.max(...agesMs),
      count: agesMs.length,
      workerCount: WORKERS,
      skipped: missing > 0 ? [`${missing} of ${wanted} commits: no time`] : [],
    };
  } finally {
    await daemon.close();
    scene.remove();
  }
}

async function startWorkers(host: Host, times: string): Promise<void> {
  const seen = watch(host.client, STEP_MS_MAX);
  for (let worker = 1; worker <= WORKERS; worker += 1) {
    const { text: id } = await host.client.add(ticketFile(worker, times));
    const card = await seen.until(`the card of ${id}`, (item) => isCardOf(item, id));
    await host.client.choose(choiceOf(card.item, "approve & start"));
  }
}

/** Waits until all are there, then commits; the moment of each commit is written down right after it. */
function ticketFile(worker: number, times: string): string {
  const stagger = ((worker - 1) * PAUSE_S) / WORKERS;
  const gate = `touch '${times}/w${worker}'; until [ -e '${times}/go' ]; do sleep 0.5; done; sleep ${stagger}`;
  const commits = Array.from({ length: COMMITS_EACH }, (_, index) => {
    // The row shows the step that runs, too: only the shell writes the subject as it is looked for.
    const subject = `"Note $n of worker ${worker}"`;
    return `n=${index + 1}; sleep ${PAUSE_S}; echo $n > w${worker}.txt; git add -A; git commit -qm ${subject}; date +%s%N > '${times}/${worker}-'$n`;
  });
  // Who is done is reviewed, and twenty agents that start at once are another measurement.
  const steps = [gate, ...commits, `sleep ${STAY_S}`].map((step) => `\`\`\`sh\n${step}\n\`\`\`\n`);
  return `# Work of worker ${worker}\n\n## Steps\n\n${steps.join("\n")}`;
}

/** Which commit was first drawn in which millisecond of the epoch. */
async function watchCommits(page: Page): Promise<() => Promise<readonly (readonly [string, number])[]>> {
  const shown: JSHandle<Readonly<Record<string, number>>> = await page.evaluateHandle(WATCH);
  return async () => Object.entries(await shown.jsonValue());
}

/** A text counts when the frame that has it was drawn: at the beginning of the next one. */
const WATCH = `(() => {
  const shown = {};
  const known = new Set();
  new MutationObserver((changes) => {
    const texts = changes.map(({ target }) => target.textContent).join(" ");
    for (const [, n, worker] of texts.matchAll(/Note (\\d+) of worker (\\d+)/g)) {
      const name = worker + "-" + n;
      if (known.has(name)) continue;
      known.add(name);
      requestAnimationFrame(() => { shown[name] = performance.timeOrigin + performance.now(); });
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  return shown;
})()`;

function committedMs(times: string, name: string): number {
  const path = join(times, name);
  if (!existsSync(path)) throw new RangeError(`${name} was shown and never committed`);
  return Number(readFileSync(path, "utf8")) / 1e6;
}
