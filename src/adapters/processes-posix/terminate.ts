import { setTimeout as delay } from "node:timers/promises";
import { SurvivorsLeft, type Survivor } from "../../ports/processes.ts";
import type { Member, SlotIndex } from "./slot-index.ts";

type Choice = (slot: string) => boolean;

/** Rounds of stop-and-kill. Each ends a generation of children; a fork bomb of more generations is reported. */
const SWEEP_ROUNDS_MAX = 200;
/** A child forked in the moment of a scan may be in none: this many empty scans in a row count as gone. */
const CALM_ROUNDS = 3;
const SWEEP_PAUSE_MS = 5;
const GRACE_POLL_MS_MAX = 50;

/**
 * TERM to the process groups and to strays, grace, then sweep: freeze all (so that nothing forks), kill all,
 * look again. Returns at once when nothing is alive.
 * @throws SurvivorsLeft
 */
export async function terminate(
  index: SlotIndex,
  label: string,
  isChosen: Choice,
  graceMs: number,
): Promise<void> {
  const first = chosen(index, isChosen);
  if (first.length === 0) return;
  askToEnd(first);
  await waitUntilGone(index, isChosen, graceMs);
  let calm = 0;
  let left: Member[] = [];
  for (let round = 0; round < SWEEP_ROUNDS_MAX && calm < CALM_ROUNDS; round++) {
    left = chosen(index, isChosen);
    calm = left.length === 0 ? calm + 1 : 0;
    killNow(left);
    await delay(SWEEP_PAUSE_MS);
  }
  if (calm < CALM_ROUNDS) throw new SurvivorsLeft(label, left.map(survivorOf(index)));
}

/** The same without grace and without a turn of the event loop, for the moment in which this process exits. */
export function terminateSync(index: SlotIndex, isChosen: Choice): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let round = 0, calm = 0; round < SWEEP_ROUNDS_MAX && calm < CALM_ROUNDS; round++) {
    const left = chosen(index, isChosen);
    calm = left.length === 0 ? calm + 1 : 0;
    killNow(left);
    Atomics.wait(pause, 0, 0, SWEEP_PAUSE_MS);
  }
}

function chosen(index: SlotIndex, isChosen: Choice): Member[] {
  return index.members().filter((member) => isChosen(member.slot));
}

function askToEnd(members: readonly Member[]): void {
  const known = new Set(pids(members));
  const groups = new Set(members.map((member) => member.groupId).filter((groupId) => known.has(groupId)));
  for (const groupId of groups) signal(-groupId, "SIGTERM");
  for (const member of members) if (!groups.has(member.groupId)) signal(member.pid, "SIGTERM");
  // A process that was paused sees its TERM only when it goes on.
  for (const member of members) signal(member.pid, "SIGCONT");
}

async function waitUntilGone(index: SlotIndex, isChosen: Choice, graceMs: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, GRACE_POLL_MS_MAX)) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return;
    await delay(Math.min(pauseMs, leftMs));
    if (chosen(index, isChosen).length === 0) return;
  }
}

function killNow(members: readonly Member[]): void {
  for (const member of members) signal(member.pid, "SIGSTOP");
  for (const member of members) signal(member.pid, "SIGKILL");
}

function survivorOf(index: SlotIndex): (member: Member) => Survivor {
  return ({ pid, slot }) => ({ pid, slot, command: index.commandLine(pid) });
}

function pids(members: readonly Member[]): number[] {
  return members.map((member) => member.pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone meanwhile, or not ours to kill: the next scan sees which, and reports the latter as a survivor.
    if (error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM"))
      return;
    throw error;
  }
}
