// `jarvis quit`: ends the daemon of a home; workers' work is kept.
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { shortPath } from "../daemon/home.ts";
import { isAlive } from "../daemon/place.ts";
import { DaemonFailed } from "../failures.ts";
import { define, does, homeOption, jsonOption, type Cli, type HomeOption } from "./cli.ts";
import { openDaemon } from "./project.ts";

/** Agents are asked to end, then ended, and every process is seen gone. */
const END_MS_MAX = 30_000;
const POLL_MS = 50;

export function quitCommand(cli: Cli): Command {
  const command = define({
    usage: "quit",
    summary: "end JARVIS; workers' work is kept and goes on at the next start",
    examples: ["jarvis quit"],
  })
    .addOption(homeOption())
    .addOption(jsonOption());
  return does<HomeOption>(cli, command, async (options) => {
    const { api, place, home } = await openDaemon(options, cli);
    await api.quit();
    const endAt = Date.now() + END_MS_MAX;
    while (isAlive(place.pid)) {
      if (Date.now() > endAt)
        throw new DaemonFailed(
          "still-runs",
          `Asked the JARVIS on ${shortPath(home)} to end: process ${place.pid} still runs after ${END_MS_MAX / 1_000} s. Look what it does, or end that process.`,
        );
      await wait(POLL_MS);
    }
    if (options.json === true) return cli.output.json({ home, pid: place.pid, ended: true });
    cli.output.line(
      `JARVIS on ${shortPath(home)} has ended. Workers' work is kept and goes on at the next start.`,
    );
  });
}
