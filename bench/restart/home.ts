// A large home, made once for a run of the benchmark: its journal by the domain's own commands, its activity by the product's own writer.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { canonicalJson } from "../../src/domain/canonical.ts";
import { eventSequence, instant } from "../../src/domain/ids.ts";
import type { State } from "../../src/domain/state.ts";
import { createFacts } from "../../src/engine/facts.ts";
import type { ActivityPlace } from "../../src/journal/activity/activity.ts";
import { openActivityDatabase, type ActivityDatabase } from "../../src/journal/activity/activity-database.ts";
import type { ActivityEntry } from "../../src/journal/activity/items.ts";
import { prepareEntry } from "../../src/journal/activity/waiting.ts";
import { openSqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import type { Journal } from "../../src/journal/contract.ts";
import { createRowSource, type RowSource } from "../../src/projections/row-source.ts";
import { applyFrame, EMPTY_VIEW, type View } from "../../src/wire/feed.ts";
import type { ProjectRow } from "../../src/wire/rows.ts";
import { Story, type Chapter } from "./story.ts";

/** Tickets by how far they come: 200 of 1,000 are live. Landed ones first, since the others wait at the end of the story. */
const CHAPTERS: readonly (readonly [chapter: Chapter, count: number])[] = [
  ["landed", 800],
  ["landing", 10],
  ["ready", 9],
  ["working", 81],
  ["queued", 40],
  ["draft", 60],
];
export const TICKETS = CHAPTERS.reduce((sum, [, count]) => sum + count, 0);
/** So that there are 100,000 events. */
const TURNS = 82;
const ACTIVITY_ROWS = 1_000_000;
/** Tickets told before what was decided is written. */
const TICKETS_AT_ONCE = 20;
const ROWS_AT_ONCE = 2_000;

export interface LargeHome {
  readonly events: number;
  readonly tickets: number;
  readonly liveTickets: number;
  readonly activityRows: number;
  /** Digest of the rows that a daemon shows which has lived through all of it. */
  readonly rowsSha256: string;
}

function placeIn(folder: string): ActivityPlace & { readonly journalPath: string } {
  return {
    journalPath: join(folder, "journal.db"),
    path: join(folder, "activity.db"),
    blobsDir: join(folder, "blobs"),
    sessionsDir: join(folder, "sessions"),
  };
}

/** The rows of a daemon that has lived through the story; the one about the project itself is left out wherever rows are compared. */
function rowsOf(state: () => State, journal: Pick<Journal, "readFrom">): RowSource {
  return createRowSource({
    state,
    facts: createFacts(),
    readEvents: (after) => journal.readFrom(eventSequence(after)),
    project: () => NOWHERE,
  });
}

/** The same for views that are equal: what was read from a journal has its fields in another order. The project's own row does not count. */
export function digestOf(tables: View["tables"]): string {
  return createHash("sha256")
    .update(canonicalJson({ ...tables, project: {} }))
    .digest("hex");
}

function tablesOf(rows: RowSource): View["tables"] {
  const snapshot = { epoch: "", seq: 0, journal: rows.position(), now: 0, rows: rows.all() };
  const view = applyFrame(EMPTY_VIEW, { type: "snapshot", ...snapshot });
  if (view === null) throw new RangeError("a snapshot is always taken");
  return view.tables;
}

const NOWHERE: ProjectRow = {
  id: "0123456789ab",
  name: "bench",
  root: "/bench",
  target: "main",
  targetTip: "bbbbbbb",
  uncommittedCount: 0,
  detachedAt: null,
  sandboxLevel: 0,
  sandboxReason: "nothing runs here",
  hint: null,
  runsMax: TICKETS,
  halted: null,
  parked: null,
  model: { kind: "playbook", name: "playbook", payer: "nobody", wall: null },
};

export async function makeLargeHome(
  {
    folder,
    project,
  }: { readonly folder: string; readonly project: { readonly id: string; readonly root: string } },
  progress: (text: string) => void,
): Promise<LargeHome> {
  const place = placeIn(folder);
  const story = new Story(TICKETS, project);
  const journal = openSqliteJournal({ path: place.journalPath });
  const rows = rowsOf(() => story.state, journal);
  await tell(story, journal, rows);
  progress(`${journal.readLast()} events of ${TICKETS} tickets`);
  const tickets = [...story.state.tickets.values()];
  const made = {
    events: journal.readLast(),
    tickets: tickets.length,
    liveTickets: tickets.filter(({ stage }) => stage.name !== "landed" && stage.name !== "closed").length,
    rowsSha256: digestOf(tablesOf(rows)),
  };
  await journal.close();
  const database = openActivityDatabase(place.path);
  const activityRows = writeActivity(database, [...story.state.runs.keys()]);
  database.close();
  progress(`${activityRows} activity rows`);
  return { ...made, activityRows };
}

async function tell(story: Story, journal: Journal, rows: RowSource): Promise<void> {
  const flush = async (): Promise<void> => {
    const stored = await journal.append(story.take(), journal.readLast());
    rows.noteEvents(stored);
    rows.take();
  };
  let told = 0;
  for (const [chapter, count] of CHAPTERS)
    for (let n = 0; n < count; n += 1) {
      story.tell(chapter, TURNS);
      told += 1;
      if (told % TICKETS_AT_ONCE === 0) await flush();
    }
  story.halt();
  await flush();
}

/** As many of each run, one tool call after another. */
function writeActivity(database: ActivityDatabase, runs: readonly string[]): number {
  const perRun = Math.ceil(ACTIVITY_ROWS / runs.length);
  let waiting = [];
  let count = 0;
  for (const run of runs)
    for (let n = 1; n <= perRun; n += 1) {
      waiting.push(prepareEntry(entry(run, n), n).record);
      count += 1;
      if (waiting.length < ROWS_AT_ONCE) continue;
      database.insert(waiting, []);
      waiting = [];
    }
  database.insert(waiting, []);
  return count;
}

function entry(run: string, n: number): ActivityEntry {
  const at = instant(1_764_000_000_000 + n);
  const id = `toolu_${Math.ceil(n / 2)}`;
  if (n % 2 === 1)
    return {
      kind: "tool-started",
      item: { id, name: "Bash", input: { command: "npm test" }, agent: null },
      run,
      at,
    };
  const output = "12 passed, 0 failed\n".repeat(4);
  const ended = { id, name: "Bash", isError: false, durationMs: 2_100, output, agent: null };
  return { kind: "tool-ended", item: ended, run, at };
}
