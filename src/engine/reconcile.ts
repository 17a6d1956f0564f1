// Level-triggered: compares what the state owes with what is in flight and starts what is missing. The same after a crash as before.
import type { Obligation } from "../domain/obligation.ts";
import { obligations } from "../domain/obligations.ts";
import type { ObligationKey } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
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

interface Failed {
  readonly attemptCount: number;
  readonly notBefore: number;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { clock } = options;
  const flights = new Map<ObligationKey, Flight>();
  const failed = new Map<ObligationKey, Failed>();
  let latest: State | null = null;
  let alarm: AbortController | null = null;
  let isStopped = false;

  function reconcile(state: State): void {
    latest = state;
    if (isStopped) return;
    const owed = new Map(obligations(state).map((obligation) => [obligation.key, obligation]));
    for (const flight of flights.values()) if (!owed.has(flight.obligation.key)) flight.abort.abort();
    for (const key of failed.keys()) if (!owed.has(key)) failed.delete(key);
    const busy = new Set(
      [...flights.values()].filter((flight) => flight.abort.signal.aborted).map(subjectKey),
    );
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const obligation of owed.values()) {
      const dueAt = Math.max(obligation.notBefore ?? 0, failed.get(obligation.key)?.notBefore ?? 0);
      if (flights.has(obligation.key)) continue;
      if (dueAt > clock.now()) wakeAt = Math.min(wakeAt, dueAt);
      // What was let go for the same subject must have settled first: two hands never work on one thing.
      else if (!busy.has(subjectKey({ obligation }))) start(obligation);
    }
    setAlarm(wakeAt);
  }

  function start(obligation: Obligation): void {
    const abort = new AbortController();
    const settled = attempt(obligation, abort.signal).finally(() => {
      flights.delete(obligation.key);
      if (latest !== null) reconcile(latest);
    });
    flights.set(obligation.key, { obligation, abort, settled });
  }

  async function attempt(obligation: Obligation, signal: AbortSignal): Promise<void> {
    const attemptCount = (failed.get(obligation.key)?.attemptCount ?? 0) + 1;
    // Never in the caller's stack: a flight must be on record before its effect speaks.
    await Promise.resolve();
    try {
      await options.run(obligation, signal);
      // Done, yet perhaps still owed: it is compared again, a little later each time.
      failed.set(obligation.key, { attemptCount: 0, notBefore: clock.now() + BACKOFF_FIRST_MS });
    } catch (error) {
      if (signal.aborted) return;
      const isFailure = error instanceof PortFailure;
      if (!isFailure) options.onDefect(obligation, error);
      const boundOfKind = obligation.kind === "land" ? Number.POSITIVE_INFINITY : ATTEMPTS_MAX;
      const bound =
        isFailure && error.retry === "soon"
          ? boundOfKind
          : isFailure && error.retry === "never"
            ? 1
            : Math.min(ATTEMPTS_AFTER_CHANGE_MAX, boundOfKind);
      const delayMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (attemptCount - 1));
      failed.set(obligation.key, { attemptCount, notBefore: clock.now() + delayMs });
      if (attemptCount >= bound && obligation.kind !== "land")
        await options.giveUp(obligation, isFailure ? error.code : "defect", messageOf(error));
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
    default:
      return subject satisfies never;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
