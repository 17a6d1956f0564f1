// Proves that nothing of a run is alive where that must be so. What survives even SIGKILL makes its run stuck, and is shown until it is gone.
import type { Run } from "../domain/run/state.ts";
import type { RunId } from "../domain/ids.ts";
import type { Clock } from "../ports/clock.ts";
import { SurvivorsLeft, survivorsText, type Processes, type Survivor } from "../ports/processes.ts";
import type { AgentSession } from "../ports/agent.ts";
import type { FactStore } from "./facts.ts";
import { reviewSlot } from "./review-slot.ts";
import { whenAborted } from "./when-aborted.ts";

/** Survivors are stopped anew after this; one that is gone is found out by it, too. */
const SURVIVORS_RETRY_MS = 1_000;

export interface Supervision {
  /**
   * Says of each run that is not over what the start of this daemon has proven: nothing of it is alive, or these survive.
   * Before anything is started.
   */
  begin(runs: Iterable<Run>, survivors: readonly Survivor[]): void;
  /**
   * Ends every process of the slot, whoever started it. Resolves when none is alive, however long that takes: meanwhile the run is stuck.
   * @throws the signal's reason when aborted
   */
  stop(run: RunId, slot: string, signal: AbortSignal): Promise<void>;
  /** Closes the session. What survives it makes the run stuck, and holds up only who needs the slot. */
  close(run: RunId, slot: string, session: Pick<AgentSession, "close">): Promise<void>;
  /** Ends all looking after survivors. */
  end(): void;
}

export function createSupervision(parts: {
  readonly processes: Pick<Processes, "stopSlot">;
  readonly clock: Clock;
  readonly facts: FactStore;
}): Supervision {
  const { processes, clock, facts } = parts;
  const ending = new AbortController();
  const gone = new Map<string, Promise<void>>();
  /** What is shown of each run, by slot. */
  const shown = new Map<RunId, Map<string, string>>();

  function show(run: RunId, slot: string, survivors: readonly Survivor[]): void {
    const ofRun = shown.get(run) ?? new Map<string, string>();
    if (survivors.length > 0) ofRun.set(slot, survivorsText(survivors));
    else if (!ofRun.delete(slot)) return;
    shown.set(run, ofRun);
    if (ofRun.size > 0) facts.set(run, "survivors", [...ofRun.values()].join(", "), clock.now());
    else facts.forget(run, "survivors");
  }

  function untilGone(run: RunId, slot: string, survivors: readonly Survivor[]): Promise<void> {
    show(run, slot, survivors);
    const known = gone.get(slot);
    if (known !== undefined) return known;
    const watch = stopAgain(run, slot).finally(() => gone.delete(slot));
    gone.set(slot, watch);
    // Whoever needs the slot awaits it; it also goes on when nobody does.
    watch.catch((error: unknown) => error);
    return watch;
  }

  async function stopAgain(run: RunId, slot: string): Promise<void> {
    for (;;) {
      await clock.wait(SURVIVORS_RETRY_MS, ending.signal);
      try {
        await processes.stopSlot(slot);
        return show(run, slot, []);
      } catch (error) {
        if (!(error instanceof SurvivorsLeft)) throw error;
        show(run, slot, error.survivors);
      }
    }
  }

  return {
    begin: (runs, survivors) => {
      for (const { id, stage } of runs) {
        if (stage.name === "ended" && stage.step === "done") continue;
        for (const slot of [id, reviewSlot(id)]) {
          const left = survivors.filter((one) => one.slot === slot);
          if (left.length > 0) void untilGone(id, slot, left);
        }
        if (!shown.has(id)) facts.set(id, "process", "none", clock.now());
      }
    },
    stop: async (run, slot, signal) => {
      try {
        await processes.stopSlot(slot);
      } catch (error) {
        if (!(error instanceof SurvivorsLeft)) throw error;
        await unlessAborted(untilGone(run, slot, error.survivors), signal);
      }
      show(run, slot, []);
      facts.set(run, "process", "none", clock.now());
    },
    close: async (run, slot, session) => {
      try {
        await session.close();
        facts.set(run, "process", "none", clock.now());
      } catch (error) {
        if (!(error instanceof SurvivorsLeft)) throw error;
        void untilGone(run, slot, error.survivors);
      }
    },
    end: () => ending.abort(),
  };
}

/** @throws the signal's reason as soon as it is aborted */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const stopWaiting = whenAborted(signal, () => aborted.reject(signal.reason));
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    stopWaiting();
  }
}
