// How many runs have a worker, kept by what happens: a project that had ten thousand runs must not count them all at every start.
import type { StoredEvent } from "../domain/events.ts";
import type { RunId } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import { isBusy } from "../domain/run/is-busy.ts";

export interface BusyRuns {
  count(): number;
  /** After these events, which led to this state. */
  note(events: readonly StoredEvent[], state: State): void;
}

export function createBusyRuns(initial: State): BusyRuns {
  const busy = new Set<RunId>([...initial.openRuns.values()].filter(isBusy).map(({ id }) => id));
  return {
    count: () => busy.size,
    note: (events, state) => {
      for (const { data } of events) {
        if (!("run" in data) || data.run === null) continue;
        const run = state.runs.get(data.run);
        if (run !== undefined && isBusy(run)) busy.add(run.id);
        else busy.delete(data.run);
      }
    },
  };
}
