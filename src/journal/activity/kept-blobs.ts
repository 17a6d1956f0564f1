// The files of large items, bounded in all: when there is no room for a new one, those of the runs that ended first go.
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BlobRecords } from "./blob-records.ts";
import { ensureBlob, isBlobName, type Blob } from "./blobs.ts";

/** Bytes of all blobs of a project. */
export const BLOBS_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** What a run's record lost so that others find room. */
export interface LetGo {
  readonly run: string;
  readonly count: number;
  readonly bytes: number;
}

export interface KeptBlobs {
  /**
   * Writes the file, after making room for it. Counts only once `settle` has said that its row is written.
   * @returns false: all that is there belongs to runs that are not over, and nothing was written
   */
  keep(blob: Blob): boolean;
  /** The rows of all that was kept are written. @returns what was let go since the last time */
  settle(): readonly LetGo[];
  /** They are not, and will be tried again. */
  forget(): void;
}

/** A run of no name that is over: what lies there since before a damage of the file that counted it. */
const FROM_BEFORE = "";

export function openKeptBlobs(
  blobsDir: string,
  records: BlobRecords,
  options: { readonly bytesMax: number; readonly wasDamaged: boolean },
): KeptBlobs {
  if (options.wasDamaged) countFiles(blobsDir, records);
  let bytes = records.selectBytes();
  /** All that this group keeps: it must stay, whoever else needed it. */
  const group = new Set<string>();
  /** Of what is new with the group. */
  let groupBytes = 0;
  let letGo: LetGo[] = [];

  function makeRoom(): boolean {
    while (bytes + groupBytes > options.bytesMax) {
      const run = records.selectOldestRun();
      if (run === null) return false;
      drop(run);
    }
    return true;
  }

  function drop(run: string): void {
    const only = records.selectOnlyOf(run);
    const going = only.filter(({ sha256 }) => !group.has(sha256));
    // Files first: killed in between, what is counted is never less than what is there.
    for (const { sha256 } of going) rmSync(join(blobsDir, sha256), { force: true });
    records.deleteOf(run);
    bytes -= sumOf(only);
    groupBytes += sumOf(only) - sumOf(going);
    letGo.push({ run, count: going.length, bytes: sumOf(going) });
  }

  return {
    keep: (blob) => {
      const { sha256 } = blob;
      if (!group.has(sha256)) {
        const added = records.has(sha256) ? 0 : blob.bytes;
        group.add(sha256);
        groupBytes += added;
        if (!makeRoom()) {
          group.delete(sha256);
          groupBytes -= added;
          return false;
        }
      }
      ensureBlob(blobsDir, blob);
      return true;
    },
    settle: () => {
      bytes += groupBytes;
      groupBytes = 0;
      group.clear();
      const told = letGo.filter(({ run, count }) => run !== FROM_BEFORE && count > 0);
      letGo = [];
      return told;
    },
    forget: () => {
      groupBytes = 0;
      group.clear();
      bytes = records.selectBytes();
    },
  };
}

function sumOf(blobs: readonly { readonly bytes: number }[]): number {
  return blobs.reduce((sum, each) => sum + each.bytes, 0);
}

function countFiles(blobsDir: string, records: BlobRecords): void {
  const names = statSync(blobsDir, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(blobsDir) : [];
  for (const sha256 of names.filter(isBlobName)) {
    const bytes = statSync(join(blobsDir, sha256), { throwIfNoEntry: false })?.size ?? 0;
    records.insert({ sha256, run: FROM_BEFORE, bytes });
  }
  records.markArchived(FROM_BEFORE, 0);
}
