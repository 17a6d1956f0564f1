import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HomeLocked, JournalUnwritable } from "./failures.ts";
import { lockHome } from "./home-lock.ts";

let folder: string;
let home: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-lock-"));
  home = join(folder, "deep", "home");
});
afterEach(async () => {
  await stopHolder();
  rmSync(folder, { recursive: true });
});

const HOLDER = `
  const { lockHome } = await import(${JSON.stringify(new URL("home-lock.ts", import.meta.url).href)});
  lockHome(process.argv[1]);
  for (let i = 0; i < 5; i++) gc();
  process.stdout.write("locked");
  setInterval(() => {}, 60_000);
`;

let holder: ChildProcess | null = null;

/** @returns its pid, once it has the lock */
async function startHolder(): Promise<number | undefined> {
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", HOLDER, home], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  holder = child;
  await once(child.stdout, "data");
  return child.pid;
}

async function stopHolder(): Promise<void> {
  if (holder === null) return;
  const exit = once(holder, "exit");
  holder.kill("SIGKILL");
  await exit;
  holder = null;
}

describe("the lock of a home", () => {
  it("keeps a second daemon out, names the first, and says what to do, even if the first forgot its lock", async () => {
    const pid = await startHolder();
    expect(() => lockHome(home)).toThrow(HomeLocked);
    expect(() => lockHome(home)).toThrow(
      `Cannot start in ${home}: process ${pid} already runs there. Use it, stop it, or start with another JARVIS_HOME.`,
    );
  });

  it("is free again when its holder is killed", async () => {
    await startHolder();
    await stopHolder();
    expect(existsSync(join(home, "lock.pid"))).toBe(true);
    lockHome(home).release();
  });

  it("holds within one process too, until it is released", () => {
    const lock = lockHome(home);
    expect(() => lockHome(home)).toThrow(`process ${process.pid} already runs there`);
    lock.release();
    lock.release();
    const again = lockHome(home);
    lock.release();
    expect(() => lockHome(home)).toThrow(HomeLocked);
    again.release();
  });

  it.each(["", "no number", "-3", "1e99"])("does not name a holder that wrote %j", (text) => {
    const lock = lockHome(home);
    writeFileSync(join(home, "lock.pid"), text);
    expect(() => lockHome(home)).toThrow("another process already runs there");
    lock.release();
  });

  it("makes the home for its owner alone", () => {
    lockHome(home).release();
    expect(statSync(home).mode & 0o077).toBe(0);
  });

  it("says so when the home cannot be made", () => {
    writeFileSync(join(folder, "deep"), "a file stands in the way");
    expect(() => lockHome(home)).toThrow(JournalUnwritable);
    expect(() => lockHome(home)).toThrow("ENOTDIR from mkdir");
  });
});
