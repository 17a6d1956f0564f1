// A copy of all that a project's folder holds of its history, taken while its daemon goes on.
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Instant } from "../../domain/ids.ts";
import { isBlobName } from "../activity/blobs.ts";
import { JournalUnreadable } from "../failures.ts";
import { readForm } from "../sqlite/migrations.ts";
import { openJournalSnapshot } from "../sqlite/snapshot.ts";
import {
  bytesOf,
  copyDatabase,
  copyOne,
  describeFile,
  listFiles,
  readingDatabase,
  sync,
} from "./copy-files.ts";
import { makeWhole } from "./make-whole.ts";
import { BACKUP_VERSION, isFilePath, MANIFEST_NAME, type Manifest } from "./manifest.ts";

export interface BackupRequest {
  /** The project's folder in its home. */
  readonly folder: string;
  /** A folder that is not there. */
  readonly to: string;
  readonly madeAt: Instant;
}

/**
 * Copies journal, activity, archives, blobs and session files. Git's own things are not in it, nor what agents keep for themselves. It is
 * gathered beside `to` and gets that name when it is whole. The journal is copied last: whatever else is in the copy, the journal knows of.
 * @throws TargetTaken · JournalUnreadable when the project has no journal or a damaged one · JournalFull · JournalUnwritable
 */
export async function backupProject(request: BackupRequest): Promise<Manifest> {
  const { folder, to } = request;
  const journal = join(folder, "journal.db");
  if (!existsSync(journal)) throw new JournalUnreadable(journal, "there is no journal");
  return makeWhole(to, (part) => copyAll(request, part));
}

async function copyAll({ folder, madeAt }: BackupRequest, part: string): Promise<Manifest> {
  // Before the archives and the blobs: a row that is moved meanwhile is in both, and a blob is there before its row.
  const activity = await copyActivity(folder, part);
  for (const path of await listFiles(folder, "archive"))
    if (/^archive\/[^/]+\.db$/.test(path))
      await readingDatabase(join(folder, path), (db) =>
        copyDatabase(db, join(folder, path), join(part, path)),
      );
  await copyBlobs(folder, part);
  await copyFiles(folder, part, (await listFiles(folder, "sessions")).filter(isFilePath));
  await copyFiles(folder, part, existsSync(join(folder, "project.json")) ? ["project.json"] : []);
  const { project, ...journal } = await copyJournal(folder, part);
  const paths = await listFiles(part, "");
  const blobs = paths.filter(isBlob);
  const files = [];
  for (const path of paths) if (!isBlob(path)) files.push(await describeFile(part, path));
  const manifest: Manifest = {
    format: "jarvis-backup",
    version: BACKUP_VERSION,
    project,
    madeAt,
    journal,
    activity,
    blobs: { count: blobs.length, bytes: await bytesOf(part, blobs) },
    files,
  };
  const json = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(part, MANIFEST_NAME), json, { mode: 0o600, flush: true });
  await sync(part);
  return manifest;
}

async function copyActivity(folder: string, part: string): Promise<Manifest["activity"]> {
  const path = join(folder, "activity.db");
  if (!existsSync(path)) return null;
  return readingDatabase(path, async (db) => {
    await copyDatabase(db, path, join(part, "activity.db"));
    const row = db.prepare("select count(*) as n from rows").get();
    return { form: readForm(db), rows: Number(row?.["n"]) };
  });
}

async function copyJournal(folder: string, part: string) {
  const path = join(folder, "journal.db");
  const snapshot = openJournalSnapshot(path);
  try {
    await copyDatabase(snapshot.db, path, join(part, "journal.db"));
    const { project, eventCount: events, replyCount: replies } = snapshot;
    return { project, form: readForm(snapshot.db), events, replies };
  } finally {
    snapshot.close();
  }
}

export function isBlob(path: string): boolean {
  return path.startsWith("blobs/") && isBlobName(path.slice("blobs/".length));
}

/** One that is not what its name says is as good as gone, also for its readers. */
async function copyBlobs(folder: string, part: string): Promise<void> {
  await copyFiles(folder, part, (await listFiles(folder, "blobs")).filter(isBlob));
  for (const path of await listFiles(part, "blobs"))
    if (path !== `blobs/${(await describeFile(part, path)).sha256}`) await rm(join(part, path));
}

/** One that is gone meanwhile made room for others, and is left out. */
async function copyFiles(folder: string, part: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await copyOne(folder, part, path);
    } catch (error) {
      const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isGone || existsSync(join(folder, path))) throw error;
    }
  }
}
