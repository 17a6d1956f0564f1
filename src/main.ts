// The composition root: with src/compose and offline-main.ts the only files that construct adapters. bin/ imports it and calls `start`.
import { delimiter, join } from "node:path";
import { runCommandLine } from "./cli/command-line.ts";
import { closeOnSignal, openHome } from "./compose/home.ts";
import { PACKAGE_ROOT, readVersion } from "./compose/package.ts";
import { openProjectIn, type HostSeams } from "./compose/project.ts";
import { makeSample, stage } from "./compose/sample.ts";
import type { Host } from "./wire/host.ts";
import type { HostOptions } from "./wire/host-options.ts";

export type { HostSeams };

/** Opens a repository as the only project of a home, for a command that drives it in this process. */
export async function openHost(options: HostOptions, seams: HostSeams = {}): Promise<Host> {
  const home = await openHome(options);
  const close = () => home.undo.run();
  home.undo.push(closeOnSignal(close));
  try {
    const { host } = await openProjectIn(home, options, seams);
    home.undo.push(() => host.close());
    return { ...host, close };
  } catch (error) {
    await close();
    throw error;
  }
}

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
    makeSample,
    stage,
    version: readVersion,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}

if (import.meta.main) await start();
