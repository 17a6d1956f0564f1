// How smooth the conversation is while an answer is written and twenty workers change what they do: a real server and page, rows and text
// at a steady pace. And the script that is fetched before the conversation stands there.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { PAGE_FOLDER } from "../../src/compose/package.ts";
import { ensureDaemonToken } from "../../src/server/guard/daemon-token.ts";
import { openBrowserSessions } from "../../src/server/guard/sessions.ts";
import { createSignInLinks } from "../../src/server/guard/sign-in-links.ts";
import { startHttpServer } from "../../src/server/http/listen.ts";
import { createPage } from "../../src/server/http/page.ts";
import { createFakeDaemon } from "../../src/server/http/testing/fake-daemon.ts";
import { openPage } from "../../test/browser/testing/browser.ts";
import type { BenchOptions } from "../run.ts";
import { ANSWER, makeTalkingProject, type TalkingProject } from "./talking-project.ts";

const WORKERS = 20;
const DELTAS_PER_SECOND = 80;
/** Of all workers together. */
const ROWS_PER_SECOND = 60;
const PACE_MS = 5;
const WARM_MS = 1_500;
const SECONDS = 6;

export interface StreamingFigures {
  /** Frames in the median second, and in the worst. */
  readonly fpsMedian: number;
  readonly fpsWorst: number;
  readonly longestFrameMs: number;
  readonly deltasPerSecond: number;
  readonly rowsPerSecond: number;
  /** Thousands of bytes, as gzip makes them. */
  readonly initialKb: number;
}

export async function measureStreaming(
  browser: Browser,
  { progress }: BenchOptions,
): Promise<StreamingFigures> {
  const project = makeTalkingProject(WORKERS);
  const stage = await serve(project);
  try {
    const { page, context } = await openPage(browser, stage);
    await page.getByRole("log", { name: "Conversation" }).getByText("You: ").first().waitFor();
    const initialKb = await initialKbOf(page);
    progress(`${initialKb} kB of script`);
    const pace = keepPace(project);
    const frames: readonly number[] = await page.evaluate(COUNT_FRAMES);
    const { deltas, rows, elapsedMs } = pace.stop();
    await expectWritten(page, deltas);
    await context.close();
    const perSecond = framesPerSecond(frames);
    progress(`frames in each second: ${perSecond.join(" ")}`);
    return {
      fpsMedian: perSecond.toSorted((one, other) => one - other)[Math.floor(perSecond.length / 2)] ?? 0,
      fpsWorst: Math.min(...perSecond),
      longestFrameMs: Math.round(Math.max(...frames.slice(1).map((at, index) => at - (frames[index] ?? at)))),
      deltasPerSecond: Math.round((deltas / elapsedMs) * 1_000),
      rowsPerSecond: Math.round((rows / elapsedMs) * 1_000),
      initialKb,
    };
  } finally {
    await stage.close();
  }
}

/** When each frame began, after a while to get into step. */
const COUNT_FRAMES = `new Promise((done) => {
  const frames = [];
  const begun = performance.now() + ${WARM_MS};
  const note = (at) => {
    if (at >= begun) frames.push(at);
    if (at > begun + ${SECONDS * 1_000}) done(frames);
    else requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
})`;

function framesPerSecond(frames: readonly number[]): readonly number[] {
  const [begun = 0] = frames;
  return Array.from({ length: SECONDS }, (_, second) => {
    const from = begun + second * 1_000;
    return frames.filter((at) => at >= from && at < from + 1_000).length;
  });
}

/** All script that was fetched until the conversation stood there, and its compressed size. */
async function initialKbOf(page: Page): Promise<number> {
  const fetched: readonly string[] = await page.evaluate(
    'performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)',
  );
  const scripts = new Set(fetched.filter((path) => path.endsWith(".js")));
  const bytes = [...scripts].map((path) => gzipSync(readFileSync(join(PAGE_FOLDER, path))).length);
  return Math.round(bytes.reduce((sum, one) => sum + one, 0) / 1_000);
}

interface Pace {
  stop(): { readonly deltas: number; readonly rows: number; readonly elapsedMs: number };
}

/** As much as is due by the clock, so that a late timer makes no less of it. */
function keepPace(project: TalkingProject): Pace {
  const begun = performance.now();
  let deltas = 0;
  let rows = 0;
  const timer = setInterval(() => {
    const elapsedS = (performance.now() - begun) / 1_000;
    for (; deltas < elapsedS * DELTAS_PER_SECOND; deltas += 1)
      project.sayDelta(ANSWER[deltas % ANSWER.length] ?? "");
    for (; rows < elapsedS * ROWS_PER_SECOND; rows += 1) project.noteStep(rows);
  }, PACE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { deltas, rows, elapsedMs: performance.now() - begun };
    },
  };
}

/** Deltas may be dropped; frames that show no text prove nothing. */
async function expectWritten(page: Page, deltas: number): Promise<void> {
  const shown = await page.getByRole("log", { name: "Conversation" }).locator("[aria-busy=true]").innerText();
  const wordsSaid = Array.from({ length: deltas }, (_, index) => ANSWER[index % ANSWER.length] ?? "")
    .join("")
    .split(/\s+/).length;
  if (shown.split(/\s+/).length < wordsSaid / 2)
    throw new RangeError(
      `Of ${wordsSaid} words that were said, the page shows ${shown.split(/\s+/).length}.`,
    );
}

interface Stage {
  readonly url: string;
  readonly project: string;
  signInUrl(): Promise<string>;
  close(): Promise<void>;
}

async function serve(project: TalkingProject): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-bench-page-"));
  const nowMs = () => Date.now();
  const links = createSignInLinks(nowMs);
  const server = await startHttpServer({
    port: 0,
    ifTaken: "fail",
    publicOrigins: [],
    daemon: createFakeDaemon([project.live]),
    sessions: openBrowserSessions({ folder, nowMs, tell: () => undefined }),
    links,
    bearerToken: ensureDaemonToken(folder, () => undefined),
    page: createPage({ folder: PAGE_FOLDER, buildState: () => "ready" }),
    onDefect: (where, error) => console.error(where, error),
  });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    project: project.live.id,
    signInUrl: async () => `${url}/login?t=${links.make()}`,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
