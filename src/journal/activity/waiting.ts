import { canonicalJson } from "../../domain/canonical.ts";
import { instant } from "../../domain/ids.ts";
import type { ActivityRecord } from "./activity-database.ts";
import { blobOf, type Blob } from "./blobs.ts";
import { cutEvent, type ActivityEntry, type ActivityEvent, type ActivityRow } from "./items.ts";

/** An item that is longer as JSON lies in a file of its own; its row keeps the beginning. */
export const ROW_BYTES_MAX = 8_192;
const ROW_CHARS_MAX = 2_048;
/** Length of any one text; what is beyond is not kept at all. */
export const TEXT_CHARS_MAX = 4 * 1024 * 1024;

/** An entry with its number, ready to be written. */
export interface Waiting {
  readonly entry: ActivityEntry;
  readonly row: ActivityRow;
  readonly record: ActivityRecord;
  /** The whole item, when it is too large for the row. */
  readonly blob: Blob | null;
  readonly bytes: number;
}

/** Writes the entry down, so that what the caller does with its objects afterwards changes nothing. */
export function prepareEntry(given: ActivityEntry, n: number): Waiting {
  const { run, at } = given;
  const entry = { ...cutEvent(given, TEXT_CHARS_MAX), run, at };
  const whole = canonicalJson(entry.item);
  const bytes = Buffer.byteLength(whole);
  const place = { run, n, at, kind: entry.kind };
  if (bytes <= ROW_BYTES_MAX) {
    const record = { ...place, item: whole, sha256: null, bytes: null };
    return { entry, row: rowOf(record), record, blob: null, bytes };
  }
  const blob = blobOf(whole);
  const item = canonicalJson(cutEvent(entry, ROW_CHARS_MAX).item);
  const record = { ...place, item, sha256: blob.sha256, bytes: blob.bytes };
  return { entry, row: rowOf(record), record, blob, bytes };
}

export function rowOf({ run, n, at, kind, item, sha256, bytes }: ActivityRecord): ActivityRow {
  const spilled = sha256 === null || bytes === null ? null : { sha256, bytes };
  return { ...eventOf(kind, item), run, n, at: instant(at), spilled };
}

/** `item` is what `prepareEntry` wrote for this kind. */
export function eventOf(kind: string, item: string): ActivityEvent {
  const parsed: unknown = JSON.parse(item);
  return { kind, item: parsed } as ActivityEvent; // both were one event when they were written
}
