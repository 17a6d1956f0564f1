// One life of the daemon in a process of its own: started, read line by line, and followed to its end.
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isAlive } from "../../src/cli/daemon/place.ts";
import { cleanEnvironment, PROJECT } from "../e2e/scene.ts";
import type { LifeLine, LifePlan } from "./plan.ts";

/** A life that has not landed its ticket by then is stuck. On two cores with nothing beside the real binary needs a tenth of it. */
const LIFE_MS_MAX = 180_000;
const STDERR_CHARS_MAX = 4_000;

export interface Life {
  readonly lines: readonly LifeLine[];
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  readonly isStuck: boolean;
  readonly stderr: string;
  /** From the spawn to the line; null when it never came. */
  readonly verifiedMs: number | null;
  /** From the spawn until none of `former` was alive; null when some still were at the end. */
  readonly formerGoneMs: number | null;
}

export async function lead(plan: LifePlan, former: readonly number[] = []): Promise<Life> {
  const begunAt = performance.now();
  const child = spawn(
    process.execPath,
    [join(PROJECT, "test", "crash", "daemon-main.ts"), JSON.stringify(plan)],
    {
      cwd: PROJECT,
      // Each life reads the same sources: compiled once, a quarter of a short life is saved.
      env: cleanEnvironment({ NODE_COMPILE_CACHE: join(tmpdir(), "jarvis-crash-compiled") }),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const lines: LifeLine[] = [];
  const seen: { verifiedMs: number | null; formerGoneMs: number | null } = {
    verifiedMs: null,
    formerGoneMs: null,
  };
  let stderr = "";
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line: LifeLine = JSON.parse(text);
    lines.push(line);
    if (line.kind === "verified") seen.verifiedMs ??= Math.round(performance.now() - begunAt);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
  });
  // A number may be given to another process within a run of this suite only after millions of others.
  const look = setInterval(() => {
    if (seen.formerGoneMs === null && !former.some(isAlive))
      seen.formerGoneMs = Math.round(performance.now() - begunAt);
  }, 20);
  let isStuck = false;
  const limit = setTimeout(() => {
    isStuck = true;
    // Told to go, it takes its agents along.
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
  }, LIFE_MS_MAX);
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, by) => resolve([code, by]));
  });
  clearInterval(look);
  clearTimeout(limit);
  if (seen.formerGoneMs === null && !former.some(isAlive))
    seen.formerGoneMs = Math.round(performance.now() - begunAt);
  return { lines, signal, exitCode, isStuck, stderr, ...seen };
}
