import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import {
  SpawnFailed,
  type ProcessExit,
  type ProcessIdentity,
  type Processes,
  type SpawnSpec,
  type SupervisedProcess,
} from "../../ports/processes.ts";
import { createProcTable } from "./process-table-proc.ts";
import { createPsTable } from "./process-table-ps.ts";
import type { ProcessTable } from "./process-table.ts";
import { createSlotIndex, type Leader, type Member, type SlotIndex } from "./slot-index.ts";
import { terminate, terminateSync } from "./terminate.ts";

export interface PosixProcesses extends Processes {
  /**
   * Stops every process of this home, whoever started it. For the way out of the daemon.
   * @throws SurvivorsLeft
   */
  stopAll(): Promise<void>;
}

/** An agent needs about half a second to end after TERM; a test runner that writes its report, a little more. */
const GRACE_MS = 3_000;

/**
 * One supervisor for a home. When this Node process exits (`process.exit`, end of the event loop, uncaught
 * error) what it started is killed without grace; nothing can do that after SIGKILL or a default SIGTERM, so
 * the next daemon looks with `list()`.
 */
export function createProcesses(options: {
  readonly home: string;
  readonly graceMs?: number;
}): PosixProcesses {
  const table = process.platform === "linux" ? createProcTable() : createPsTable();
  const index = createSlotIndex(table, options.home);
  const graceMs = options.graceMs ?? GRACE_MS;
  const stopping = new Map<string, Promise<void>>();
  killAtExit(index);

  const identityOf = (row: { readonly pid: number; readonly startTime: string }): ProcessIdentity => ({
    pid: row.pid,
    startTime: row.startTime,
    bootId: table.bootId,
  });

  const stopSlot = (slot: string): Promise<void> => {
    const running = stopping.get(slot);
    if (running) return running;
    const work = terminate(index, slot, (other) => other === slot, graceMs).finally(() =>
      stopping.delete(slot),
    );
    stopping.set(slot, work);
    return work;
  };

  return {
    spawn: async (spec) => {
      const child = await startChild(spec, index.home);
      const leader = lead(child, spec.slot, table);
      index.track(leader);
      return supervise({ child, leader, identity: identityOf(leader), stop: () => stopSlot(spec.slot) });
    },
    isAlive: (identity) =>
      identity.bootId === table.bootId &&
      table.startTime(identity.pid) === identity.startTime &&
      table.isLive(identity.pid),
    findBySlot: (slot) =>
      index
        .members()
        .filter((member) => member.slot === slot)
        .map(identityOf),
    stopSlot,
    list: () => index.members().map((member: Member) => ({ ...identityOf(member), slot: member.slot })),
    stopAll: () => terminate(index, "all workers", () => true, graceMs),
  };
}

type StartedChild = ChildProcessByStdio<Writable | null, Readable, Readable> & { readonly pid: number };

async function startChild(spec: SpawnSpec, home: string): Promise<StartedChild> {
  const [program, ...args] = spec.argv;
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: spec.cwd,
      env: { ...spec.env, JARVIS_SLOT: spec.slot, JARVIS_HOME: home },
      detached: true,
      stdio: [spec.stdin === "pipe" ? "pipe" : "ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw new SpawnFailed(spec.argv, spec.cwd, found(error, spec.cwd), { cause: error });
  }
  if (!isStarted(child)) {
    const error = await new Promise<Error>((resolve) => child.once("error", resolve));
    throw new SpawnFailed(spec.argv, spec.cwd, found(error, spec.cwd), { cause: error });
  }
  return child;
}

function isStarted(child: ChildProcess): child is StartedChild {
  return child.pid !== undefined && child.stdout !== null && child.stderr !== null;
}

function found(error: unknown, cwd: string): string {
  if (!existsSync(cwd)) return "the folder does not exist";
  return error instanceof Error ? error.message : String(error);
}

function lead(child: StartedChild, slot: string, table: ProcessTable): Leader {
  // Read before the event loop turns: until then a child that ended at once is still there as a zombie.
  const leader: Leader = {
    pid: child.pid,
    startTime: table.startTime(child.pid) ?? "",
    slot,
    hasExited: false,
  };
  return leader;
}

interface Supervision {
  readonly child: StartedChild;
  readonly leader: Leader;
  readonly identity: ProcessIdentity;
  readonly stop: () => Promise<void>;
}

function supervise({ child, leader, identity, stop }: Supervision): SupervisedProcess {
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once("exit", (code, signal) => {
      leader.hasExited = true;
      resolve({ code, signal });
    });
  });
  // Writing to a process that just died fails with EPIPE. Its end is told by `exited`; a second telling as an
  // unhandled error would end the daemon.
  child.stdin?.on("error", () => undefined);
  child.on("error", () => undefined);
  return {
    identity,
    slot: leader.slot,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    stop: async () => {
      await stop();
      await exited;
    },
  };
}

const supervisors = new Set<SlotIndex>();

function killAtExit(index: SlotIndex): void {
  if (supervisors.size === 0) process.on("exit", killEverythingStarted);
  supervisors.add(index);
}

function killEverythingStarted(): void {
  for (const index of supervisors) {
    const started = new Set(index.startedSlots());
    if (started.size > 0) terminateSync(index, (slot) => started.has(slot));
  }
}
