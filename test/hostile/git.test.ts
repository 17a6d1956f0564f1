// A hostile repository and a hostile worker, through the real daemon: commands, page, HTTP and memory stay what they are, whatever a branch,
// files, a commit and lines of 100 MB are called and say. The control is what plain git says of them.
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../src/cli/testing/world.ts";
import { pathTo } from "../../src/wire/routes.ts";
import { launchBrowser } from "../browser/testing/browser.ts";
import { lastJson, runJarvis } from "../e2e/jarvis-process.ts";
import type { Parsed } from "../e2e/journal-of.ts";
import type { Scene } from "../e2e/scene.ts";
import { ACTS } from "./testing/acts.ts";
import { BRANCH, FILE_COUNT, LINE_BYTES, makeHostileScene, TICKET } from "./testing/hostile-repository.ts";
import { openWatchedPage } from "./testing/watched-page.ts";

const TEST_MS_MAX = 240_000;
/** What the daemon may ever have in memory; at rest it has 120 MB. */
const DAEMON_BYTES_MAX = 300_000_000;
/** Longest that anything printed for people may be: the largest diff, and words around it. */
const PRINTED_CHARS_MAX = 2_600_000;

let browser: Browser;
let scene: Scene;
/** As `jarvis start` says it. */
let daemon: Parsed;

beforeAll(async () => {
  browser = await launchBrowser();
  scene = makeHostileScene();
  const start = ["start", "-d", ".", "--turn-delay-ms", "0", "--target", BRANCH, "--home", scene.home];
  daemon = lastJson(await runJarvis([...start, "--json"], { cwd: scene.repository }));
  for (const argv of [
    ["add", scene.ticket(TICKET)],
    ["approve", "T-1"],
    ["wait", "T-1"],
  ]) {
    const lines = await printed(argv);
    expect(lines).not.toMatch(ACTS);
  }
}, TEST_MS_MAX);

afterAll(async () => {
  await browser.close();
  await runJarvis(["quit", "--home", scene.home]);
  scene.remove();
}, TEST_MS_MAX);

/** @throws when it ends with another status than 0 */
async function printed(argv: readonly string[]): Promise<string> {
  const ran = await run([...argv, "--home", scene.home]);
  if (ran.exitCode !== 0)
    throw new Error(`jarvis ${argv.join(" ")} ended with ${ran.exitCode}: ${ran.stderr}`);
  return ran.stdout;
}

describe("what a hostile worker has committed", () => {
  test.each(["ls", "show T-1", "diff W1", "logs W1", "logs W1 --review"])(
    "is letters in `jarvis %s`, also as JSON",
    async (words) => {
      const argv = words.split(" ");
      const lines = await printed(argv);
      expect(lines).not.toMatch(ACTS);
      expect(lines.length).toBeLessThan(PRINTED_CHARS_MAX);
      expect((await printed([...argv, "--json"])).trimEnd()).not.toMatch(ACTS);
    },
    TEST_MS_MAX,
  );

  test("is on the board with its branch and its commit, and in the diff with every file", async () => {
    const board = await printed(["ls"]);
    expect(board).toContain("feat: owned");
    expect((await printed(["ls", "--json"])).length).toBeLessThan(10_000);
    expect(board).toContain("niam/gnp-$(id)-<img/src=x/onerror=canary()>-");
    const patch = await printed(["diff", "W1"]);
    expect(patch.match(/^diff --git /gm)).toHaveLength(FILE_COUNT);
    expect(patch).toContain("the diff is longer than");
  });

  test(
    "is drawn by the page without anything coming of it, each file by its own name",
    async () => {
      const { url, project, signInUrl } = daemon;
      const watched = await openWatchedPage(browser, { url, signInUrl: async () => signInUrl });
      const see = async (screen: string, list: string, first: RegExp) => {
        await watched.open(`/p/${project}/${screen}`);
        const rows = await watched.rows(list, first);
        await watched.answers();
        expect(await watched.faults()).toEqual({});
        return rows;
      };
      await see("talk", "[role=log]", /Worker 1 reports/);
      await see("fleet", '[aria-label="All agents"]', /feat: /);
      await see("worker/R-1.1", '[aria-label="Timeline of R-1.1"]', /Bash/);
      const files = await see("review/T-1", ".diff-view [role=region]", /words\.txt/);
      expect(new Set(files).size).toBe(FILE_COUNT);
      expect(files.join("\n")).toContain(String.raw`turn\u202egnp.sh`);
      expect(files.join("\n")).toContain(String.raw`esc\u001b[2J\u001b]0;owned\a.txt`);
      await watched.close();
    },
    TEST_MS_MAX,
  );

  test("the control: it is not letters in what git says", () => {
    const subject = scene.git("log", "-1", "--all", "--author-date-order", "--format=%s", "--grep=feat");
    expect(subject).toMatch(ACTS);
    expect(scene.git("for-each-ref", "--format=%(refname)")).toMatch(ACTS);
    expect(scene.git("log", "--all", "--grep=feat", "--name-only", "-z", "--format=")).toMatch(ACTS);
    expect(scene.git("log", "--all", "--grep=feat", "-p", "--format=", "--", "words.txt")).toMatch(ACTS);
  });
});

/** What a message is answered with that says how long it is and then sends `begin`. */
async function send(
  lengthBytes: number,
  begin: string,
): Promise<{ readonly status: number; readonly body: Parsed }> {
  const headers = {
    authorization: `Bearer ${readFileSync(join(scene.home, "token"), "utf8").trim()}`,
    "content-type": "application/json",
    "content-length": lengthBytes,
  };
  const path = pathTo("command", { project: daemon.project, command: "say" });
  const asked = request(`${daemon.url}${path}`, { method: "POST", headers });
  asked.write(begin);
  const [answer]: IncomingMessage[] = await once(asked, "response");
  if (answer === undefined) throw new RangeError("an answer without an answer");
  const body: Parsed = JSON.parse(await text(answer));
  asked.destroy();
  return { status: answer.statusCode ?? 0, body };
}

describe("a line of 100 MB", () => {
  test("as a message is refused before it is read, with the bound", async () => {
    const answer = await send(LINE_BYTES, `{"text":"${"x".repeat(1_000)}`);
    expect(answer).toMatchObject({ status: 413, body: { code: "too-large" } });
    expect(answer.body.message).toContain("at most 1048576 are taken");
  });

  test("and what is shorter but no message is refused as well", async () => {
    const body = JSON.stringify({ text: "x".repeat(70_000), seenSeq: 0 });
    const answer = await send(body.length, body);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body).length).toBeLessThan(2_000);
    expect(answer.body.message).toContain("65536");
  });

  test("leaves the daemon's memory bounded", () => {
    const path = `/proc/${daemon.pid}/status`;
    if (!existsSync(path)) return;
    const [, peakKb = ""] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(path, "utf8")) ?? [];
    const peakBytes = Number(peakKb) * 1024;
    console.log(
      `A file, an output and a message with a line of ${LINE_BYTES / 1e6} MB: the daemon had at most ${Math.round(peakBytes / 1e6)} MB.`,
    );
    expect(peakBytes).toBeGreaterThan(0);
    expect(peakBytes).toBeLessThan(DAEMON_BYTES_MAX);
  });
});
