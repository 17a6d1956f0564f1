import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.ts";

let commonDir: string;

beforeEach(() => {
  commonDir = mkdtempSync(join(tmpdir(), "jarvis-lock-"));
});

afterEach(() => {
  expect(readdirSync(join(commonDir, "jarvis"))).toEqual([]);
  rmSync(commonDir, { recursive: true, force: true });
});

const held = (): string => join(commonDir, "jarvis", "lock");

function leaveBehind(text: string): void {
  mkdirSync(join(commonDir, "jarvis"), { recursive: true });
  writeFileSync(held(), text);
}

test("lets callers in one after another, in their order", async () => {
  const order: string[] = [];
  const enter = (name: string) => async () => {
    order.push(`${name} in`);
    await new Promise(setImmediate);
    expect(existsSync(held())).toBe(true);
    order.push(`${name} out`);
  };
  await Promise.all(["a", "b", "c"].map((name) => withLock(commonDir, "registry", enter(name))));
  expect(order).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
});

test("gives the lock back when the work fails, and tells the failure", async () => {
  const failing = withLock(commonDir, "registry", () => Promise.reject(new RangeError("no")));
  const next = withLock(commonDir, "registry", () => Promise.resolve("yes"));
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});

test("does not make landings wait for the registry", async () => {
  const result = await withLock(commonDir, "registry", () =>
    withLock(commonDir, "landing", () => Promise.resolve("both")),
  );
  expect(result).toBe("both");
});

test.each([
  ["a dead process", JSON.stringify({ pid: 2 ** 22 + 1, startTime: "1", bootId: "x" })],
  [
    "a process whose number was given to another",
    JSON.stringify({ pid: process.pid, startTime: "1", bootId: "x" }),
  ],
  ["nobody", "torn"],
])("takes over what %s left behind", async (_owner, text) => {
  leaveBehind(text);
  const results = await Promise.all(
    [1, 2, 3].map((n) => withLock(commonDir, "registry", () => Promise.resolve(n))),
  );
  expect(results).toEqual([1, 2, 3]);
});

test("lets processes in one at a time, also over a stale lock, and survives that one is killed inside", async () => {
  leaveBehind("torn");
  const log = join(commonDir, "log");
  const program = `
    import { appendFileSync, existsSync } from "node:fs";
    const { withLock } = await import(${JSON.stringify(new URL("lock.ts", import.meta.url).href)});
    for (let n = 0; n < 15; n++) await withLock(${JSON.stringify(commonDir)}, "registry", async () => {
      appendFileSync(${JSON.stringify(log)}, "in\\n");
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (process.argv[1] === "dies" && n === 7) process.kill(process.pid, "SIGKILL");
      appendFileSync(${JSON.stringify(log)}, "out\\n");
    });`;
  const children = ["lives", "dies", "lives"].map((fate) =>
    spawn(process.execPath, ["--input-type=module", "-e", program, fate], { stdio: "ignore" }),
  );
  const exits = await Promise.all(children.map((child) => once(child, "exit")));
  expect(exits.map(([code]) => code)).toEqual([0, null, 0]);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  let doubled = 0;
  for (const [index, line] of lines.entries()) if (line === "in" && lines[index + 1] === "in") doubled++;
  // Exactly the one that died did not leave; when it was the last, nobody came after it.
  const isLastInside = lines.at(-1) === "in";
  expect(doubled + (isLastInside ? 1 : 0)).toBe(1);
  expect(lines.filter((line) => line === "out")).toHaveLength(15 + 7 + 15);
  // Its lock stands until somebody wants it.
  await withLock(commonDir, "registry", async () => undefined);
});
