// `npm run -s screens`: Talk and Fleet, empty, busy, failed and offline, in both themes, wide and narrow, drawn from the recording into
// docs/images. Each is judged by axe; one JSON line says what was drawn, and a serious or critical finding ends it with 1.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Browser, type Page } from "playwright-core";
import { ensureDaemonToken } from "../../src/server/guard/daemon-token.ts";
import { createSignInLinks } from "../../src/server/guard/sign-in-links.ts";
import { openBrowserSessions } from "../../src/server/guard/sessions.ts";
import { startHttpServer, type HttpServer } from "../../src/server/http/listen.ts";
import { createPage } from "../../src/server/http/page.ts";
import { createFakeDaemon } from "../../src/server/http/testing/fake-daemon.ts";
import { systemTimers } from "../../src/server/http/timers.ts";
import { PAGE_FOLDER } from "../../src/compose/package.ts";
import { findChromium } from "../../tools/chromium.cjs";
import { replay } from "./replay.ts";

const IMAGES = join(import.meta.dirname, "..", "..", "docs", "images");
const SCREENS = ["talk", "fleet"] as const;
const THEMES = ["dark", "light"] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
/** `offline`: the daemon is gone while the busy page is open. */
const SCENES = [
  { name: "empty", moment: "empty", isOffline: false },
  { name: "busy", moment: "busy", isOffline: false },
  { name: "failed", moment: "failed", isOffline: false },
  { name: "offline", moment: "busy", isOffline: true },
] as const;

/** What is drawn after its data came: a layout, a picture of it. */
const SETTLED_MS = 600;

/** `npm run -s screens -- fleet-busy` draws only those whose name has this in it. */
const ONLY = process.argv[2] ?? "";

type Scene = (typeof SCENES)[number];

async function main(): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  const drawn: string[] = [];
  const findings: string[] = [];
  try {
    for (const scene of SCENES)
      for (const theme of THEMES)
        for (const size of SIZES) await draw(browser, scene, theme, size, { drawn, findings });
  } finally {
    await browser.close();
  }
  for (const finding of findings) console.error(finding);
  console.log(
    JSON.stringify({
      name: "screens",
      drawn: drawn.length,
      folder: "docs/images",
      findings: findings.length,
    }),
  );
  process.exitCode = findings.length === 0 ? 0 : 1;
}

interface Results {
  readonly drawn: string[];
  readonly findings: string[];
}

async function draw(
  browser: Browser,
  scene: Scene,
  theme: (typeof THEMES)[number],
  size: (typeof SIZES)[number],
  { drawn, findings }: Results,
): Promise<void> {
  for (const screen of SCREENS) {
    const name = `${screen}-${scene.name}-${theme}-${size.width}`;
    if (!name.includes(ONLY)) continue;
    const { server, project, url, close } = await serve(scene.moment);
    const context = await browser.newContext({ viewport: size, colorScheme: theme, reducedMotion: "reduce" });
    try {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForURL(/\/p\//);
      await page.goto(`http://127.0.0.1:${server.port}/p/${project}/${screen}`);
      await settled(page);
      if (scene.isOffline) {
        await server.close();
        await page
          .getByText(/reconnecting/i)
          .first()
          .waitFor();
      }
      await page.screenshot({ path: join(IMAGES, `${name}.png`) });
      drawn.push(name);
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, impact, help, nodes } of violations)
        if (impact === "serious" || impact === "critical")
          findings.push(
            `${name}: ${impact} ${id}: ${help} at ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
          );
    } finally {
      await context.close();
      await close();
    }
  }
}

/** A live feed is never idle: what is waited for is its first view, and the fonts. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("navigation").first().waitFor();
  await page.evaluate("document.fonts.ready");
  await page.waitForTimeout(SETTLED_MS);
}

interface Served {
  readonly server: HttpServer;
  readonly project: string;
  readonly url: string;
  readonly close: () => Promise<void>;
}

async function serve(moment: string): Promise<Served> {
  const { project, atMs } = replay(moment);
  const folder = mkdtempSync(join(tmpdir(), "jarvis-screens-"));
  const links = createSignInLinks(() => Date.now());
  const server = await startHttpServer({
    port: 0,
    ifTaken: "fail",
    publicOrigins: [],
    daemon: createFakeDaemon([project]),
    sessions: openBrowserSessions({ folder, nowMs: () => Date.now(), tell: () => undefined }),
    links,
    bearerToken: ensureDaemonToken(folder, () => undefined),
    page: createPage({ folder: PAGE_FOLDER, buildState: () => "ready" }),
    onDefect: (where, error) => console.error(where, error),
    // The page counts ages from the server's clock: it stands still at the moment that is shown.
    timers: { ...systemTimers, nowMs: () => atMs },
  });
  return {
    server,
    project: project.id,
    url: `http://127.0.0.1:${server.port}/login?t=${links.make()}`,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

await main();
