// Starts a daemon on a home as `npm start` does, and is its first client: a process and a socket of its own.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { findDaemon } from "../../src/cli/daemon/place.ts";
import { readView } from "../../src/cli/daemon/feed.ts";
import type { Scene } from "../../test/e2e/scene.ts";
import { startJarvis } from "../../test/e2e/jarvis-process.ts";
import { digestOf, TICKETS } from "./home.ts";

export interface Opened {
  /** From the start of the process, loading Node and the modules included, until a client has the whole snapshot. */
  readonly startMs: number;
  /** Of these, until it answers at all. */
  readonly answersMs: number;
  /** The most that the process had until then. */
  readonly rssMb: number;
  /** What it has a little later, when what it does after a start is done. */
  readonly settledMb: number;
  readonly rowsSha256: string;
}

const POLL_MS = 5;
const START_MS_MAX = 60_000;
const SETTLE_MS = 3_000;

export async function openHome({ repository, home }: Scene, project: string): Promise<Opened> {
  const begun = performance.now();
  const argv = ["start", repository, "--home", home, "--no-open", "--workers", String(TICKETS)];
  const daemon = startJarvis([...argv, "--model", "playbook"]);
  try {
    while ((await findDaemon(home)) === null) {
      if (performance.now() - begun > START_MS_MAX)
        throw new RangeError(`no daemon answers after ${START_MS_MAX} ms: ${daemon.stderr()}`);
      await wait(POLL_MS);
    }
    const answersMs = Math.round(performance.now() - begun);
    const view = await readView(() => findDaemon(home), project);
    const startMs = Math.round(performance.now() - begun);
    const rssMb = megabytes(daemon.pid, "VmHWM");
    await wait(SETTLE_MS);
    const settledMb = megabytes(daemon.pid, "VmRSS");
    return { startMs, answersMs, rssMb, settledMb, rowsSha256: digestOf(view.tables) };
  } finally {
    daemon.kill("SIGTERM");
    await daemon.ended;
  }
}

function megabytes(pid: number, name: "VmHWM" | "VmRSS"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) / 1_024);
}
