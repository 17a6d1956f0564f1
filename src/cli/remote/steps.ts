// Steps of live agents, as lines of the conversation: `[TICKET-WORKER-1] → Read src/App.tsx`.
import type { Item } from "../../wire/client.ts";
import { TOPICS_MAX, type Topic, type View } from "../../wire/feed.ts";
import type { TimelinePage } from "../../wire/reads.ts";
import type { BoardRow, TimelineRow } from "../../wire/rows.ts";
import { followRun, type RunFollower } from "../daemon/follow-run.ts";
import { isOver } from "../render/board.ts";
import { boardOf } from "./rows.ts";

export interface Steps {
  /** Follows the runs that are live in this view. @returns the topics that the feed must bring for it */
  follow(view: View): readonly Topic[];
  /** Lines that the feed brought. */
  note(run: string, rows: readonly TimelineRow[]): void;
  /** The connection is back: reads what was missed. */
  catchUp(): void;
}

export interface StepsOptions {
  readonly read: (
    run: string,
    page: { readonly after?: number; readonly limit?: number },
  ) => Promise<TimelinePage>;
  readonly onStep: (item: Extract<Item, { kind: "step" }>) => void;
}

/** One topic is for answers as they are written; each run has two, its own and its reviewer's. */
const RUNS_MAX = Math.floor((TOPICS_MAX - 1) / 2);

export function createSteps({ read, onStep }: StepsOptions): Steps {
  /** By record; null: where it begins is still being asked. */
  const followed = new Map<string, RunFollower | null>();
  let isFirst = true;
  /** A step line may be missed: the board has the step as well, and the next line brings what is missing. */
  const onFailure = () => undefined;

  function begin({ record, label }: FollowedRecord, from: number): void {
    const follower = followRun({
      from,
      read: (after) => read(record, { after }),
      onRows: (rows) => {
        for (const row of rows)
          if (row.kind === "tool-started") onStep({ kind: "step", label, text: row.title });
      },
      onFailure,
    });
    followed.set(record, follower);
    void follower.catchUp();
  }

  /** What it did before anybody looked is for its own record, not for the conversation. */
  async function beginNow(one: FollowedRecord): Promise<void> {
    const last = (await read(one.record, { limit: 1 })).rows.at(-1)?.n ?? 0;
    if (followed.has(one.record)) begin(one, last);
  }

  return {
    follow: (view) => {
      const live = boardOf(view)
        .filter((row) => row.run !== null && row.endedAt === null && !isOver(row))
        .slice(-RUNS_MAX)
        .flatMap(recordsOf);
      for (const one of live) {
        if (followed.has(one.record)) continue;
        followed.set(one.record, null);
        if (isFirst) beginNow(one).catch(onFailure);
        else begin(one, 0);
      }
      for (const record of followed.keys())
        if (!live.some((one) => one.record === record)) followed.delete(record);
      isFirst = false;
      return live.map(({ record }) => `run:${record}` as const);
    },
    note: (run, rows) => followed.get(run)?.note(rows),
    catchUp: () => {
      for (const follower of followed.values()) void follower?.catchUp();
    },
  };
}

interface FollowedRecord {
  readonly record: string;
  readonly label: string;
}

/** A run's own record and its reviewer's. */
function recordsOf({ run, worker, workerType }: BoardRow): readonly FollowedRecord[] {
  const number = worker?.slice(1) ?? "";
  return [
    { record: `${run}`, label: `${(workerType ?? "worker").toUpperCase()}-${number}` },
    { record: `${run}-review`, label: `CODE-REVIEWER-${number}` },
  ];
}
