// Tells where a run's HEAD has moved, from git's own record of it: no process is started, and nothing is read while nothing happens.
import { open } from "node:fs/promises";
import { join } from "node:path";
import { commitSha, type CommitSha, type RunId } from "../../domain/ids.ts";
import { watchFolder } from "./watch-folder.ts";
import { isAbsent } from "./files.ts";
import { adminDirOf } from "./registry.ts";
import type { Site } from "./site.ts";

/** Each line ends with what a worker wrote, which may be megabytes: one that is longer than this is not read. */
const TAIL_BYTES_MAX = 64 * 1024;
/** The commit before, the commit now. */
const LINE = /^[0-9a-f]{40,64} ([0-9a-f]{40,64}) /;

/** Returns the way to stop. Where the system has no watch to give, nothing is told. */
export async function watchHead(
  site: Site,
  run: RunId,
  tell: (head: CommitSha | null) => void,
): Promise<() => void> {
  const entry = await site.registry.readRun(run);
  if (entry === null) return () => undefined;
  const folder = join(adminDirOf(site.hub.commonDir, entry), "logs");
  let known = await readEnd(folder);
  let isDue = false;
  let isReading = false;
  let isStopped = false;

  async function look(): Promise<void> {
    isReading = true;
    for (; isDue && !isStopped;) {
      isDue = false;
      const now = await readEnd(folder);
      if (now.bytes !== known.bytes && !isStopped) tell(now.head);
      known = now;
    }
    isReading = false;
  }

  const stopWatching = watchFolder(folder, (name) => {
    isDue ||= name === null || name === "HEAD";
    if (isDue && !isReading) void look();
  });
  return () => {
    isStopped = true;
    stopWatching();
  };
}

interface End {
  readonly bytes: number;
  /** Null: there is no line, or one that is too long to be read. */
  readonly head: CommitSha | null;
}

/** The last line of the log of HEAD. */
async function readEnd(folder: string): Promise<End> {
  try {
    await using file = await open(join(folder, "HEAD"));
    const { size: bytes } = await file.stat();
    const length = Math.min(bytes, TAIL_BYTES_MAX);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, bytes - length);
    const text = buffer.toString("latin1");
    const from = text.lastIndexOf("\n", text.length - 2) + 1;
    const sha = from === 0 && length < bytes ? undefined : LINE.exec(text.slice(from))?.[1];
    return { bytes, head: sha === undefined ? null : commitSha(sha) };
  } catch (error) {
    if (isAbsent(error)) return { bytes: 0, head: null };
    throw error;
  }
}
