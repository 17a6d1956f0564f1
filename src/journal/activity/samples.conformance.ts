// What the suites of the activity share.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { instant } from "../../domain/ids.ts";
import type { ActivityPlace } from "./activity.ts";
import type { ActivityEntry, ActivityEvent, ActivityRow } from "./items.ts";

/** A place for one activity, and the folder to remove afterwards. */
export function makePlace(): ActivityPlace & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-activity-"));
  const project = join(folder, "project");
  return {
    folder,
    path: join(project, "activity.db"),
    blobsDir: join(project, "blobs"),
    sessionsDir: join(project, "sessions"),
  };
}

export function entry(event: ActivityEvent, run = "R-1.1"): ActivityEntry {
  return { ...event, run, at: instant(1_764_000_000_000) };
}

export function text(words: string, run?: string): ActivityEntry {
  return entry({ kind: "text", item: { text: words, agent: null } }, run);
}

export function closed(detail: string): ActivityEntry {
  return entry({ kind: "closed", item: { detail } });
}

export function numbers(rows: readonly ActivityRow[]): readonly number[] {
  return rows.map(({ n }) => n);
}

/** What another program sees in the file. */
export function countStored({ path }: ActivityPlace): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  const row = db.prepare("select count(*) as n from rows").get();
  db.close();
  return row?.["n"];
}
