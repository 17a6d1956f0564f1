// What one daemon has once, whatever projects are open in it: its home, the lock on it, the supervisor of all processes, the model.
import { createProcesses, type PosixProcesses } from "../adapters/processes-posix/processes.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { createMachine } from "../adapters/system/machine.ts";
import { homePath } from "../cli/daemon/home.ts";
import { createAdmission, type Admission } from "../engine/admission.ts";
import { DEFAULT_ROOM, type RoomRules } from "../engine/room.ts";
import { lockHome } from "../journal/home-lock.ts";
import type { HostOptions } from "../wire/host-options.ts";
import type { Machine } from "../ports/machine.ts";
import { SurvivorsLeft, type Survivor } from "../ports/processes.ts";
import { createModelConnection, type ModelConnection } from "./model-connection.ts";

export interface Home {
  readonly path: string;
  readonly processes: PosixProcesses;
  /** What of a former daemon survives being killed, with the project before each slot: its runs are stuck. */
  readonly survivors: readonly Survivor[];
  readonly model: ModelConnection;
  readonly machine: Machine;
  readonly room: RoomRules;
  /** Where the starts of all projects wait for room. */
  readonly admission: Admission;
  /** The last first, each once: what is undone on the way out. */
  readonly undo: Undo;
}

/** What is undone on the way out, the last first. */
export class Undo {
  readonly #steps: (() => Promise<unknown> | void)[] = [];

  push(step: () => Promise<unknown> | void): void {
    this.#steps.push(step);
  }

  /** Every step is done, whatever an earlier one says: what goes wrong is thrown at the end, and nothing stays open for it. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).toReversed()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, "Several things could not be closed.");
  }
}

type RoomOptions = Partial<Pick<HostOptions, keyof RoomRules>>;

function roomOf({ runsMax, workerMemoryMb, diskFloorMb, startGapMs }: RoomOptions): RoomRules {
  return {
    runsMax: runsMax ?? DEFAULT_ROOM.runsMax,
    workerMemoryMb: workerMemoryMb ?? DEFAULT_ROOM.workerMemoryMb,
    diskFloorMb: diskFloorMb ?? DEFAULT_ROOM.diskFloorMb,
    startGapMs: startGapMs ?? DEFAULT_ROOM.startGapMs,
  };
}

/** @throws HomeLocked · AgentUnavailable when a model is asked for that nothing signs in */
export async function openHome(
  options: {
    readonly home?: string | undefined;
    readonly model?: "playbook" | "claude" | undefined;
    readonly isUnsafe: boolean;
  } & RoomOptions,
): Promise<Home> {
  const path = homePath(options.home);
  const undo = new Undo();
  try {
    const lock = lockHome(path);
    undo.push(() => lock.release());
    const processes = createProcesses({ home: path });
    // The home is ours alone now: whatever still runs in its name is of a daemon that died.
    const survivors = await stopFormer(processes);
    undo.push(() => processes.stopAll());
    const { isUnsafe, model: asked } = options;
    const model = createModelConnection({ home: path, environment: process.env, asked, isUnsafe });
    const machine = createMachine();
    const room = roomOf(options);
    const admission = createAdmission({ clock: systemClock, machine, rules: room });
    return { path, processes, survivors, model, machine, room, admission, undo };
  } catch (error) {
    await undo.run();
    throw error;
  }
}

/** One process that nothing ends must not keep the others from being served. */
async function stopFormer(processes: PosixProcesses): Promise<readonly Survivor[]> {
  try {
    await processes.stopAll();
    return [];
  } catch (error) {
    if (!(error instanceof SurvivorsLeft)) throw error;
    return error.survivors;
  }
}

/** What survives of the project's former life, by the names that its runs have in it. */
export function survivorsIn({ survivors }: Home, project: string): readonly Survivor[] {
  const start = `${project}/`;
  return survivors.flatMap((one) =>
    one.slot.startsWith(start) ? [{ ...one, slot: one.slot.slice(start.length) }] : [],
  );
}

/** A daemon that is told to go takes its agents along. Returns the way to stop listening. */
export function closeOnSignal(close: () => Promise<void>): () => void {
  const leave = (_signal: NodeJS.Signals, number: number) => {
    // What a shell says of a program that a signal ended.
    process.exitCode = 128 + number;
    void close().finally(() => process.exit());
  };
  process.once("SIGHUP", leave).once("SIGINT", leave).once("SIGTERM", leave);
  return () => {
    process.off("SIGHUP", leave).off("SIGINT", leave).off("SIGTERM", leave);
  };
}
