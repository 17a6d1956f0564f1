// A file named STOP in the home stops everything in every project, for whoever cannot reach the page or the command line.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { watchFolder } from "../adapters/git-cli/watch-folder.ts";
import type { EngineAccess } from "../engine/engine.ts";
import type { Clock } from "../ports/clock.ts";

export const STOP_FILE = "STOP";
/** Not every file system tells of its changes: it is looked for as well. A tenth of the ten seconds that stopping may take. */
const LOOK_MS = 1_000;

export interface StopFileOptions {
  readonly home: string;
  readonly engine: Pick<EngineAccess, "submit" | "state">;
  readonly clock: Clock;
  readonly onDefect: (error: unknown) => void;
}

/** Looks once before it resolves, so that nothing of a project starts under the file. Returns the way to stop looking. */
export async function obeyStopFile(options: StopFileOptions): Promise<() => Promise<void>> {
  const { engine, clock } = options;
  const path = join(options.home, STOP_FILE);
  const stop = new AbortController();
  const { signal } = stop;

  async function look(): Promise<void> {
    const found = existsSync(path) ? path : null;
    // Most of the time there is nothing to say.
    if (found === (engine.state().halted?.heldBy ?? null)) return;
    await engine.submit({ type: "project.observe-stop-file", path: found }, { kind: "engine" });
  }

  async function keepLooking(): Promise<void> {
    try {
      for (;;) {
        await clock.wait(LOOK_MS, signal);
        await look();
      }
    } catch (error) {
      // The wait ends early when we are told to stop, and with it the looking.
      if (!signal.aborted) options.onDefect(error);
    }
  }

  await look();
  const stopWatching = watchFolder(options.home, (name) => {
    if (name === STOP_FILE) look().catch((error: unknown) => options.onDefect(error));
  });
  const looking = keepLooking();
  return async () => {
    stop.abort();
    stopWatching();
    await looking;
  };
}
