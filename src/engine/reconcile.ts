// Level-triggered: compares what the state owes with what is in flight and starts what is missing. The same after a crash as before.
import type { Obligation } from "../domain/obligation.ts";
import { obligations } from "../domain/obligations.ts";
import type { ObligationKey } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import { JournalFailure } from "../journal/failures.ts";
import type { Clock } from "../ports/clock.ts";
import { PortFailure } from "../ports/failure.ts";

/** Back-off of an effect that failed: 200 ms, doubled each time, at most 30 s. */
export const BACKOFF_FIRST_MS = 200;
export const BACKOFF_MAX_MS = 30_000;
/** Attempts before an obligation is given up and its subject says why; `land` is never given up, since it may have happened. */
export const ATTEMPTS_MAX = 6;
/** Attempts of what fails until somebody acts (`retry: "after-change"`). */
export const ATTEMPTS_AFTER_CHANGE_MAX = 2;

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
  /** Compares and starts. Cheap when nothing changed. */
  reconcile(state: State): void;
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

const UNTRIED: Tries = { failedCount: 0, doneCount: 0, notBefore: 0 };

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { clock } = options;
  const flights = new Map<ObligationKey, Flight>();
  const tries = new Map<ObligationKey, Tries>();
  let latest: State | null = null;
  let alarm: AbortController | null = null;
  let isStopped = false;

  function reconcile(state: State): void {
    latest = state;
    if (isStopped) return;
    const owed = new Map(obligations(state).map((obligation) => [obligation.key, obligation]));
    for (const flight of flights.values()) if (!owed.has(flight.obligation.key)) flight.abort.abort();
    for (const key of tries.keys()) if (!owed.has(key)) tries.delete(key);
    const busy = new Set(
      [...flights.values()].filter((flight) => flight.abort.signal.aborted).map(subjectKey),
    );
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const obligation of owed.values()) {
      const dueAt = Math.max(obligation.notBefore ?? 0, tries.get(obligation.key)?.notBefore ?? 0);
      if (flights.has(obligation.key)) continue;
      if (dueAt > clock.now()) wakeAt = Math.min(wakeAt, dueAt);
      // What was let go for the same subject must have settled first: two hands never work on one thing.
      else if (!busy.has(subjectKey({ obligation }))) start(obligation);
    }
    setAlarm(wakeAt);
  }

  function start(obligation: Obligation): void {
    const abort = new AbortController();
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
    compareAgain(obligation);
  }

  function compareAgain(after: Obligation): void {
    try {
      if (latest !== null) reconcile(latest);
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
      tries.set(obligation.key, { failedCount: 0, doneCount: doneCount + 1, notBefore });
    } catch (error) {
      if (signal.aborted) return;
      const notBefore = clock.now() + backOffMs(failedCount);
      tries.set(obligation.key, { failedCount: failedCount + 1, doneCount: 0, notBefore });
      if (!(error instanceof PortFailure)) options.onDefect(obligation, error);
      if (failedCount + 1 < attemptsMaxOf(obligation, error)) return;
      await options.giveUp(
        obligation,
        error instanceof PortFailure ? error.code : "defect",
        messageOf(error),
      );
    }
  }

  function setAlarm(wakeAt: number): void {
    alarm?.abort();
    alarm = null;
    if (wakeAt === Number.POSITIVE_INFINITY) return;
    const mine = new AbortController();
    alarm = mine;
    clock.wait(Math.max(0, wakeAt - clock.now()), mine.signal).then(
      () => {
        if (latest !== null && alarm === mine) reconcile(latest);
      },
      (error: unknown) => {
        // The alarm was replaced: the newer one rings instead.
        if (!mine.signal.aborted) throw error;
      },
    );
  }

  return {
    reconcile,
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

function subjectKey(flight: { readonly obligation: Obligation }): string {
  const { subject } = flight.obligation;
  switch (subject.kind) {
    case "ticket":
      return subject.ticket;
    case "run":
      return subject.run;
    case "landing":
      return subject.landing;
    case "conversation":
      return subject.conversation;
    case "account":
      return subject.account;
    default:
      return subject satisfies never;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
