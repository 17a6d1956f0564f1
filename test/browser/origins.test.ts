// Pages of other ports, of other hosts and of a name that leads here, in a browser that is signed in: they reach nothing of the daemon.
// The control is the same daemon without its guard, of which they reach a lot.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConversationPage } from "../../src/wire/reads.ts";
import { pathTo } from "../../src/wire/routes.ts";
import { makeSampleScene, type Scene } from "../e2e/scene.ts";
import { expectQuiet } from "./testing/noise.ts";
import { launchBrowser, openPage, type SignedIn } from "./testing/browser.ts";
import { ask, openTestDaemon, type TestDaemon } from "./testing/daemon.ts";
import { createGuardLog, type Decided, type GuardLog } from "./testing/guard-log.ts";
import { type Attacked, type HostileSite, openHostileSite, openRebound } from "./testing/hostile-site.ts";

const TEST_MS_MAX = 120_000;
/** A name that the attacker's name server leads here. */
const REBOUND = "evil.test";

/** Cookies ignore ports, so the first two are the same site as the daemon to a browser, and get its session cookie sent along. */
const ELSEWHERE = [
  { where: "another port of the same address", host: "127.0.0.1" },
  { where: "another port by the name localhost", host: "localhost" },
  { where: "another host", host: REBOUND },
];

interface Stage {
  readonly scene: Scene;
  readonly daemon: TestDaemon;
  readonly log: GuardLog;
  readonly user: SignedIn;
}

/** What attempts came to, on both sides. */
interface Outcome extends Attacked {
  readonly decided: readonly Decided[];
  readonly allowed: readonly string[];
  /** What the daemon has on record as said, by anybody. */
  readonly said: readonly string[];
}

let browser: Browser;
let site: HostileSite;

beforeAll(async () => {
  browser = await launchBrowser([`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`]);
  site = await openHostileSite();
}, TEST_MS_MAX);

afterAll(async () => {
  await browser.close();
  await site.close();
});

async function openStage(protection: { readonly isOff: boolean }): Promise<Stage> {
  const scene = makeSampleScene();
  const log = createGuardLog(protection);
  const { repository, home } = scene;
  const daemon = await openTestDaemon(
    { repository, home, turnDelayMs: 0 },
    { makeGuard: (options) => log.makeGuard(options) },
  );
  const user = await openPage(browser, daemon);
  return { scene, daemon, log, user };
}

async function closeStage({ scene, daemon, user }: Stage): Promise<void> {
  await user.context.close();
  await daemon.close();
  scene.remove();
}

/** Opens a page of this host in a tab of the browser that is signed in, and has it try everything on the daemon. */
async function attackFrom(stage: Stage, host: string): Promise<Outcome> {
  const { user, daemon } = stage;
  // The daemon's own page is away meanwhile, so that whatever is asked is asked by the other one.
  await user.page.goto("about:blank");
  const tab = await user.context.newPage();
  await tab.goto(`http://${host}:${site.port}/`);
  return await attackIn(tab, stage, daemon.url);
}

/** The same from a page whose origin is the daemon's port by another name. */
async function attackRebound(stage: Stage): Promise<Outcome> {
  const { context, page } = await openPage(browser, stage.daemon, { isPolicyOff: true });
  await page.goto("about:blank");
  const tab = await context.newPage();
  const origin = `http://${REBOUND}:${stage.daemon.port}`;
  await openRebound(tab, origin);
  const outcome = await attackIn(tab, stage, origin);
  await context.close();
  return outcome;
}

async function attackIn(tab: Page, { daemon, log }: Stage, origin: string): Promise<Outcome> {
  const begun = log.decided.length;
  const place = { daemon: origin, project: daemon.project };
  const attacked: Attacked = await tab.evaluate(`globalThis.attack(${JSON.stringify(place)})`);
  // For the icon of a tab that shows a refusal the browser asks by itself.
  const decided = log.decided.slice(begun).filter(({ path }) => path !== "/favicon.ico");
  await tab.close();
  const { items } = await ask<ConversationPage>(daemon, pathTo("conversation", { project: daemon.project }));
  return {
    ...attacked,
    decided,
    allowed: decided.filter(({ isAllowed }) => isAllowed).map(({ method, path }) => `${method} ${path}`),
    said: items.flatMap((item) => (item.kind === "user" ? [item.text] : [])),
  };
}

/** Fails unless every attempt came to the guard and none got past it. */
function expectNothing({ tried, reached, allowed, said, decided }: Outcome): void {
  expect(reached).toEqual([]);
  expect(allowed).toEqual([]);
  expect(said).toEqual([]);
  expect([...new Set(decided.map(({ attack }) => attack))].toSorted()).toEqual([...tried].toSorted());
}

describe("a daemon with its guard", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ isOff: false });
  }, TEST_MS_MAX);
  afterAll(() => closeStage(stage));

  test("shows its own page to the browser that is signed in, which complains of nothing", async () => {
    await stage.user.page.getByRole("textbox", { name: "Message to JARVIS" }).waitFor();
    expect(
      stage.log.decided.filter(({ method, isAllowed }) => method === "upgrade" && isAllowed),
    ).toHaveLength(1);
    expectQuiet(stage.user.noise);
  });

  test.each(ELSEWHERE)(
    "gives nothing to a page of $where, and refuses each of its requests",
    async ({ host }) => expectNothing(await attackFrom(stage, host)),
    TEST_MS_MAX,
  );

  test(
    "answers 421 to whatever is asked by another name that leads here",
    async () => {
      const outcome = await attackRebound(stage);
      expectNothing(outcome);
      expect(new Set(outcome.decided.map(({ status }) => status))).toEqual(new Set([421]));
    },
    TEST_MS_MAX,
  );

  test("opens its page for a click on a link of another site, which cannot look into it", async () => {
    const tab = await stage.user.context.newPage();
    await tab.goto(`http://localhost:${site.port}/`);
    const opening = stage.user.context.waitForEvent("page");
    const hasLookedIn = await tab.evaluate(`looksInto("${stage.daemon.url}/login?t=spent")`);
    const opened = await opening;
    await opened.waitForURL(/\/p\/[^/]+\/talk$/);
    expect(hasLookedIn).toBe(false);
    await tab.close();
    await opened.close();
  });

  test("is as it was before for its own page", async () => {
    const talk = await stage.user.openTab("talk");
    await talk.getByRole("textbox", { name: "Message to JARVIS" }).waitFor();
    await talk.getByText("What should be built first?").waitFor();
  });
});

describe("the control: the same daemon without a guard", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ isOff: true });
  }, TEST_MS_MAX);
  afterAll(() => closeStage(stage));

  test.each(ELSEWHERE)(
    "opens its feed to a page of $where, and refuses none of its requests",
    async ({ host }) => {
      const outcome = await attackFrom(stage, host);
      expect(outcome.reached).toContain("websocket");
      expect(outcome.allowed).toHaveLength(outcome.decided.length);
      expect(() => expectNothing(outcome)).toThrow("deeply equal");
    },
    TEST_MS_MAX,
  );

  test(
    "lets another name that leads here read everything, and does what it says",
    async () => {
      const { reached, allowed, decided, said } = await attackRebound(stage);
      expect(reached).toEqual(
        expect.arrayContaining([
          "read-session-include",
          "read-board-omit",
          "websocket",
          "event-source",
          "script",
        ]),
      );
      expect(allowed).toHaveLength(decided.length);
      expect(said).toContain("Said by another page");
    },
    TEST_MS_MAX,
  );
});
