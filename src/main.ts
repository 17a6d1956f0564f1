// The composition root: with src/compose and offline-main.ts the only files that construct adapters. bin/ imports it and calls `start`.
import { delimiter, join } from "node:path";
import { runCommandLine } from "./cli/command-line.ts";
import { liveProcesses } from "./compose/live-processes.ts";
import { PACKAGE_ROOT, readVersion } from "./compose/package.ts";

/** Agents and checks must find the user's programs, not those that this package brought for itself. */
function cleanPath(): void {
  const own = join(PACKAGE_ROOT, "node_modules");
  process.env["PATH"] = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => entry !== "" && !entry.startsWith(own))
    .join(delimiter);
}

/** Runs the command line of this process. Most commands only talk to a daemon: what one is made of is loaded where it is started. */
export async function start(): Promise<void> {
  cleanPath();
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    openHost: async (options) => (await import("./compose/host.ts")).openHost(options),
    serve: async (options) => {
      const { openDaemon } = await import("./compose/daemon.ts");
      return await openDaemon({ ...options, tell: (notice) => process.stderr.write(`${notice}\n`) });
    },
    serveDetached: async (options) => (await import("./compose/detached.ts")).serveDetached(options),
    offline: async () => (await import("./compose/offline.ts")).openOffline(),
    openBrowser: async (url) => (await import("./compose/detached.ts")).openBrowser(url),
    makeSample: async (place) => (await import("./compose/sample.ts")).makeSample(place),
    stage: async (root, path) => (await import("./compose/sample.ts")).stage(root, path),
    liveProcesses,
    version: readVersion,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}

if (import.meta.main) await start();
