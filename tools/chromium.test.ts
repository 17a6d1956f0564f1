// Which Chromium the tests of the page get.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findChromium } from "./chromium.cjs";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-chromium-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function place(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  return file;
}

it("takes what CHROME_PATH names before the system's", () => {
  const wanted = place("mine");
  const system = place("usr", "chromium");
  expect(findChromium({ CHROME_PATH: wanted }, [system])).toBe(wanted);
  expect(findChromium({ CHROME_PATH: join(folder, "gone") }, [system])).toBe(system);
});

it("finds none where there is none, and takes no folder for one", () => {
  mkdirSync(join(folder, "chromium"));
  const environment = { PLAYWRIGHT_BROWSERS_PATH: join(folder, "no-cache") };
  expect(findChromium(environment, [join(folder, "chromium")])).toBeUndefined();
});

describe.runIf(process.platform === "linux")("Playwright's cache", () => {
  it("is the last place, and its newest build counts", () => {
    const cache = { PLAYWRIGHT_BROWSERS_PATH: join(folder, "cache") };
    place("cache", "chromium-999", "chrome-linux", "chrome");
    const newest = place("cache", "chromium-1200", "chrome-linux64", "chrome");
    place("cache", "firefox-9999", "chrome-linux", "chrome");
    expect(findChromium(cache, [])).toBe(newest);
    const system = place("usr", "chromium");
    expect(findChromium(cache, [system])).toBe(system);
  });
});
