// `jarvis demo --kill`: the daemon, a process of its own, is killed with SIGKILL while two workers run, and started again.
import { readFile, rm } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Host, Leftovers } from "../wire/host.ts";
import type { HostOptions } from "../wire/host-options.ts";
import { createDaemonApi } from "./daemon/api.ts";
import { findDaemon, isAlive, requireDaemon } from "./daemon/place.ts";
import { ticketOf, type DemoResult, type DemoWorld } from "./demo.ts";
import { choiceOf, isCardOf, progressLine } from "./demo-ticket.ts";
import type { Output } from "./output.ts";
import { connectRemoteClient, type RemoteClient } from "./remote/client.ts";
import { digestUserBytes, writeUserFiles } from "./user-bytes.ts";
import { watch } from "./watch.ts";
import type { World } from "./world.ts";

export interface DemoKillOptions {
  readonly options: Omit<HostOptions, "path">;
  readonly world: DemoWorld & Pick<World, "serveDetached">;
  /** Leaves repository and journal there. */
  readonly keep?: string;
  readonly isJson: boolean;
  readonly output: Pick<Output, "json" | "line" | "note">;
}

export interface DemoKillResult {
  readonly name: "demo-kill";
  readonly killed: {
    readonly pid: number;
    /** What each worker did in that moment. */
    readonly workers: readonly string[];
    /** Processes that the daemon had. */
    readonly processCount: number;
  };
  /** From the start of the next daemon until nothing of the former was alive, and until it said of each worker what it does. */
  readonly formerGoneMs: number;
  readonly verifiedMs: number;
  readonly tickets: DemoResult["tickets"];
  readonly userBytesUntouched: boolean;
  readonly leftovers: Leftovers;
}

const STEP_LIMIT_MS = 180_000;
const POLL_MS = 20;
const TICKETS = ["dark-mode.md", "user-profile.md"] as const;
/** After the start of the next daemon. */
const SETTLED_MS_MAX = 5_000;

interface Place {
  readonly path: string;
  readonly home: string;
}

export async function demoKill(from: DemoKillOptions): Promise<number> {
  const { world, output } = from;
  const sample = await world.makeSample({ parent: from.keep ?? "" });
  const at = { path: sample.path, home: join(sample.scratch, "home") };
  const { toStage } = await writeUserFiles(at.path);
  await world.stage(at.path, toStage);
  try {
    const before = await inHost(from, at, digestUserBytes);
    const told = await killBetween(from, at);
    const result = await inHost(from, at, (host) => finish(host, told, before));
    if (from.isJson) output.json(result);
    else output.line(JSON.stringify(result, null, 2));
    return isGood(result) ? 0 : 1;
  } finally {
    await quit(at.home);
    if (from.keep === undefined) await rm(sample.scratch, { recursive: true, force: true });
  }
}

type Told = Pick<DemoKillResult, "killed" | "formerGoneMs" | "verifiedMs">;

async function killBetween(from: DemoKillOptions, at: Place): Promise<Told> {
  const { world, output, options } = from;
  const serve = async () => await world.serveDetached({ ...options, ...at, target: "main" });
  const { pid } = await serve();
  const client = await connect(at.home);
  try {
    client.onItem((item) => output.note(progressLine(item)));
    await startBoth(client, at.path);
    const seen = watch({ ...client, show: () => null }, STEP_LIMIT_MS);
    const rows = await seen.untilBoard(
      "two workers at work",
      (board) => board.filter(({ word }) => word === "working").length === TICKETS.length,
    );
    const former = world.liveProcesses(at.home);
    output.note(`kill -9 ${pid}: the daemon, with ${former.length} processes`);
    process.kill(pid, "SIGKILL");
    const killed = { pid, workers: rows.map(({ status }) => status), processCount: former.length };
    while (isAlive(pid)) await wait(POLL_MS);
    const begunAt = performance.now();
    const since = () => Math.round(performance.now() - begunAt);
    const [formerGoneMs, verifiedMs] = await Promise.all([
      untilGone(former).then(since),
      serve()
        .then(() => untilVerified(client))
        .then(since),
    ]);
    await seen.untilBoard("both tickets to land", (board) => board.every(({ stage }) => stage === "landed"));
    await client.rest();
    return { killed, formerGoneMs, verifiedMs };
  } finally {
    client.close();
    await quit(at.home);
  }
}

async function connect(home: string): Promise<RemoteClient> {
  const place = await requireDaemon(home);
  const [project] = await createDaemonApi(() => place).projects();
  return await connectRemoteClient({ find: () => findDaemon(home), place, project: project?.id ?? "" });
}

async function startBoth(client: RemoteClient, path: string): Promise<void> {
  for (const file of TICKETS) {
    const { text: id } = await client.add(await readFile(join(path, "tickets", file), "utf8"));
    for (;;) {
      const card = client.pending().find((item) => isCardOf(item, id));
      if (card === undefined) await wait(POLL_MS);
      else {
        await client.choose(choiceOf(card, "approve & start, land when green"));
        break;
      }
    }
  }
}

/** Polled by number: each was of this home a moment ago. */
async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await wait(POLL_MS);
}

/** The board is the next daemon's, and says of no worker that its state is unknown. */
async function untilVerified(client: RemoteClient): Promise<void> {
  await client.shownAll();
  while (client.board().some(({ word, status }) => word === "unknown" || status.includes("unknown")))
    await wait(POLL_MS);
}

async function finish(host: Host, told: Told, before: string): Promise<DemoKillResult> {
  await host.rest();
  return {
    name: "demo-kill",
    ...told,
    tickets: await Promise.all(host.client.board().map(({ ticket }) => ticketOf(host, ticket))),
    userBytesUntouched: (await digestUserBytes(host)) === before,
    leftovers: await host.leftovers(),
  };
}

function isGood({
  tickets,
  leftovers,
  userBytesUntouched,
  formerGoneMs,
  verifiedMs,
}: DemoKillResult): boolean {
  return (
    tickets.length === TICKETS.length &&
    tickets.every(({ landed }) => landed) &&
    Object.values(leftovers).every((count) => count === 0) &&
    userBytesUntouched &&
    Math.max(formerGoneMs, verifiedMs) <= settledMsMax()
  );
}

/** A machine with more to do than cores gets as much longer. */
function settledMsMax(): number {
  const [load = 0] = loadavg();
  return SETTLED_MS_MAX * Math.max(1, load / availableParallelism());
}

/** The repository in this process, while no daemon has it. */
async function inHost<Result>(
  { world, options }: DemoKillOptions,
  at: Place,
  work: (host: Host) => Promise<Result>,
): Promise<Result> {
  const host = await world.openHost({ ...options, ...at, target: "main" });
  try {
    return await work(host);
  } finally {
    await host.close();
  }
}

/** Ends the daemon of the home, if one runs, and waits until it is gone. */
async function quit(home: string): Promise<void> {
  const place = await findDaemon(home);
  if (place === null) return;
  await createDaemonApi(() => place).quit();
  while (isAlive(place.pid)) await wait(POLL_MS);
}
