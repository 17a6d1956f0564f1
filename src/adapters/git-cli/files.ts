import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import type { Stats } from "node:fs";

/** The code of a system error, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Null for what is not there; links are not followed. */
export async function statOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return (await statOf(path)) !== null;
}

export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

export async function listIfThere(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Every file below a folder, as a path from it. Links count as files: node's own recursive listing would follow them. */
export async function* walkFiles(folder: string, inside = ""): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, inside), { withFileTypes: true })) {
    const path = join(inside, entry.name);
    if (entry.isDirectory()) yield* walkFiles(folder, path);
    else yield path;
  }
}

/** The file holds the old text or the new one, also after a power cut. Its folder is made when missing. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const staged = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  const file = await open(staged, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(staged, path);
}

/** Deletes a folder and all in it; what write-protected folders hold, too. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (!["EACCES", "EPERM"].includes(codeOf(error))) throw error;
    // Package stores protect their folders; their owner may open them again.
    await openFolders(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes the folder when nothing is in it. */
export async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    if (!isAbsent(error) && !["ENOTEMPTY", "EEXIST"].includes(codeOf(error))) throw error;
  }
}

/** ENOTDIR: a file stands where a parent folder would be, so the path is not there either. */
export function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(codeOf(error));
}

async function openFolders(path: string): Promise<void> {
  const stats = await statOf(path);
  if (!stats?.isDirectory()) return;
  await chmod(path, 0o700);
  for (const name of await listIfThere(path)) await openFolders(join(path, name));
}

/** Deletes files that were being written when their process died. */
export async function sweepStaged(folder: string): Promise<void> {
  for (const name of await listIfThere(folder)) {
    const pid = /\.(\d+)-[0-9a-f]+\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

/** A number that is used again counts as running: what is judged by it stays a little longer. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive as well.
    return codeOf(error) === "EPERM";
  }
}
