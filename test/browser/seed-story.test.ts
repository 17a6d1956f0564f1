// The conversation that this product was asked for, line by line, in a browser, with real agents, git and checks; reloaded, opened twice, restarted.
import { execFileSync } from "node:child_process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leftoversOf } from "../e2e/demo-evidence.ts";
import type { Host } from "../../src/wire/host.ts";
import { until } from "../e2e/until.ts";
import { makeSampleScene, makeScene, type Scene } from "../e2e/scene.ts";
import { launchBrowser, openPage, PHONE, STEP_MS_MAX, switchProject } from "./testing/browser.ts";
import type { SignedIn } from "./testing/browser.ts";
import { openTestDaemon, type TestDaemon } from "./testing/daemon.ts";
import { hangDoors, type Doors } from "./testing/doors.ts";
import { type Fleet, fleetOf } from "./testing/fleet.ts";
import { expectQuiet } from "./testing/noise.ts";
import { expectLanded, untilRuns } from "./testing/in-git.ts";
import { expectSpoken, isToldAbout, spoken, type Talk, talkOf, WATCH_COMPOSER } from "./testing/talk.ts";
import { expectInReadme, readTranscript, renderTranscript } from "./testing/transcript.ts";

/** It takes about 100 s on two cores, most of it the model's. */
const STORY_MS_MAX = 400_000;
/** A report turn of a slow model: a message of the user must not wait for it. */
const REPORT_TURN_MS = 30_000;
const CONVERSING = /^Main Orchestrator — ?Active – Conversing/;

let browser: Browser;
let scene: Scene;
let shop: Scene;
let doors: Doors;
let daemon: TestDaemon;
let user: SignedIn;
let talk: Talk;
let fleet: Fleet;

beforeAll(async () => {
  browser = await launchBrowser();
  scene = makeSampleScene();
  shop = makeScene({ name: "shop", files: { "README.md": "# Shop\n" } });
  scene.write("mine.txt", "mine\n");
  doors = hangDoors(scene.folder, ["r-1.1", "r-2.1"]);
  const { repository, home } = scene;
  daemon = await openTestDaemon({ repository, home });
  user = await openPage(browser, daemon, { initScript: WATCH_COMPOSER });
  talk = talkOf(user.page);
  fleet = fleetOf(await user.openTab("fleet"));
}, STORY_MS_MAX);

afterAll(async () => {
  await browser.close();
  await daemon.close();
  doors.remove();
  scene.remove();
  shop.remove();
});

test(
  "the conversation of the seed",
  async () => {
    await wishForTwo();
    await startTheFirst();
    await discussTheSecondBeside();
    await startTheSecond();
    await askWhileBothWork();
    await openAnotherProject();
    await hearTheFirstReport();
    await landTheFirst();
    await loseTheDaemon();
    await landTheSecond();
    await lookAtItOnAPhone();
    expectQuiet(user.noise);
    expect(daemon.told).toEqual([]);
    expectInReadme(renderTranscript(await readTranscript(talk)));
    await user.context.close();
    await daemon.rest();
    await daemon.close();
    expect(leftoversOf(scene)).toEqual({ worktrees: 0, branches: 0, locks: 0, processes: 0 });
  },
  STORY_MS_MAX,
);

/** Says it, sees in the other tab that the orchestrator converses, and hears the answer. */
async function converse(text: string): Promise<string> {
  const shown = await fleet.record(fleet.first);
  const answer = await talk.hear(text);
  await until(
    "the orchestrator to converse",
    async () => (await shown()).some((one) => CONVERSING.test(one)),
    {
      limitMs: STEP_MS_MAX,
    },
  );
  return answer;
}

async function wishForTwo(): Promise<void> {
  await fleet.says(fleet.first, /^Main Orchestrator — ?Idle/);
  const answer = await converse("I want to add dark mode and user profile features");
  expect(answer).toContain("Let's start with dark mode");
  const draft = talk.draft("T-1");
  await draft.getByText("Dark mode toggle in settings").waitFor();
  expect(await draft.getByRole("button", { name: "Approve & start" }).isEnabled()).toBe(true);
  await fleet.says(fleet.grid.getByRole("row", { name: /^T-1: / }), "no worker", "Draft");
  expect(await talk.tile("Worker 1").count()).toBe(0);
  await untilRuns(scene);
}

async function startTheFirst(): Promise<void> {
  const undo = talk.started("T-1").getByRole("button", { name: "Undo the approval of T-1" });
  const [answer] = await Promise.all([converse("Sounds good, implement it"), undo.waitFor()]);
  expect(answer).toContain("is starting on T-1");
  expect(answer).toContain("I remain available");
  await talk.started("T-1").getByText("Approved by your words “Sounds good, implement it”").waitFor();
  await doors.of("r-1.1").reached();
  await talk.tile("Worker 1").getByText("Working").waitFor();
  const row = fleet.row("Worker 1");
  await fleet.says(row, "Dark mode toggle in settings", "Working", "Bash npm test");
  await row.getByRole("button", { name: "Copy branch: jarvis/t-1.1-dark-mode-toggle-in-settings" }).waitFor();
  expect(scene.git("branch", "--list", "jarvis/*")).toContain("jarvis/t-1.1-dark-mode-toggle-in-settings");
  await untilRuns(scene, "r-1.1");
}

async function discussTheSecondBeside(): Promise<void> {
  await talk.composer.fill("Great! For user");
  const before = await talk.entries();
  await talk.page.reload();
  await talk.started("T-1").waitFor();
  expect(await talk.composer.inputValue()).toBe("Great! For user");
  await expectSpoken(talk, spoken(before));
  const answer = await converse("Great! For user profiles, I want a display name and an e-mail address");
  expect(answer).toContain("I drafted T-2 “User profile”");
  await talk.draft("T-2").getByRole("button", { name: "Approve & start" }).waitFor();
  await fleet.says(fleet.row("Worker 1"), "Working", "Bash npm test");
}

async function startTheSecond(): Promise<void> {
  const second = talkOf(await user.openTab("talk"));
  await second.draft("T-2").waitFor();
  await expectSpoken(second, spoken(await talk.entries()));
  const answer = await converse("Okay, implement user profiles too");
  expect(answer).toContain("is starting on T-2");
  for (const tab of [talk, second])
    await tab
      .started("T-2")
      .getByText("Approved by your words “Okay, implement user profiles too”")
      .waitFor();
  await expectSpoken(second, spoken(await talk.entries()));
  await second.page.close();
  await doors.of("r-2.1").reached();
  await fleet.says(
    fleet.grid.getByRole("rowgroup", { name: "Under way" }),
    /Worker 2 .*Working.*Bash npm test.*Worker 1 .*Working.*Bash npm test/,
  );
  await talk.tile("Worker 1").getByText("Working").waitFor();
  await talk.tile("Worker 2").getByText("Working").waitFor();
  await untilRuns(scene, "r-1.1", "r-2.1");
}

async function askWhileBothWork(): Promise<void> {
  const both = await converse("how is it going?");
  expect(both).toMatch(
    /^- T-1 .*Worker 1 · jarvis\/t-1\.1-.* working .*\n- T-2 .*Worker 2 · jarvis\/t-2\.1-.* working /,
  );
  const one = await converse("what is worker 2 doing?");
  expect(one).toContain("Worker 2");
  expect(one).not.toContain("Worker 1");
}

/** A second tab goes to it; nothing of either appears in the other. */
async function openAnotherProject(): Promise<void> {
  const opened = await daemon.openProject({ path: shop.repository });
  const before = await talk.entries();
  const other = talkOf(await user.openTab("talk"));
  await switchProject(other.page, "my-app", "shop");
  await other.page.getByText("What should be built first?").waitFor();
  await other.say("Add opening hours\n```sh\necho 9-17 > hours.txt\n```");
  await other.draft("T-1").getByText("Opening hours").first().waitFor();
  expect(spoken(await talk.entries())).toEqual(spoken(before));
  await other.page.getByRole("link", { name: /^Fleet/ }).click();
  const rows = fleetOf(other.page).grid.getByRole("row", { name: /^(?:Worker \d+|T-\d+): / });
  await rows.first().waitFor();
  expect(await rows.evaluateAll((all) => all.map((row) => row.ariaLabel))).toEqual(["T-1: Opening hours"]);
  expect(new URL(other.page.url()).pathname).toBe(`/p/${opened.id}/fleet`);
  await switchProject(other.page, "shop", "my-app");
  await other.started("T-2").waitFor();
  await expectSpoken(other, spoken(await talk.entries()));
  await other.page.close();
}

async function hearTheFirstReport(): Promise<void> {
  host().setReportDelay(REPORT_TURN_MS);
  doors.of("r-1.1").open();
  const report = await talk.entry("Worker 1's report", ({ speaker }) => speaker === "Worker 1 reports");
  expect(report).toMatchObject({ kind: "report" });
  expect(report.text).toContain("T-1 “Dark mode toggle in settings”: done");
  await talk.review("T-1").getByRole("button", { name: "Land" }).waitFor();
  const commit = scene.git("rev-parse", "--short=7", "jarvis/t-1.1-dark-mode-toggle-in-settings").trim();
  await fleet
    .row("Worker 1")
    .getByRole("button", { name: `Copy commit: ${commit}` })
    .waitFor();
  await until("a report turn", isReporting, { limitMs: STEP_MS_MAX });
  await fleet.says(fleet.first, /^Main Orchestrator — ?Active – Reviewing Worker 1/);
  // The report turn is put off for it, and told again with a model that is quick.
  host().setReportDelay(0);
  expect(await converse("how is it going?")).toContain("T-1 Dark mode toggle in settings");
  const told = await talk.entry("JARVIS about Worker 1", isToldAbout("Worker 1"));
  // The user's answer came first, although the report was there before the question.
  const answer = (await talk.entries()).findLast(
    ({ speaker, text }) => speaker === "JARVIS" && text.includes("T-1 Dark mode toggle in settings"),
  );
  expect(told.index).toBeGreaterThan(answer?.index ?? Number.POSITIVE_INFINITY);
  expect(told.text).toContain("Worker 1 finished T-1");
}

function host(): Host {
  const [first] = daemon.projects();
  if (first === undefined) throw new RangeError("the daemon has no project");
  return first.host;
}

function isReporting(): boolean {
  return host()
    .requests()
    .some(({ kind, lastByteAt }) => kind === "report" && lastByteAt === 0);
}

async function landTheFirst(): Promise<void> {
  await landByWords("T-1", "merge it");
  await expectLanded(talk, scene, "T-1");
  expect(scene.git("ls-tree", "-r", "--name-only", "main")).toContain("src/theme.js");
  await fleet.says(fleet.row("Worker 2"), "Working", "Bash npm test");
  await untilRuns(scene, "r-2.1");
}

/** The card says so, and for a moment it can be taken back. */
async function landByWords(ticket: string, words: string): Promise<void> {
  await converse(words);
  const card = talk.review(ticket);
  await card.getByText(`Approved to land by your words “${words}”`).waitFor();
  await card.getByRole("button", { name: `Undo the approval of ${ticket}` }).waitFor();
}

/** It ends and comes back at the same address: the page sees to itself, and the worker goes on. */
async function loseTheDaemon(): Promise<void> {
  const { repository, home } = scene;
  const { port } = daemon;
  const before = spoken(await talk.entries());
  await user.noise.whileAway(async () => {
    await daemon.close();
    await talk.page.getByText("No connection to JARVIS.").waitFor();
    await talk.composer.fill("land");
    daemon = await openTestDaemon({ repository, home, port });
    await talk.page.getByText("No connection to JARVIS.").waitFor({ state: "hidden" });
    await fleet.says(fleet.first, /^Main Orchestrator — ?(?!Offline)/);
  });
  expect(await talk.composer.inputValue()).toBe("land");
  expect(spoken(await talk.entries())).toEqual(before);
  await fleet.says(fleet.row("Worker 2"), "Working", "Bash npm test");
}

async function landTheSecond(): Promise<void> {
  doors.of("r-2.1").open();
  await talk.entry("Worker 2's report", ({ speaker }) => speaker === "Worker 2 reports");
  await talk.review("T-2").getByRole("button", { name: "Land" }).waitFor();
  await talk.entry("JARVIS about Worker 2", isToldAbout("Worker 2"));
  await landByWords("T-2", "land T-2");
  await expectLanded(talk, scene, "T-2");
  expect(scene.git("ls-tree", "-r", "--name-only", "main")).toContain("src/profile.js");
  expect(await converse("how is it going?")).toMatch(/T-1 .*landed.*\n.*T-2 .*landed/);
  await fleet.grid.getByRole("button", { name: "Landed & closed (2)" }).click();
  await fleet.says(fleet.row("Worker 1"), "Landed");
  await fleet.says(fleet.row("Worker 2"), "Landed");
  await untilRuns(scene);
  // Both on one tree, as the checks saw it.
  execFileSync("npm", ["test"], { cwd: scene.repository, stdio: "ignore" });
}

async function lookAtItOnAPhone(): Promise<void> {
  for (const { page } of [talk, fleet]) {
    await page.setViewportSize(PHONE);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
    await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: /^Talk/ }).waitFor();
  }
  const composer = await talk.composer.boundingBox();
  expect(composer?.y).toBeLessThan(PHONE.height);
  // What was opened at the desk is open on the phone.
  await fleet.page.getByRole("article", { name: "Worker 2: User profile" }).getByText("Landed").waitFor();
}
