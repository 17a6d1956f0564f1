// Whatever anybody says is drawn by a real browser from a real server, on every screen, and nothing comes of it: no script, no request, no
// dialog, no way elsewhere, and a page that still answers. The control draws the same texts as HTML, without the server's policy and with it.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser/testing/browser.ts";
import { inBatches } from "./testing/batches.ts";
import { drawAsHtml } from "./testing/careless-page.ts";
import { openHostileProject, type HostileProject } from "./testing/hostile-project.ts";
import { patchesOf } from "./testing/patch.ts";
import { givePage, openStage, type Stage } from "./testing/stage.ts";
import { ticketsOf } from "./testing/story.ts";
import { openWatchedPage, type WatchedPage } from "./testing/watched-page.ts";
import { HOSTILE_TEXTS } from "./texts.ts";

const TEST_MS_MAX = 240_000;
/** Texts of one project: the items of its conversation are as many as a page gets at once. */
const BATCH = 22;
const LANE_COUNT = 2;

let browser: Browser;
let stage: Stage;
let projects: readonly HostileProject[];
/** Pages that are looked at at once, each for all the tests: it has to go on whatever it has shown. */
let lanes: readonly WatchedPage[];

beforeAll(async () => {
  const batches = inBatches(HOSTILE_TEXTS, BATCH);
  const patches = patchesOf(batches);
  projects = batches.map((texts, n) => openHostileProject({ texts, n, patch: patches[n] ?? "" }));
  stage = await openStage(projects.map(({ project }) => project));
  await givePage(stage);
  browser = await launchBrowser();
  lanes = await Promise.all(Array.from({ length: LANE_COUNT }, () => openWatchedPage(browser, stage)));
}, TEST_MS_MAX);

afterAll(async () => {
  await browser.close();
  await stage.server.close();
  await Promise.all(projects.map((one) => one.close()));
});

/** Shows a screen of every project, several at once, and fails with all that came of it, or when the page answers no more. */
async function showAll(
  screen: string,
  screenOf: (one: HostileProject) => string,
  look: (watched: WatchedPage, one: HostileProject) => Promise<unknown>,
): Promise<void> {
  const waiting = projects.values();
  const faults: unknown[] = [];
  const showRest = async (watched: WatchedPage) => {
    for (const one of waiting) {
      await watched.open(`/p/${one.project.id}/${screenOf(one)}`);
      await look(watched, one);
      const found = await watched.faults();
      if (Object.keys(found).length > 0) faults.push({ from: one.texts[0]?.name, ...found });
    }
    await watched.answers();
  };
  await Promise.all(lanes.map(showRest));
  expect(faults).toEqual([]);
  console.log(
    `${HOSTILE_TEXTS.length} hostile texts on ${projects.length} pages of ${screen}: 0 policy violations, 0 requests leave the origin.`,
  );
}

/** Fails with those that stand at the beginning of no row. */
function expectAll(rows: readonly string[], wanted: readonly RegExp[]): void {
  expect(wanted.filter((one) => !rows.some((row) => one.test(row)))).toEqual([]);
}

const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** As patterns, of which none is the beginning of another. */
const namesOf = ({ texts }: HostileProject) => texts.map(({ name }) => `${literally(name)}(?!\\d)`);

describe("every hostile text", () => {
  test(
    "in the conversation is what was said: by the user, the orchestrator and a worker, and on cards",
    async () => {
      await showAll(
        "the conversation",
        () => "talk",
        async (watched, one) => {
          const names = namesOf(one);
          const rows = await watched.rows("[role=log]", new RegExp(`You: ${names[0]}`));
          expectAll(
            rows,
            names.flatMap((name, index) => [
              new RegExp(`You: ${name}`),
              new RegExp(`JARVIS.*${name}`),
              new RegExp(`Worker \\d+ reports.*${name}`),
              new RegExp(`^Draft ${ticketsOf(index).draft}: `),
              new RegExp(`^Review of ${ticketsOf(index).ready}: `),
            ]),
          );
        },
      );
    },
    TEST_MS_MAX,
  );

  test(
    "in the fleet is a title, a step, a commit",
    async () => {
      await showAll(
        "the fleet",
        () => "fleet",
        async (watched, one) => {
          const titles = namesOf(one).map((name) => new RegExp(name));
          const rows = await watched.rows('[aria-label="All agents"]', titles[0] ?? /./);
          expectAll(rows, titles);
        },
      );
    },
    TEST_MS_MAX,
  );

  test(
    "in an agent's record is what it was told, what it said, and what its tools were given and gave",
    async () => {
      await showAll(
        "an agent's record",
        ({ run }) => `worker/${run}`,
        async (watched, one) => {
          const older = watched.page.getByRole("button", { name: "Read older lines" });
          await older.click();
          const rows = await watched.rows(`[aria-label="Timeline of ${one.run}"]`, /The record begins here/);
          expectAll(
            rows,
            namesOf(one).flatMap((name) => [new RegExp(`You${name}`), new RegExp(`^ [\\d:]+${name}`)]),
          );
        },
      );
    },
    TEST_MS_MAX,
  );

  test(
    "in a review is the name of a file and a line of it",
    async () => {
      await showAll(
        "a review",
        ({ ticket }) => `review/${ticket}`,
        async (watched, one) => {
          const rows = await watched.rows(".diff-view [role=region]", /./);
          expectAll(
            rows,
            one.texts.map((_, index) => new RegExp(`^\\d+/${index} `)),
          );
        },
      );
    },
    TEST_MS_MAX,
  );
});

describe("the control", () => {
  test(
    "draws the same texts as HTML: without a policy scripts run, pictures are fetched, and the page is led away",
    async () => {
      const drawn = await drawAsHtml(browser, HOSTILE_TEXTS, "no policy");
      expect(drawn.canaryCount).toBeGreaterThan(10);
      expect(drawn.fetched.length).toBeGreaterThan(5);
      expect(drawn.ledTo).not.toEqual([]);
      expect(drawn.faults).not.toEqual([]);
    },
    TEST_MS_MAX,
  );

  test(
    "under the server's policy alone none of it runs or is fetched, and the browser says what was stopped",
    async () => {
      const drawn = await drawAsHtml(browser, HOSTILE_TEXTS, "the server's, without trusted types");
      expect(drawn.canaryCount).toBe(0);
      expect(drawn.fetched).toEqual([]);
      expect(drawn.violations.length).toBeGreaterThan(50);
      expect(drawn.faults).not.toEqual([]);
    },
    TEST_MS_MAX,
  );

  test(
    "under the whole policy no text becomes HTML at all",
    async () => {
      const drawn = await drawAsHtml(browser, HOSTILE_TEXTS, "the server's");
      expect(drawn).toMatchObject({ canaryCount: 0, elementCount: 0, fetched: [], ledTo: [], faults: [] });
    },
    TEST_MS_MAX,
  );
});
