// How much room a start needs, and in which words the board says what is missing. Pure.
import type { Measured } from "../domain/run/state.ts";

/** What the starts of one daemon keep to, over all of its projects. */
export interface RoomRules {
  /** Runs that may be preparing or working at once. */
  readonly runsMax: number;
  /** Megabytes of memory that a worker with its agent and its checks is expected to take; 0: memory decides nothing. */
  readonly workerMemoryMb: number;
  /** Megabytes of disk that stay free where work and records go; 0: disk decides nothing. */
  readonly diskFloorMb: number;
  /** Milliseconds between two starts of agents, so that a machine is not asked for everything at once. */
  readonly startGapMs: number;
}

export const DEFAULT_ROOM: RoomRules = {
  runsMax: 3,
  workerMemoryMb: 1_536,
  diskFloorMb: 512,
  startGapMs: 1_000,
};

/** The only worker starts with less: waiting would free nothing of ours, and an agent alone takes about 300 MB. */
const ONLY_WORKER_MEMORY_MB = 384;
/** A worker takes its memory little by little: so long after its start, what it will take is kept for it. */
export const GROWING_MS = 20_000;

/** Null: there is a place. */
export function placeMissing(rules: RoomRules, busyCount: number): string | null {
  return busyCount >= rules.runsMax
    ? `a free worker (${busyCount} of ${rules.runsMax} busy in all projects)`
    : null;
}

/** Null: the last start is long enough ago. */
export function gapMissing(leftMs: number): string | null {
  return leftMs <= 0 ? null : `the next start in ${Math.ceil(leftMs / 1_000)} s`;
}

/** What the machine lacks for one more worker beside `busyCount`, of which `growingCount` have just begun; null: nothing. */
export function machineMissing(
  rules: RoomRules,
  measured: Pick<Measured, "freeMemoryMb" | "freeDiskMb">,
  { busyCount, growingCount }: { readonly busyCount: number; readonly growingCount: number },
): string | null {
  const { freeMemoryMb, freeDiskMb } = measured;
  if (freeDiskMb < rules.diskFloorMb)
    return `disk (${gigabytes(freeDiskMb)} free, ${gigabytes(rules.diskFloorMb)} stay free)`;
  const neededMb =
    busyCount === 0 ? Math.min(rules.workerMemoryMb, ONLY_WORKER_MEMORY_MB) : rules.workerMemoryMb;
  const keptMb = Math.min(growingCount, busyCount) * rules.workerMemoryMb;
  if (freeMemoryMb - keptMb >= neededMb || rules.workerMemoryMb === 0) return null;
  const kept = keptMb === 0 ? "" : `, ${gigabytes(keptMb)} of it for workers that have just begun`;
  return `memory (${gigabytes(freeMemoryMb)} free${kept}, a worker needs ${gigabytes(neededMb)})`;
}

function gigabytes(mb: number): string {
  return `${(mb / 1_024).toFixed(1)} GB`;
}
