// An agent's record while it is looked at: the newest page over HTTP, then line by line as it grows; what was dropped on the way is fetched.
import { useCallback, useEffect, useRef, useState } from "react";
import type { TimelineRow } from "../../../src/wire/rows.ts";
import { useFeed } from "./feed-context.tsx";
import { useConnection, useKnown } from "./hooks.ts";

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  readonly hasOlder: boolean;
  readonly isReading: boolean;
  /** Why the last page did not come. */
  readonly trouble: string | null;
  readonly readOlder: () => void;
  /** Asks again for what failed. */
  readonly retry: () => void;
}

const NO_ROWS: readonly TimelineRow[] = [];

interface Reading {
  readonly run: string;
  readonly isReading: boolean;
  readonly trouble: string | null;
  /** The line that nothing is before. */
  readonly start: number | null;
}

/** `R-1.1`, `R-1.1-review`, `C1`. */
export function useTimeline(run: string): Timeline {
  const feed = useFeed();
  const rows = useKnown((known) => known.activity[run] ?? NO_ROWS);
  const [state, setState] = useState<Reading>(() => begun(run));
  const current = state.run === run ? state : begun(run);
  useEffect(() => feed.watch(`run:${run}`), [feed, run]);

  const readPage = useCallback(
    async (page: { readonly before?: number; readonly after?: number }) => {
      setState((last) => ({ ...(last.run === run ? last : begun(run)), isReading: true, trouble: null }));
      const reply = await feed.readLines(run, page);
      // Another agent is looked at meanwhile: the answer is of no use here.
      setState((last) => {
        if (last.run !== run) return last;
        if (reply.kind === "failed") return { ...last, isReading: false, trouble: reply.message };
        const isStart = reply.before === null && page.after === undefined;
        return { ...last, isReading: false, start: isStart ? (page.before ?? last.start) : last.start };
      });
    },
    [feed, run],
  );
  useEffect(() => void readPage({}), [readPage]);

  const gap = current.isReading ? null : gapIn(rows);
  const filled = useRef(new Set<string>());
  useEffect(() => {
    // Asked for once: a full disk took what does not come then.
    if (gap === null || filled.current.has(`${run} ${gap}`)) return;
    filled.current.add(`${run} ${gap}`);
    void readPage({ after: gap });
  }, [gap, run, readPage]);

  const last = useRef<number>(undefined);
  useEffect(() => {
    last.current = rows.at(-1)?.n;
  });
  const { kind, since } = useConnection();
  useEffect(() => {
    // What was said while nobody listened does not come by itself, and after the last line there is no gap to see.
    if (kind === "live" && last.current !== undefined) void readPage({ after: last.current });
  }, [kind, since, readPage]);

  const first = rows[0]?.n ?? 1;
  return {
    rows,
    hasOlder: first > 1 && first !== current.start,
    isReading: current.isReading,
    trouble: current.trouble,
    readOlder: () => {
      if (!current.isReading && first > 1) void readPage({ before: first });
    },
    retry: () => void readPage(rows.length === 0 ? {} : { after: rows.at(-1)?.n ?? 0 }),
  };
}

/** The last line before a hole; lines are numbered without one. */
function gapIn(rows: readonly TimelineRow[]): number | null {
  const at = rows.findIndex((row, index) => index > 0 && row.n !== (rows[index - 1]?.n ?? 0) + 1);
  return at < 0 ? null : (rows[at - 1]?.n ?? null);
}

function begun(run: string): Reading {
  return { run, isReading: true, trouble: null, start: null };
}
