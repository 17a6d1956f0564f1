// Level-triggered: compares what the state owes with what is in flight and starts what is missing. The same after a crash as before.
import type { Obligation } from "../domain/obligation.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { ObligationKey } from "../domain/ids.ts";
import { Defect } from "../domain/shared.ts";
import type { State } from "../domain/state.ts";
import { subjectKey } from "../domain/subjects.ts";
import { JournalFailure } from "../journal/failures.ts";
import type { Clock } from "../ports/clock.ts";
import { PortFailure } from "../ports/failure.ts";
import { createOwed, type OwedChange } from "./owed.ts";

/** Back-off of an effect that failed: 200 ms, doubled each time, at most 30 s. */
export const BACKOFF_FIRST_MS = 200;
export const BACKOFF_MAX_MS = 30_000;
/** Attempts before an obligation is given up and its subject says why; `land` is never given up, since it may have happened. */
export const ATTEMPTS_MAX = 6;
/** Attempts of what fails until somebody acts (`retry: "after-change"`). */
export const ATTEMPTS_AFTER_CHANGE_MAX = 2;

/** Everything is compared this often while something happens, in milliseconds. */
const COMPARE_MS = 30_000;

export interface ReconcilerOptions {
  readonly clock: Clock;
  /** Runs one obligation; resolves when there is nothing more to do for it now. */
  run(obligation: Obligation, signal: AbortSignal): Promise<void>;
  /** Reports that an obligation is given up. */
  giveUp(obligation: Obligation, code: string, detail: string): Promise<void>;
  /** An effect threw what is no failure of a port: we are wrong, or the journal does not take what it observed. */
  onDefect(obligation: Obligation, error: unknown): void;
}

export interface Reconciler {
  /** Compares and starts. `events`: what led here since the last time, so that only what they touch is looked at; null: everything is. */
  reconcile(state: State, events: readonly StoredEvent[] | null): void;
  /** Starts nothing for the subject before `until` has settled. It must not reject. */
  holdBack(subject: string, until: Promise<void>): void;
  /** Aborts all that is in flight and resolves when it has settled. */
  stop(): Promise<void>;
  inFlight(): readonly ObligationKey[];
}

interface Flight {
  readonly obligation: Obligation;
  readonly abort: AbortController;
  readonly settled: Promise<void>;
}

/** Tries of one obligation since it came up. */
interface Tries {
  /** Failures in a row. */
  readonly failedCount: number;
  /** Times that it was done and still owed, in a row. */
  readonly doneCount: number;
  readonly notBefore: number;
}

/** Made once: each effect that reaches its end is let go by its own observation, and an exception of its own would cost more than the rest of it. */
const LET_GO = new DOMException("it is not owed any more", "AbortError");

const UNTRIED: Tries = { failedCount: 0, doneCount: 0, notBefore: 0 };

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { clock } = options;
  const flights = new Map<ObligationKey, Flight>();
  const tries = new Map<ObligationKey, Tries>();
  const owed = createOwed();
  /** Owed, and not in flight. */
  const idle = new Set<ObligationKey>();
  /** Flights that were let go and have not settled, of each subject. */
  const leaving = new Map<string, number>();
  let compareAt = 0;
  let alarm: AbortController | null = null;
  let alarmAt = Number.POSITIVE_INFINITY;
  let isStopped = false;

  function reconcile(state: State, events: readonly StoredEvent[] | null): void {
    if (isStopped) return;
    apply(events === null ? owed.compareAll(state) : changeOf(state, events));
    startDue();
  }

  /** Now and then everything is compared as well: what only that finds is a mistake in who is touched by what, told and mended. */
  function changeOf(state: State, events: readonly StoredEvent[]): OwedChange {
    const change = owed.update(state, events);
    if (clock.now() < compareAt) return change;
    compareAt = clock.now() + COMPARE_MS;
    const missed = owed.compareAll(state);
    for (const obligation of [...missed.came, ...missed.went])
      options.onDefect(obligation, new Defect(`${obligation.key} was found only by comparing everything`));
    return { came: [...change.came, ...missed.came], went: [...change.went, ...missed.went] };
  }

  function apply({ came, went }: OwedChange): void {
    for (const { key } of went) {
      idle.delete(key);
      tries.delete(key);
      letGo(flights.get(key));
    }
    for (const { key } of came) if (!flights.has(key)) idle.add(key);
  }

  function letGo(flight: Flight | undefined): void {
    // Owed again and let go again before it has settled: it leaves once.
    if (flight === undefined || flight.abort.signal.aborted) return;
    leaves(subjectKey(flight.obligation.subject));
    flight.abort.abort(LET_GO);
  }

  function leaves(subject: string): void {
    leaving.set(subject, (leaving.get(subject) ?? 0) + 1);
  }

  function hasLeft(subject: string): void {
    const left = (leaving.get(subject) ?? 0) - 1;
    if (left > 0) leaving.set(subject, left);
    else leaving.delete(subject);
  }

  /** Starts what is owed, not in flight, and due; the rest when it is. */
  function startDue(): void {
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const key of idle) {
      const obligation = owed.get(key);
      if (obligation === undefined) continue;
      const dueAt = Math.max(obligation.notBefore ?? 0, tries.get(key)?.notBefore ?? 0);
      if (dueAt > clock.now()) wakeAt = Math.min(wakeAt, dueAt);
      // What was let go for the same subject must have settled first: two hands never work on one thing.
      else if (!leaving.has(subjectKey(obligation.subject))) start(obligation);
    }
    setAlarm(wakeAt);
  }

  function start(obligation: Obligation): void {
    const abort = new AbortController();
    idle.delete(obligation.key);
    flights.set(obligation.key, { obligation, abort, settled: fly(obligation, abort.signal) });
  }

  /** Never rejects: what goes wrong besides the effect itself, such as telling that it is given up, is a defect and no more. */
  async function fly(obligation: Obligation, signal: AbortSignal): Promise<void> {
    try {
      await attempt(obligation, signal);
    } catch (error) {
      options.onDefect(obligation, error);
    }
    flights.delete(obligation.key);
    if (signal.aborted) hasLeft(subjectKey(obligation.subject));
    if (isStopped) return;
    if (owed.has(obligation.key)) idle.add(obligation.key);
    startAgain(obligation);
  }

  function startAgain(after: Obligation): void {
    try {
      startDue();
    } catch (error) {
      options.onDefect(after, error);
    }
  }

  async function attempt(obligation: Obligation, signal: AbortSignal): Promise<void> {
    const { failedCount, doneCount } = tries.get(obligation.key) ?? UNTRIED;
    // Never in the caller's stack: a flight must be on record before its effect speaks.
    await Promise.resolve();
    try {
      await options.run(obligation, signal);
      // Done, yet perhaps still owed: it is compared again, a little later each time.
      const notBefore = clock.now() + backOffMs(doneCount);
      note(obligation, { failedCount: 0, doneCount: doneCount + 1, notBefore });
    } catch (error) {
      if (signal.aborted) return;
      const notBefore = clock.now() + backOffMs(failedCount);
      note(obligation, { failedCount: failedCount + 1, doneCount: 0, notBefore });
      if (!(error instanceof PortFailure)) options.onDefect(obligation, error);
      if (failedCount + 1 < attemptsMaxOf(obligation, error)) return;
      await options.giveUp(
        obligation,
        error instanceof PortFailure ? error.code : "defect",
        messageOf(error),
      );
    }
  }

  /** Most are not owed any more when they are done: of these nothing is kept. */
  function note({ key }: Obligation, so: Tries): void {
    if (owed.has(key)) tries.set(key, so);
  }

  function setAlarm(wakeAt: number): void {
    if (wakeAt === alarmAt) return;
    alarm?.abort();
    alarm = null;
    alarmAt = wakeAt;
    if (wakeAt === Number.POSITIVE_INFINITY) return;
    const mine = new AbortController();
    alarm = mine;
    clock.wait(Math.max(0, wakeAt - clock.now()), mine.signal).then(
      () => {
        if (alarm !== mine || isStopped) return;
        alarmAt = Number.POSITIVE_INFINITY;
        startDue();
      },
      (error: unknown) => {
        // The alarm was replaced: the newer one rings instead.
        if (!mine.signal.aborted) throw error;
      },
    );
  }

  return {
    reconcile,
    holdBack: (subject, until) => {
      leaves(subject);
      void until.then(() => {
        hasLeft(subject);
        if (!isStopped) startDue();
      });
    },
    stop: async () => {
      isStopped = true;
      alarm?.abort();
      for (const flight of flights.values()) flight.abort.abort();
      await Promise.allSettled([...flights.values()].map((flight) => flight.settled));
    },
    inFlight: () => [...flights.keys()],
  };
}

function backOffMs(earlierCount: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** earlierCount);
}

function attemptsMaxOf(obligation: Obligation, error: unknown): number {
  // What cannot be written down cannot be given up either: the effect may be in order, the journal is not.
  if (obligation.kind === "land" || error instanceof JournalFailure) return Number.POSITIVE_INFINITY;
  if (!(error instanceof PortFailure)) return ATTEMPTS_AFTER_CHANGE_MAX;
  switch (error.retry) {
    case "soon":
      return ATTEMPTS_MAX;
    case "after-change":
      return ATTEMPTS_AFTER_CHANGE_MAX;
    case "never":
      return 1;
    default:
      return error.retry satisfies never;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
