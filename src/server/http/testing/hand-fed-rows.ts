// Rows that a test says by hand, in the place of those that are made from a journal.
import type { RowSource } from "../../../projections/row-source.ts";
import type { RowUpsert } from "../../../wire/rows.ts";

export interface HandFedRows extends RowSource {
  /** A row as it now is, or null. The journal goes on by one with each. */
  put(upsert: RowUpsert): void;
  /** The journal goes on and no row changes. */
  advance(): void;
  /** The next `take` throws this. */
  fail(error: Error): void;
  /** How often rows were taken. */
  takeCount(): number;
  listenerCount(): number;
}

export function createHandFedRows(): HandFedRows {
  const rows = new Map<string, RowUpsert>();
  const listeners = new Set<() => void>();
  let fresh = new Map<string, RowUpsert>();
  let position = 0;
  let failure: Error | null = null;
  let takeCount = 0;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    put: (upsert) => {
      position += 1;
      const name = `${upsert.table}/${upsert.key}`;
      if (upsert.row === null) rows.delete(name);
      else rows.set(name, upsert);
      fresh.set(name, upsert);
      tell();
    },
    advance: () => {
      position += 1;
      tell();
    },
    fail: (error) => {
      failure = error;
      tell();
    },
    takeCount: () => takeCount,
    listenerCount: () => listeners.size,
    all: () => [...rows.values()],
    take: () => {
      takeCount += 1;
      const thrown = failure;
      failure = null;
      if (thrown !== null) throw thrown;
      const taken = [...fresh.values()];
      fresh = new Map();
      return taken;
    },
    position: () => position,
    onDirty: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    noteEvents: tell,
    noteFact: tell,
    noteProject: tell,
  };
}
