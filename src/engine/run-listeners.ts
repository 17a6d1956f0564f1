// Who waits for news of which run: with a thousand runs, each event is told to one of them and not to all.
import type { StoredEvent } from "../domain/events.ts";
import type { RunId } from "../domain/ids.ts";

export interface RunListeners {
  /** Returns the way to stop listening. */
  add(run: RunId, listener: () => void): () => void;
  /** Tells each listener of a run that an event names, once. */
  tell(events: readonly StoredEvent[]): void;
}

export function createRunListeners(): RunListeners {
  const byRun = new Map<string, Set<() => void>>();
  return {
    add: (run, listener) => {
      const of = byRun.get(run) ?? new Set();
      byRun.set(run, of.add(listener));
      return () => {
        of.delete(listener);
        if (of.size === 0) byRun.delete(run);
      };
    },
    tell: (events) => {
      const named = new Set(
        events.flatMap(({ data }) => ("run" in data && data.run !== null ? [data.run] : [])),
      );
      for (const run of named) for (const listener of byRun.get(run) ?? []) listener();
    },
  };
}
