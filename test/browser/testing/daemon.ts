// The real daemon in this process, on the bundled sample: HTTP, engine, agents, git, and the playbook as its model.
import { openDaemon, type DaemonSeams, type OpenDaemon } from "../../../src/compose/daemon.ts";
import type { Daemon } from "../../../src/wire/reads.ts";
import { pathTo } from "../../../src/wire/routes.ts";
import { until } from "../../e2e/until.ts";

/** The page is built when its sources are newer; two cores that do other things as well may take long over it. */
const PAGE_MS_MAX = 120_000;

export interface DaemonPlace {
  readonly repository: string;
  readonly home: string;
  /** Left out: one that nobody has. */
  readonly port?: number;
  readonly turnDelayMs?: number;
  readonly runsMax?: number;
}

export interface TestDaemon extends OpenDaemon {
  /** What went wrong beside what was asked for. */
  readonly told: readonly string[];
}

/** Resolves when the page can be shown. */
export async function openTestDaemon(place: DaemonPlace, seams: DaemonSeams = {}): Promise<TestDaemon> {
  const told: string[] = [];
  const { repository, home, port = 0, turnDelayMs, runsMax } = place;
  const daemon = await openDaemon(
    {
      path: repository,
      home,
      port,
      isUnsafe: false,
      model: "playbook",
      target: "main",
      // What is looked at here is not how busy the machine is.
      startGapMs: 0,
      workerMemoryMb: 0,
      ...(turnDelayMs === undefined ? {} : { turnDelayMs }),
      ...(runsMax === undefined ? {} : { runsMax }),
      tell: (notice) => told.push(notice),
    },
    seams,
  );
  let state = "";
  await until(
    "the page to be built",
    async () => {
      state = (await ask<Daemon>(daemon, pathTo("daemon"))).page;
      return state === "ready";
    },
    { limitMs: PAGE_MS_MAX, found: () => state },
  );
  return { ...daemon, told };
}

/** Reads as the command line does, with the token. */
export async function ask<Answer>(daemon: Pick<OpenDaemon, "url" | "token">, path: string): Promise<Answer> {
  const response = await fetch(`${daemon.url}${path}`, {
    headers: { authorization: `Bearer ${daemon.token}` },
  });
  if (!response.ok) throw new Error(`GET ${path} was answered with ${response.status}.`);
  // Each path answers the schema of src/wire/reads.ts that its caller names.
  return (await response.json()) as Answer;
}
