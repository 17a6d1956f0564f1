// The control of "the page complains of nothing": what a page in disorder does is heard.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSampleScene, type Scene } from "../e2e/scene.ts";
import { until } from "../e2e/until.ts";
import { launchBrowser, openPage } from "./testing/browser.ts";
import { openTestDaemon, type TestDaemon } from "./testing/daemon.ts";
import { expectQuiet, type Heard } from "./testing/noise.ts";
import { talkOf } from "./testing/talk.ts";

const HOOK_MS_MAX = 120_000;
const HEARD_MS_MAX = 10_000;
const ELSEWHERE = "http://elsewhere.test/pixel.png";

let browser: Browser;
let scene: Scene;
let daemon: TestDaemon;

beforeAll(async () => {
  browser = await launchBrowser();
  scene = makeSampleScene();
  daemon = await openTestDaemon({ repository: scene.repository, home: scene.home });
}, HOOK_MS_MAX);

afterAll(async () => {
  await browser.close();
  await daemon.close();
  scene.remove();
});

/** What is heard once the page has run this, which the test waits for. */
async function heardOf(
  script: string,
  isHeard: (heard: Heard) => boolean,
  options: { readonly isPolicyOff?: boolean } = {},
): Promise<Heard> {
  const { page, noise, context } = await openPage(browser, daemon, options);
  await talkOf(page).composer.waitFor();
  expectQuiet(noise);
  await page.evaluate(script);
  await until("the page to be heard", () => isHeard(noise.heard()), { limitMs: HEARD_MS_MAX });
  expect(() => expectQuiet(noise)).toThrow("deep-equal");
  await context.close();
  return noise.heard();
}

test("hears an error on the console", async () => {
  const { console } = await heardOf('console.error("lost")', (heard) => heard.console.length > 0);
  expect(console[0]).toContain("lost");
});

test("hears an error that nobody catches", async () => {
  const script = 'void setTimeout(() => { throw new Error("nobody catches this"); })';
  const { pageErrors } = await heardOf(script, (heard) => heard.pageErrors.length > 0);
  expect(pageErrors[0]).toContain("nobody catches this");
});

test("hears what the policy has stopped", async () => {
  const script = `void (new Image().src = "${ELSEWHERE}")`;
  const { policyViolations } = await heardOf(script, (heard) => heard.policyViolations.length > 0);
  expect(policyViolations[0]).toContain(`img-src ${ELSEWHERE}`);
});

test("hears a request to another origin", async () => {
  const script = `void (new Image().src = "${ELSEWHERE}")`;
  const { foreign } = await heardOf(script, (heard) => heard.foreign.length > 0, { isPolicyOff: true });
  expect(foreign).toEqual([ELSEWHERE]);
});
