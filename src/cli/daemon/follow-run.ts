// Follows an agent's record line by line: what the feed brings, and whatever it dropped, in order and each once.
import type { TimelinePage } from "../../wire/reads.ts";
import type { TimelineRow } from "../../wire/rows.ts";

export interface RunFollower {
  /** Lines that the feed brought. */
  note(rows: readonly TimelineRow[]): void;
  /** Reads what the feed may have missed. Resolves when it was shown. */
  catchUp(): Promise<void>;
}

export interface RunFollowerOptions {
  /** The number of the last line that is known. */
  readonly from: number;
  readonly read: (after: number) => Promise<TimelinePage>;
  readonly onRows: (rows: readonly TimelineRow[]) => void;
  /** A read that failed. What it would have brought comes with the next one. */
  readonly onFailure: (error: unknown) => void;
}

export function followRun({ from, read, onRows, onFailure }: RunFollowerOptions): RunFollower {
  let last = from;
  let work = Promise.resolve();

  const enqueue = (task: () => void | Promise<void>) => (work = work.then(task).catch(onFailure));

  function take(rows: readonly TimelineRow[]): void {
    const fresh = rows.filter((row) => row.n > last);
    last = fresh.at(-1)?.n ?? last;
    if (fresh.length > 0) onRows(fresh);
  }

  /** Page by page, until the daemon has no more. */
  async function fill(): Promise<void> {
    for (;;) {
      const before = last;
      take((await read(last)).rows);
      if (last === before) return;
    }
  }

  return {
    note: (rows) => {
      void enqueue(async () => {
        const first = rows.find((row) => row.n > last);
        if (first !== undefined && first.n > last + 1) await fill();
        take(rows);
      });
    },
    catchUp: () => enqueue(fill),
  };
}
