// One door for all starts of a daemon, whatever project they are of: a place, memory, disk, and a little time between two of them.
import type { Instant, RunId } from "../domain/ids.ts";
import type { Measured } from "../domain/run/state.ts";
import type { Clock } from "../ports/clock.ts";
import type { Machine } from "../ports/machine.ts";
import { gapMissing, GROWING_MS, machineMissing, placeMissing, type RoomRules } from "./room.ts";

/** What is measured changes without telling us: so often it is looked at again while somebody waits for it. */
const MEASURE_AGAIN_MS = 2_000;
/** Runs that were let in and whose agent has not started; older ones never will. */
const LET_IN_MAX = 1_000;

/** One project, as the door sees it. */
export interface Member {
  /** Its runs that are preparing or working. */
  busyCount(): number;
  /** Where its work and its records go: the disks that count for it. */
  readonly folders: readonly string[];
}

export interface Entering {
  /** Since when it waits: who waits longest goes first, whatever project it is of. */
  readonly since: Instant;
  /** What was begun goes on before anything new is begun. */
  readonly isResumption: boolean;
  readonly signal: AbortSignal;
  /** Called with each new reason. */
  onWait(reason: string): void;
}

export interface Entry {
  readonly measured: Measured;
  /** Its run is on record from now on, and counted by its project; null: there is none after all. Must be called. */
  done(run: RunId | null): void;
}

export interface Door {
  /** Resolves when it may start, with what was measured; null when it was aborted before. @throws what its own `onWait` throws */
  enter(entering: Entering): Promise<Entry | null>;
  /** Waits for the time between two starts, unless the run has just entered. @throws the signal's reason */
  spawn(run: RunId, signal: AbortSignal, onWait: (reason: string) => void): Promise<void>;
  /** Something happened in the project: a place may be free. */
  changed(): void;
  leave(): void;
}

export interface Admission {
  join(member: Member): Door;
}

interface Waiting extends Entering {
  readonly member: Member;
  readonly order: number;
  reason: string;
  readonly settle: (entry: Entry | null) => void;
  /** Whoever waits cannot be told why: its own defect, and the others go on. */
  readonly fail: (error: unknown) => void;
}

export function createAdmission(options: {
  readonly clock: Clock;
  readonly machine: Machine;
  readonly rules: RoomRules;
}): Admission {
  const { clock, machine, rules } = options;
  const members = new Set<Member>();
  const waiting = new Set<Waiting>();
  /** Let in, and not yet counted by their project. */
  const entering = new Set<Waiting>();
  const letIn = new Set<RunId>();
  /** When each of the last starts was. */
  let startedAt: number[] = [];
  let nextStartAt = 0;
  let order = 0;
  let isLooking = false;
  let isChanged = false;
  let alarm: AbortController | null = null;

  const busyCount = () =>
    [...members].reduce((count, member) => count + member.busyCount(), 0) + entering.size;

  /** Looks at all that wait, one look after another. */
  function look(): void {
    isChanged = true;
    if (isLooking) return;
    isLooking = true;
    void lookWhileChanged();
  }

  async function lookWhileChanged(): Promise<void> {
    while (isChanged) {
      isChanged = false;
      await lookOnce();
    }
    isLooking = false;
  }

  async function lookOnce(): Promise<void> {
    setAlarm(null);
    const readings = new Map<Member, Measured | string>();
    let wakeMs: number | null = null;
    // Counted anew after whatever changes it: with many runs and many that wait, not for each of them.
    let busy = busyCount();
    for (const one of inOrder()) {
      if (!waiting.has(one)) continue;
      const gapMs = nextStartAt - clock.now();
      const blocked = placeMissing(rules, busy) ?? gapMissing(gapMs);
      if (blocked !== null) {
        tell(one, blocked);
        // A place that gets free is told by its project.
        if (gapMs > 0) wakeMs = Math.min(wakeMs ?? gapMs, gapMs);
        continue;
      }
      const reading = readings.get(one.member) ?? (await measure(one.member));
      if (!readings.has(one.member)) busy = busyCount();
      readings.set(one.member, reading);
      if (!waiting.has(one)) continue;
      const missing =
        placeMissing(rules, busy) ?? (typeof reading === "string" ? reading : lacks(reading, busy));
      if (missing === null && typeof reading !== "string") {
        admit(one, reading);
        busy += 1;
      } else tell(one, missing ?? "");
      if (missing !== null) wakeMs = Math.min(wakeMs ?? MEASURE_AGAIN_MS, MEASURE_AGAIN_MS);
    }
    if (wakeMs !== null) setAlarm(wakeMs);
  }

  function inOrder(): readonly Waiting[] {
    return [...waiting].toSorted(
      (a, b) => Number(b.isResumption) - Number(a.isResumption) || a.since - b.since || a.order - b.order,
    );
  }

  async function measure(member: Member): Promise<Measured | string> {
    try {
      const { freeMemoryMb, freeDiskMb, load } = await machine.measure(member.folders);
      return { freeMemoryMb, freeDiskMb: Math.min(...freeDiskMb), load };
    } catch (error) {
      // Whatever it is, the board says it, and it is measured again.
      return `a measure of this machine (${error instanceof Error ? error.message : String(error)})`;
    }
  }

  function lacks(measured: Measured, busy: number): string | null {
    startedAt = startedAt.filter((at) => at > clock.now() - GROWING_MS);
    return machineMissing(rules, measured, { busyCount: busy, growingCount: startedAt.length });
  }

  function admit(one: Waiting, measured: Measured): void {
    waiting.delete(one);
    entering.add(one);
    takeTurn();
    one.settle({
      measured,
      done: (run) => {
        if (!entering.delete(one)) return;
        if (run === null) startedAt.pop();
        else remember(run);
        look();
      },
    });
  }

  /** The next start comes a gap later. @returns when this one is due */
  function takeTurn(): number {
    const at = Math.max(clock.now(), nextStartAt);
    nextStartAt = at + rules.startGapMs;
    startedAt.push(at);
    return at;
  }

  function remember(run: RunId): void {
    letIn.add(run);
    if (letIn.size > LET_IN_MAX) for (const first of [...letIn].slice(0, 1)) letIn.delete(first);
  }

  function tell(one: Waiting, reason: string): void {
    if (one.reason === reason) return;
    one.reason = reason;
    try {
      one.onWait(reason);
    } catch (error) {
      one.fail(error);
    }
  }

  function setAlarm(ms: number | null): void {
    alarm?.abort();
    alarm = null;
    if (ms === null) return;
    const mine = new AbortController();
    alarm = mine;
    clock.wait(ms, mine.signal).then(look, (error: unknown) => {
      // It was replaced, or nobody waits any more.
      if (!mine.signal.aborted) throw error;
    });
  }

  return {
    join: (member) => {
      members.add(member);
      const mine = new Set<Waiting>();
      return {
        enter: (request) =>
          new Promise((resolve, reject) => {
            if (request.signal.aborted) return resolve(null);
            const onAbort = () => one.settle(null);
            const leave = () => {
              request.signal.removeEventListener("abort", onAbort);
              mine.delete(one);
              waiting.delete(one);
            };
            const one: Waiting = {
              ...request,
              onWait: (reason) => request.onWait(reason),
              member,
              order: (order += 1),
              reason: "",
              settle: (entry) => {
                leave();
                resolve(entry);
                if (entry === null) look();
              },
              fail: (error) => {
                leave();
                reject(error);
              },
            };
            request.signal.addEventListener("abort", onAbort, { once: true });
            mine.add(one);
            waiting.add(one);
            look();
          }),
        spawn: async (run, signal, onWait) => {
          if (letIn.delete(run)) return;
          const waitMs = takeTurn() - clock.now();
          if (waitMs <= 0) return;
          onWait(gapMissing(waitMs) ?? "");
          await clock.wait(waitMs, signal);
        },
        changed: () => {
          if (waiting.size > 0) look();
        },
        leave: () => {
          members.delete(member);
          for (const one of mine) one.settle(null);
          look();
        },
      };
    },
  };
}
