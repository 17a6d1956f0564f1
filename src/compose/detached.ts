// Programs that are to outlive this process, or are none of ours: the daemon of its own, the user's browser. The supervisor ends what it starts,
// so these two are started beside it.
import { spawn } from "node:child_process";
import { mkdirSync, openSync, closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DaemonFile } from "../wire/reads.ts";
import type { ServeOptions } from "../cli/world.ts";
import { PortFailure } from "../ports/failure.ts";
import { homePath } from "../cli/daemon/home.ts";

/** A start on a busy machine, with the repair of what a crash left. */
const START_MS_MAX = 60_000;
const POLL_MS = 100;
const LOG_CHARS_SHOWN = 2_000;

export class DaemonDidNotStart extends PortFailure {
  readonly code = "daemon-did-not-start";
  readonly retry = "after-change";
  constructor(found: string, logPath: string) {
    super(`The daemon did not start: ${found} Its log is ${logPath}.`);
  }
}

/**
 * Runs this program once more as a daemon without a terminal, its output in `daemon.log` of the home. Resolves when it listens.
 * @throws DaemonDidNotStart
 */
export async function serveDetached(
  options: ServeOptions,
): Promise<{ readonly url: string; readonly pid: number }> {
  const home = homePath(options.home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const logPath = join(home, "daemon.log");
  const log = openSync(logPath, "w", 0o600);
  const entry = process.argv[1] ?? "";
  const child = spawn(process.execPath, [...process.execArgv, entry, ...argumentsOf(options, home)], {
    detached: true,
    stdio: ["ignore", log, log],
    env: process.env,
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`it ended (${signal ?? `exit ${code ?? "unknown"}`}).`));
  });
  const started = await Promise.race([listening(home, child.pid ?? -1), ended]);
  child.removeAllListeners();
  child.unref();
  if (typeof started !== "string") return started;
  throw new DaemonDidNotStart(`${started} ${readFileSync(logPath, "utf8").slice(-LOG_CHARS_SHOWN)}`, logPath);
}

function argumentsOf(options: ServeOptions, home: string): readonly string[] {
  const { path, target, model, isUnsafe, runsMax, port, turnDelayMs, dayUsdMax, projectUsdMax } = options;
  const { answerWithinMs, quietAfterMs, workerMemoryMb, diskFloorMb, startGapMs } = options;
  const pairs: readonly (readonly [string, string | number | undefined])[] = [
    ["--home", home],
    ["--target", target],
    ["--model", model],
    ["--workers", runsMax],
    ["--worker-memory-mb", workerMemoryMb],
    ["--disk-floor-mb", diskFloorMb],
    ["--start-gap-ms", startGapMs],
    ["--day-budget", dayUsdMax === null ? "none" : dayUsdMax],
    ["--project-budget", projectUsdMax === null ? "none" : projectUsdMax],
    ["--answer-within", answerWithinMs === undefined ? undefined : answerWithinMs / 1_000],
    ["--quiet-after", quietAfterMs === undefined ? undefined : quietAfterMs / 1_000],
    ["--port", port],
    ["--turn-delay-ms", turnDelayMs],
  ];
  const named = pairs.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
  return ["start", path, "--no-open", ...named, ...(isUnsafe ? ["--unsafe"] : [])];
}

async function listening(
  home: string,
  pid: number,
): Promise<{ readonly url: string; readonly pid: number } | string> {
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until) {
    const file = readDaemonFile(home);
    if (file?.pid === pid) return { url: file.url, pid };
    await wait(POLL_MS);
  }
  return `it did not listen within ${START_MS_MAX / 1_000} s.`;
}

/** Null: none was written, or not whole yet. */
export function readDaemonFile(home: string): DaemonFile | null {
  try {
    const json: unknown = JSON.parse(readFileSync(join(home, "daemon.json"), "utf8"));
    return DaemonFile.safeParse(json).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error)) return null;
    throw error;
  }
}

/** What opens a link on each platform; on Linux only where there is a screen. */
function opener(): readonly [string, ...string[]] | null {
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["cmd", "/c", "start", ""];
  const hasScreen = Boolean(process.env["DISPLAY"]) || Boolean(process.env["WAYLAND_DISPLAY"]);
  return hasScreen ? ["xdg-open"] : null;
}

/** False: there is no browser that could be opened from here. */
export function openBrowser(url: string): Promise<boolean> {
  const program = opener();
  if (program === null) return Promise.resolve(false);
  const [name, ...argv] = program;
  return new Promise((resolve) => {
    const child = spawn(name, [...argv, url], { detached: true, stdio: "ignore" });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
