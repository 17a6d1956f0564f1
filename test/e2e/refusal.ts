// What is expected of every refusal: its parts are said, no stack is shown, and not one byte of the repository is another.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { runJarvis, type Ending, type StartOptions } from "./jarvis-process.ts";
import type { Scene } from "./scene.ts";

/** Every byte of a folder, `.git` and all. */
export function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    const file = join(folder, path);
    if (lstatSync(file).isFile()) hash.update(`${path}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

const STACK = /\n\s+at .+:\d+/;

export function expectRefusal(ending: Ending, exitCode: number, parts: readonly string[]): void {
  for (const part of parts) expect(ending.stderr).toContain(part);
  expect(`${ending.stdout}${ending.stderr}`).not.toMatch(STACK);
  expect(ending.exitCode).toBe(exitCode);
}

/** Runs it with nothing typed, and sees that the repository is as it was. */
export async function refusalOf(at: Scene, args: readonly string[], options?: StartOptions): Promise<Ending> {
  const before = digestOf(at.repository);
  const ending = await runJarvis([...args, "--home", at.home], options);
  expect(digestOf(at.repository)).toBe(before);
  return ending;
}
