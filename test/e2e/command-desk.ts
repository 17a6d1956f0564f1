// A daemon in the test's own process, and the command line against it, also in this process: a Node of its own for each command would take most of
// the time.
import { readlinkSync } from "node:fs";
import { expect } from "vitest";
import { run, start, type Ran, type Running } from "../../src/cli/testing/world.ts";
import { openDaemon, type OpenDaemon } from "../../src/compose/daemon.ts";
import { readVersion } from "../../src/compose/package.ts";
import type { Run } from "../../src/domain/run/state.ts";
import { pathTo } from "../../src/wire/routes.ts";
import type { Parsed } from "./journal-of.ts";
import { processesOf } from "./live-processes.ts";
import type { Scene } from "./scene.ts";
import { until } from "./until.ts";

export interface CommandDesk {
  readonly daemon: OpenDaemon;
  readonly jarvis: (...argv: readonly string[]) => Promise<Ran>;
  readonly starts: (...argv: readonly string[]) => Running;
  /** It ends well, and says nothing on standard error. */
  readonly does: (...argv: readonly string[]) => Promise<Ran>;
  /** Exit code 1, with these words on standard error and nothing else. */
  readonly refuses: (argv: readonly string[], ...words: readonly string[]) => Promise<void>;
  /** What is known of a ticket. */
  readonly show: (ticket: string) => Promise<{ readonly firstMessage: string; readonly detail: Parsed }>;
  /** The run that is on the ticket, once it is so. */
  readonly runWhen: (ticket: string, isSo: (run: Run) => boolean) => Promise<Run>;
  /** Processes of this home that work in a folder. */
  readonly pidsIn: (path: string) => readonly number[];
}

/** Longer than a worker's step takes on two cores with other work beside. */
const STEP_MS_MAX = 40_000;

export async function openCommandDesk(
  at: Scene,
  more: { readonly answerWithinMs?: number } = {},
): Promise<CommandDesk> {
  const daemon = await openDaemon({
    path: at.repository,
    home: at.home,
    port: 0,
    isUnsafe: false,
    model: "playbook",
    turnDelayMs: 0,
    runsMax: 6,
    tell: () => undefined,
    ...more,
  });
  const argvOf = ([name = "", ...rest]: readonly string[]) => [
    name,
    "--home",
    at.home,
    "--project",
    daemon.project,
    ...rest,
  ];
  const world = { version: readVersion };
  const jarvis = (...argv: readonly string[]) => run(argvOf(argv), { world });
  const show = async (ticket: string) => {
    const answer = await fetch(`${daemon.url}${pathTo("ticket", { project: daemon.project, ticket })}`, {
      headers: { authorization: `Bearer ${daemon.token}` },
    });
    return JSON.parse(await answer.text());
  };
  return {
    daemon,
    jarvis,
    show,
    starts: (...argv) => start(argvOf(argv), { world }),
    does: async (...argv) => {
      const ran = await jarvis(...argv);
      expect([argv, ran.exitCode, ran.stderr]).toEqual([argv, 0, ""]);
      return ran;
    },
    refuses: async (argv, ...words) => {
      const ran = await jarvis(...argv);
      expect([argv, ran.exitCode, ran.stdout]).toEqual([argv, 1, ""]);
      for (const word of words) expect(ran.stderr).toContain(word);
    },
    runWhen: async (ticket, isSo) => {
      let found: Parsed;
      return await until(
        `${ticket} to be as expected`,
        async () => {
          found = (await show(ticket)).detail;
          return found.run !== null && isSo(found.run) ? found.run : null;
        },
        { limitMs: STEP_MS_MAX, found: () => JSON.stringify(found?.status) },
      );
    },
    pidsIn: (path) => processesOf(at.home).filter((pid) => worksIn(pid, path)),
  };
}

function worksIn(pid: number, path: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === path;
  } catch (error) {
    // It ended while it was looked at.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
