import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureDaemonToken } from "./daemon-token.ts";
import { PrivateFileUnwritable } from "./private-file.ts";

let home: string;
let path: string;
let told: string[];
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), "jarvis-token-")), "deep", "home");
  path = join(home, "token");
  told = [];
});
afterEach(() => rmSync(join(home, "..", ".."), { recursive: true }));

const ensure = (): string => ensureDaemonToken(home, (notice) => told.push(notice));

function expectFreshAfter(before: string, found: string): void {
  const token = ensure();
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(token).not.toBe(before);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).toBe(`${token}\n`);
  expect(told).toEqual([
    `Did not use the access token in ${path}: found ${found}. Made a new one there; clients must read it again.`,
  ]);
  expect(ensure()).toBe(token);
  expect(told).toHaveLength(1);
}

describe("the daemon's token", () => {
  it("is made once, in a file that only the user can read, and read the next time", () => {
    const token = ensure();
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(ensure()).toBe(token);
    expect(told).toEqual([]);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it.each([0o640, 0o604, 0o620, 0o644, 0o666, 0o610])("is made anew when the file has mode %o", (mode) => {
    const before = ensure();
    chmodSync(path, mode);
    expectFreshAfter(before, `permissions ${mode.toString(8)} in place of 600`);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "is made anew when the file is another user's (needs root to give it away)",
    () => {
      const before = ensure();
      chownSync(path, 12_345, 12_345);
      expectFreshAfter(before, "a file of user 12345");
    },
  );

  it("is made anew when the file is a link, and what it leads to stays as it is", () => {
    const before = ensure();
    renameSync(path, join(home, "elsewhere"));
    symlinkSync(join(home, "elsewhere"), path);
    expectFreshAfter(before, "a symbolic link");
    expect(readFileSync(join(home, "elsewhere"), "utf8")).toBe(`${before}\n`);
  });

  it.each([
    ["", "something that is not a token"],
    ["secret\n", "something that is not a token"],
    ["A".repeat(1_000), "1000 bytes, more than 100"],
  ])("is made anew when the file holds no token: %#", (text, found) => {
    mkdirSync(home, { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
    expectFreshAfter(text.trim(), found);
  });

  it("is not hindered by what a crash left", () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(`${path}.part`, "half", { mode: 0o666 });
    const token = ensure();
    expect(readFileSync(path, "utf8")).toBe(`${token}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("says what is in the way when it cannot be written", () => {
    mkdirSync(path, { recursive: true });
    expect(ensure).toThrow(PrivateFileUnwritable);
    expect(ensure).toThrow(`Cannot write ${path}: found EISDIR. Check the folder's owner`);
  });
});
