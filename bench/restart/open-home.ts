// What a daemon does before its first page can be sent, in a process of its own: `node bench/restart/open-home.ts FOLDER`. One JSON line.
import { emptyState } from "../../src/domain/state.ts";
import { replay } from "../../src/engine/loop.ts";
import { openActivity } from "../../src/journal/activity/activity.ts";
import { openSqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import { digestOf, placeIn, rowsOf, snapshotOf, TICKETS } from "./home.ts";
import { limitsFor } from "./story.ts";

export interface Opened {
  /** From opening the files until the snapshot is text. */
  readonly startMs: number;
  /** Of these, opening and checking the files. */
  readonly openMs: number;
  readonly foldMs: number;
  readonly rowsMs: number;
  /** From the start of the process, loading Node and the modules included. */
  readonly processMs: number;
  /** The most that the process had until then. */
  readonly rssMb: number;
  readonly snapshotBytes: number;
  readonly rowsSha256: string;
}

async function openHome(folder: string): Promise<Opened> {
  const place = placeIn(folder);
  const begun = performance.now();
  const journal = openSqliteJournal({ path: place.journalPath });
  const activity = openActivity(place);
  const opened = performance.now();
  const state = replay(journal, emptyState(limitsFor(TICKETS)));
  const folded = performance.now();
  const snapshot = snapshotOf(rowsOf(() => state, journal));
  const json = Buffer.from(JSON.stringify(snapshot));
  const ready = performance.now();
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  await Promise.all([journal.close(), activity.close()]);
  return {
    startMs: Math.round(ready - begun),
    openMs: Math.round(opened - begun),
    foldMs: Math.round(folded - opened),
    rowsMs: Math.round(ready - folded),
    processMs: Math.round(ready),
    rssMb,
    snapshotBytes: json.length,
    rowsSha256: digestOf(snapshot.rows),
  };
}

if (import.meta.main) {
  const [folder = ""] = process.argv.slice(2);
  console.log(JSON.stringify(await openHome(folder)));
}
