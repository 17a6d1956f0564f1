// A browser that is signed in, and everything in it that a text must never bring about.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { listenTo, type Heard } from "../../browser/testing/noise.ts";
import type { Stage } from "./stage.ts";

/** What runs in each page before its own scripts. */
export const LOOK = readFileSync(join(import.meta.dirname, "look.js"), "utf8");

/** So high that every list is drawn as a whole; most of it is never painted, which would cost more than all the rest. */
const METRICS = { width: 1_400, height: 3_000_000, deviceScaleFactor: 0.1, mobile: false };
const UNPAINTED = { dontSetVisibleSize: true };
/** Longest that a click, or anything else, may take to be answered, whatever is shown, on two cores that do other things as well. */
const ANSWER_MS_MAX = 60_000;
/** A row of any list, as look.js knows them. */
const ROW = "css=[data-index], [role=row], section[data-path]";

export interface WatchedPage {
  readonly page: Page;
  /** Goes to a screen as a link of the page would. */
  open(address: string): Promise<void>;
  /** Everything that is in a list, opened, once there is a row that reads like `first`. @returns how its rows are called and begin */
  rows(list: string, first: RegExp): Promise<readonly string[]>;
  /** A button is clicked, and something comes of it. */
  answers(): Promise<void>;
  /** What came about since it was last asked, by kind; an empty object when all is well. */
  faults(): Promise<Readonly<Record<string, readonly string[]>>>;
  close(): Promise<void>;
}

export async function openWatchedPage(
  browser: Browser,
  stage: Pick<Stage, "url" | "signInUrl">,
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: null });
  context.setDefaultTimeout(ANSWER_MS_MAX);
  const noise = await listenTo(context, stage.url);
  await context.addInitScript(LOOK);
  const page = await context.newPage();
  // As the size of a page, not of its window: a window of 60 000 pixels takes Chromium 30 s, and more with the square of it.
  await (
    await context.newCDPSession(page)
  ).send("Emulation.setDeviceMetricsOverride", {
    ...METRICS,
    ...UNPAINTED,
  });
  await page.goto(await stage.signInUrl());
  await page.waitForURL(/\/p\/[^/]+\/talk$/);
  // Else its feed would be left while it is being connected, of which a browser complains.
  await page.locator("[role=log]").locator(ROW).first().waitFor({ state: "attached" });
  const happened = watchContext(context, page);
  let heard: Heard | null = null;
  return {
    page,
    open: async (address) => {
      happened.expected = new URL(address, stage.url).href;
      await page.evaluate(`history.pushState({}, "", ${JSON.stringify(address)})`);
    },
    rows: async (list, first) => {
      await page.locator(list).locator(ROW).filter({ hasText: first }).first().waitFor({ state: "attached" });
      return await page.evaluate<string[]>(`openRows(${JSON.stringify(list)})`);
    },
    answers: async () => {
      await page.getByRole("button", { name: "Keyboard shortcuts" }).click({ timeout: ANSWER_MS_MAX });
      const help = page.getByRole("dialog", { name: "Keyboard" });
      await help.waitFor({ timeout: ANSWER_MS_MAX });
      await page.keyboard.press("Escape");
      await help.waitFor({ state: "hidden", timeout: ANSWER_MS_MAX });
    },
    faults: async () => {
      const now = noise.heard();
      const fresh = (kind: keyof Heard) => now[kind].slice(heard?.[kind].length ?? 0);
      const all = {
        console: fresh("console"),
        pageErrors: fresh("pageErrors"),
        policyViolations: fresh("policyViolations"),
        foreign: fresh("foreign"),
        happened: happened.take(),
        seen: await page.evaluate<string[]>("takeFaults()"),
      };
      heard = now;
      return Object.fromEntries(Object.entries(all).filter(([, found]) => found.length > 0));
    },
    close: () => context.close(),
  };
}

interface Happened {
  /** Where the page was sent to. */
  expected: string;
  take(): readonly string[];
}

/** Dialogs, windows, downloads, and ways to anywhere that nobody asked for. */
function watchContext(context: BrowserContext, page: Page): Happened {
  const list: string[] = [];
  const happened: Happened = { expected: page.url(), take: () => list.splice(0) };
  page.on("dialog", (dialog) => {
    list.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("download", (download) => list.push(`a download of ${download.url()}`));
  page.on("crash", () => list.push("the page crashed"));
  page.on("framenavigated", (frame) => {
    if (frame !== page.mainFrame()) list.push(`a frame of ${frame.url()}`);
    else if (frame.url() !== happened.expected) list.push(`went to ${frame.url()}`);
  });
  context.on("page", (other) => list.push(`a window of ${other.url()}`));
  return happened;
}
