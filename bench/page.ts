// What the page costs whoever looks at it, in Chromium: how soon a worker's commit can be seen, how smooth an answer is written beside twenty
// busy workers, and how much script is fetched before the conversation stands there.
import { launchBrowser } from "../test/browser/testing/browser.ts";
import { measureCommits } from "./page/commits.ts";
import { measureStreaming } from "./page/streaming.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const COMMIT_LIMIT_MS = 150;
const FPS_LIMIT = 55;
const INITIAL_LIMIT_KB = 320;

export async function run(options: BenchOptions): Promise<BenchResult> {
  const browser = await launchBrowser();
  try {
    // First, since its daemon builds the page when that is not there yet.
    const commits = await measureCommits(browser, options);
    const streaming = await measureStreaming(browser, options);
    const ratio = Math.max(
      commits.p95Ms / COMMIT_LIMIT_MS,
      FPS_LIMIT / streaming.fpsMedian,
      streaming.initialKb / INITIAL_LIMIT_KB,
    );
    if (ratio > 1) process.exitCode = 1;
    const headline = {
      commitToPixelP95Ms: commits.p95Ms,
      fpsMedian: streaming.fpsMedian,
      initialKb: streaming.initialKb,
    };
    const result = {
      ...headline,
      name: "page",
      figures: {
        ...headline,
        commitToPixelLimitMs: COMMIT_LIMIT_MS,
        fpsLimit: FPS_LIMIT,
        initialLimitKb: INITIAL_LIMIT_KB,
        commitToPixelP50Ms: commits.p50Ms,
        commitToPixelMaxMs: commits.maxMs,
        commits: commits.count,
        workers: commits.workerCount,
        fpsWorstSecond: streaming.fpsWorst,
        longestFrameMs: streaming.longestFrameMs,
        deltasPerSecond: streaming.deltasPerSecond,
        rowsPerSecond: streaming.rowsPerSecond,
      },
      ratio,
      comparedWith: `the worst of the limits: ${COMMIT_LIMIT_MS} ms from commit to pixel at p95, ${FPS_LIMIT} frames in the median second, ${INITIAL_LIMIT_KB} kB of script before the conversation`,
      repeats: commits.count,
      skipped: commits.skipped,
    };
    return result;
  } finally {
    await browser.close();
  }
}
