// Makes a project's folder of a backup, after all of it was looked at.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { BackupUnusable } from "../failures.ts";
import { isBlob } from "./backup-project.ts";
import { copyOne, describeFile, listFiles } from "./copy-files.ts";
import { makeWhole } from "./make-whole.ts";
import { Manifest, MANIFEST_NAME, type ManifestFile } from "./manifest.ts";

/** @throws BackupUnusable when there is none, or one of another release */
export async function readManifest(from: string): Promise<Manifest> {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(from, MANIFEST_NAME), "utf8")));
  } catch (error) {
    throw new BackupUnusable(from, `${MANIFEST_NAME} is missing, or is not one that this release knows`, {
      cause: error,
    });
  }
}

/**
 * `folder`, which must not be there, appears when all files are in it, each the same as when it was taken.
 * @throws BackupUnusable naming the file · TargetTaken · JournalFull · JournalUnwritable
 */
export async function restoreBackup(request: {
  readonly from: string;
  readonly folder: string;
}): Promise<Manifest> {
  const { from, folder } = request;
  const manifest = await readManifest(from);
  return makeWhole(folder, async (part) => {
    const blobs = (await listFiles(from, "blobs")).filter(isBlob);
    for (const { path } of manifest.files) await copyListed(from, part, path);
    for (const path of blobs) await copyOne(from, part, path);
    for (const file of manifest.files) refuseChanged(from, file, await describeFile(part, file.path));
    await refuseChangedBlobs(from, part, manifest.blobs, blobs);
    return manifest;
  });
}

async function copyListed(from: string, part: string, path: string): Promise<void> {
  if (!(await stat(join(from, path)).catch(missing))?.isFile())
    throw new BackupUnusable(from, `${path} is missing`);
  await copyOne(from, part, path);
}

function missing(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}

/** What was copied is looked at, since that is what will be used. */
function refuseChanged(from: string, listed: ManifestFile, copied: ManifestFile): void {
  if (listed.bytes !== copied.bytes || listed.sha256 !== copied.sha256)
    throw new BackupUnusable(from, `${listed.path} is not what it was when the backup was taken`);
}

async function refuseChangedBlobs(
  from: string,
  part: string,
  listed: Manifest["blobs"],
  paths: readonly string[],
): Promise<void> {
  let bytes = 0;
  for (const path of paths) {
    const copied = await describeFile(part, path);
    if (path !== `blobs/${copied.sha256}`)
      throw new BackupUnusable(from, `${path} is not what its name says`);
    bytes += copied.bytes;
  }
  if (paths.length !== listed.count || bytes !== listed.bytes)
    throw new BackupUnusable(
      from,
      `it has ${paths.length} blobs of ${bytes} bytes, not ${listed.count} of ${listed.bytes}`,
    );
}
