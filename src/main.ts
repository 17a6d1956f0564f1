// The composition root: with src/compose and offline-main.ts the only files that construct adapters. bin/ imports it and calls `start`.
import { delimiter, join } from "node:path";
import { runCommandLine } from "./cli/command-line.ts";
import { openDaemon } from "./compose/daemon.ts";
import { openBrowser, serveDetached } from "./compose/detached.ts";
import { openHost } from "./compose/host.ts";
import { PACKAGE_ROOT, readVersion } from "./compose/package.ts";
import { makeSample, stage } from "./compose/sample.ts";

/** Agents and checks must find the user's programs, not those that this package brought for itself. */
function cleanPath(): void {
  const own = join(PACKAGE_ROOT, "node_modules");
  process.env["PATH"] = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => entry !== "" && !entry.startsWith(own))
    .join(delimiter);
}

/** Runs the command line of this process. */
export async function start(): Promise<void> {
  cleanPath();
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    openHost,
    serve: (options) => openDaemon({ ...options, tell: (notice) => process.stderr.write(`${notice}\n`) }),
    serveDetached,
    openBrowser,
    makeSample,
    stage,
    version: readVersion,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}

if (import.meta.main) await start();
