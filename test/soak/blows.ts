// The faults of a soak, each struck from outside and taken away again.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statfsSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "../../src/cli/daemon/place.ts";
import type { FaultPlan } from "../../src/playbook/faults.ts";
import { workerProcessesOf } from "../e2e/live-processes.ts";
import type { SoakDaemon } from "./daemon.ts";
import type { Disk } from "./disk.ts";
import type { Fault } from "./schedule.ts";

export interface Around {
  readonly home: string;
  readonly disk: Disk;
  /** Milliseconds that what lasts does last. */
  readonly holdMs: number;
  daemon(): SoakDaemon;
}

const CLOCK_JUMP_MS = 3_600_000;
/** An agent that asks for memory within this long and gets none dies. */
const MEMORY_MS_MAX = 15_000;
/** After a refusal, all may be parked for a while. */
const AGENT_MS_MAX = 90_000;
const LOOK_MS = 250;

/** Every fault but the kill, which is the business of whoever leads the daemon's lives. */
export async function strike(
  fault: Exclude<Fault, "daemonKilled">,
  at: Around,
  clock: { aheadMs: number },
): Promise<string | null> {
  switch (fault) {
    case "rateLimit":
      return await refuse(at, "rate-limit", [{ lane: "*", fault: { status: 429, retryAfterSeconds: 5 } }]);
    case "signInRefused": {
      const seen = await refuse(at, "auth", [{ lane: "*", fault: { status: 401 } }]);
      await at.daemon().connectModel();
      return seen;
    }
    case "outOfMemory":
      return await takeMemory(at);
    case "diskFull":
      return await fillDisk(at);
    case "clockJump":
      clock.aheadMs = clock.aheadMs === 0 ? CLOCK_JUMP_MS : 0;
      at.daemon().tell({ kind: "clock", aheadMs: clock.aheadMs });
      return `${clock.aheadMs} ms ahead`;
    default:
      return fault satisfies never;
  }
}

/** @returns what the user is told when the product waits for this cause */
async function refuse(at: Around, cause: "rate-limit" | "auth", faults: FaultPlan): Promise<string | null> {
  const { holdMs } = at;
  at.daemon().tell({ kind: "faults", faults });
  let seen: string | null = null;
  const endAt = performance.now() + holdMs;
  // As long again when nobody has asked the model meanwhile.
  while (performance.now() < endAt || (seen === null && performance.now() < endAt + holdMs)) {
    await delay(LOOK_MS);
    const { tables } = await at.daemon().view();
    const parked = Object.values(tables.project)[0]?.parked;
    if (parked?.cause === cause) seen = parked.text;
  }
  at.daemon().tell({ kind: "faults", faults: [] });
  return seen;
}

/** `RLIMIT_AS` of a live agent is set to less than it has: its next allocation fails. */
async function takeMemory({ home }: Around): Promise<string | null> {
  const endAt = performance.now() + AGENT_MS_MAX;
  let victim: number | undefined;
  while (victim === undefined && performance.now() < endAt) {
    victim = workerProcessesOf(home).toSorted((one, other) => residentKb(other) - residentKb(one))[0];
    if (victim === undefined) await delay(LOOK_MS);
  }
  if (victim === undefined) return null;
  execFileSync("prlimit", ["--pid", String(victim), "--as=1048576:1048576"]);
  const limitAt = performance.now() + MEMORY_MS_MAX;
  while (isAlive(victim) && performance.now() < limitAt) await delay(LOOK_MS);
  if (!isAlive(victim)) return "ended by its memory limit";
  // What the kernel does when the machine itself has none left.
  process.kill(victim, "SIGKILL");
  return "SIGKILL, as the kernel does it";
}

async function fillDisk({ disk, holdMs }: Around): Promise<string | null> {
  disk.shrink();
  const probe = join(disk.folder, "probe");
  let seen: string | null = null;
  try {
    writeFileSync(probe, Buffer.alloc(1_000_000));
  } catch (error) {
    seen = error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
  await delay(holdMs);
  const { bavail } = statfsSync(disk.folder);
  disk.grow();
  rmSync(probe, { force: true });
  return seen === "ENOSPC" ? `${seen}, ${bavail} blocks free at its end` : null;
}

function residentKb(pid: number): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, "utf8"))?.[1] ?? 0);
}
