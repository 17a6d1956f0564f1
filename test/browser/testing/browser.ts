// The Chromium of the system, and pages in it that are signed in as a user signs in: by the link that the daemon makes.
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { OpenDaemon } from "../../../src/compose/daemon.ts";
import { findChromium } from "../../../tools/chromium.cjs";
import { listenTo, type Noise } from "./noise.ts";

/** Longest that anything on the page may keep a test waiting. */
export const STEP_MS_MAX = 60_000;
const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export async function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error("The tests of the page need a Chromium. Run: node tools/setup.cjs browser");
  // Chromium refuses its own sandbox to root, which is what a container's user usually is.
  return await chromium.launch({ executablePath, args: ["--no-sandbox", ...args] });
}

export interface SignedIn {
  readonly context: BrowserContext;
  /** The first tab, on the daemon's page. */
  readonly page: Page;
  readonly noise: Noise;
  /** One more tab of the same browser. `screen`: the last part of an address, `fleet`. */
  openTab(screen: string): Promise<Page>;
}

export interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Runs in each page before its own scripts, again after each reload. */
  readonly initScript?: string;
  /** Its pages run without the Content-Security-Policy that they came with. */
  readonly isPolicyOff?: boolean;
}

/** A browser of its own, without cookies, that opens the sign-in link and arrives at the conversation. */
export async function openPage(
  browser: Browser,
  daemon: Pick<OpenDaemon, "url" | "project" | "signInUrl">,
  { viewport = DESK, initScript, isPolicyOff = false }: PageOptions = {},
): Promise<SignedIn> {
  const context = await browser.newContext({ viewport, bypassCSP: isPolicyOff });
  context.setDefaultTimeout(STEP_MS_MAX);
  const noise = await listenTo(context, daemon.url);
  if (initScript !== undefined) await context.addInitScript(initScript);
  const page = await context.newPage();
  await page.goto(await daemon.signInUrl());
  await page.waitForURL(/\/p\/[^/]+\/talk$/);
  return {
    context,
    page,
    noise,
    openTab: async (screen) => {
      const tab = await context.newPage();
      await tab.goto(`${daemon.url}/p/${daemon.project}/${screen}`);
      return tab;
    },
  };
}

/** By the menu in the bar. */
export async function switchProject(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole("button", { name: `Project: ${from}` }).click();
  await page.getByRole("menuitemcheckbox", { name: new RegExp(`^${to}\\b`) }).click();
}
