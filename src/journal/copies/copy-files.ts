// Copies files of a project and tells what the copies hold.
import { createHash } from "node:crypto";
import { constants, createReadStream, existsSync } from "node:fs";
import { copyFile, mkdir, open, readdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { damaged, isDamage } from "../sqlite/failure-of.ts";
import type { ManifestFile } from "./manifest.ts";

/** Pages that SQLite copies before others get their turn. */
const PAGES_AT_ONCE = 1_000;

/** One file of a folder, by the same name in another. A clone where the file system can. */
export async function copyOne(from: string, to: string, path: string): Promise<void> {
  await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 });
  await copyFile(join(from, path), join(to, path), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

/** Its length and digest, read in parts. */
export async function describeFile(folder: string, path: string): Promise<ManifestFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(join(folder, path))) {
    const part = chunk as Buffer; // a stream without an encoding gives buffers
    hash.update(part);
    bytes += part.length;
  }
  return { path, bytes, sha256: hash.digest("hex") };
}

/** The regular files below `folder/path`, in the order of their names; none when it is not there. */
export async function listFiles(folder: string, path: string): Promise<readonly string[]> {
  if (!existsSync(join(folder, path))) return [];
  const entries = await readdir(join(folder, path), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

/**
 * A database as it is in the transaction that `db` has open, whatever is written elsewhere meanwhile; one file without a log beside it, and
 * on the disk for good.
 * @throws JournalUnreadable when the copy is damaged, or the error of SQLite
 */
export async function copyDatabase(db: DatabaseSync, from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await backup(db, to, { rate: PAGES_AT_ONCE });
  settleCopy(from, to);
  await sync(to);
}

/** Opens a database to be read, in one transaction. Not read-only: what a killed writer left half done has to be taken back first. */
export async function readingDatabase<Found>(
  path: string,
  use: (db: DatabaseSync) => Promise<Found>,
): Promise<Found> {
  const db = new DatabaseSync(path);
  try {
    // It begins with the first question.
    db.exec("begin");
    db.prepare("select count(*) from sqlite_schema").get();
    return await use(db);
  } catch (error) {
    // Else it would be told of the place that it is copied to.
    throw isDamage(error) ? damaged(path, String(error), { cause: error }) : error;
  } finally {
    db.close();
  }
}

function settleCopy(from: string, to: string): void {
  const copy = new DatabaseSync(to);
  try {
    copy.exec("pragma journal_mode = delete");
    const check = copy.prepare("pragma quick_check(1)").get()?.["quick_check"];
    if (check !== "ok") throw damaged(from, String(check));
  } finally {
    copy.close();
  }
}

/** Makes what is in the file or folder survive a crash of the machine. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function bytesOf(folder: string, paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) bytes += (await stat(join(folder, path))).size;
  return bytes;
}
