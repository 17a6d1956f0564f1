// What a git of ours is writing just now, on disk: so that the locks which a killed one left can be told from anybody else's.
import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RepositoryFailed } from "../../ports/repository.ts";
import { listIfThere, readTextIfThere, statOf } from "./files.ts";
import type { BoundGit, Git } from "./git.ts";
import { STAGED_MS_MAX } from "./lock.ts";
import { isOwnerAlive, ownerHere, parseOwner } from "./lock-owner.ts";

/** A write whose git is dead, and that nobody has looked after yet. */
export interface BrokenWrite {
  readonly path: string;
  /** When it was announced, by the clock of the file system: its locks are not older. */
  readonly sinceMs: number;
}

/**
 * The same git; each of its writes stands in `<commonDir>/jarvis/writes` while it runs. A command that fails where `sweep` removes a
 * lock that a killed one left is run once more.
 */
export function withWriteRecords(git: Git, commonDir: string, sweep: () => Promise<number>): Git {
  const write = (bound: BoundGit): BoundGit["write"] => {
    const recorded: BoundGit["write"] = async (argv, options) => {
      const record = await announceWrite(commonDir);
      try {
        const output = await bound.write(argv, options);
        await rm(record, { force: true });
        return output;
      } catch (error) {
        if (error instanceof RepositoryFailed && error.exitCode !== null) await rm(record, { force: true });
        // It was killed: nobody took its locks away.
        else await breakRecord(record);
        throw error;
      }
    };
    return async (argv, options) => {
      try {
        return await recorded(argv, options);
      } catch (error) {
        if (!(error instanceof RepositoryFailed) || error.exitCode === null || (await sweep()) === 0)
          throw error;
        return await recorded(argv, options);
      }
    };
  };
  return {
    ...git,
    at: (place) => {
      const bound = git.at(place);
      return { ...bound, write: write(bound) };
    },
  };
}

/** Those of dead daemons, and those of this one whose git was killed. */
export async function readBrokenWrites(commonDir: string): Promise<readonly BrokenWrite[]> {
  const found: BrokenWrite[] = [];
  for (const name of await listIfThere(folderOf(commonDir))) {
    const path = join(folderOf(commonDir), name);
    const [text, stats] = [await readTextIfThere(path), await statOf(path)];
    if (text === null || stats === null) continue;
    // Not whole: it is being written, or its daemon died before its git had begun.
    const owner = parseOwner(text);
    if (owner === null || isOwnerAlive(owner)) continue;
    found.push({ path, sinceMs: stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.mtimeMs });
  }
  return found;
}

/** Nothing of these writes is left in the repository. */
export async function forgetWrites(writes: readonly BrokenWrite[]): Promise<void> {
  for (const { path } of writes) await rm(path, { force: true });
}

async function announceWrite(commonDir: string): Promise<string> {
  await mkdir(folderOf(commonDir), { recursive: true });
  const path = join(folderOf(commonDir), `${process.pid}-${randomBytes(6).toString("hex")}.json`);
  try {
    await writeFile(path, `${JSON.stringify(ownerHere())}\n`, { flag: "wx" });
    return path;
  } catch (error) {
    // On a full disk it is there, and not whole.
    await rm(path, { force: true });
    throw error;
  }
}

/** Deletes records that are not whole: their git has not begun, and the daemon that wrote them is gone. */
export async function sweepHalfRecords(commonDir: string): Promise<void> {
  for (const name of await listIfThere(folderOf(commonDir))) {
    const path = join(folderOf(commonDir), name);
    const [text, stats] = [await readTextIfThere(path), await statOf(path)];
    if (text === null || stats === null || parseOwner(text) !== null) continue;
    if (Date.now() - stats.mtimeMs > STAGED_MS_MAX) await rm(path, { force: true });
  }
}

async function breakRecord(path: string): Promise<void> {
  await writeFile(path, `${JSON.stringify({ ...ownerHere(), startTime: "its git was killed" })}\n`, {
    flag: "r+",
  });
}

function folderOf(commonDir: string): string {
  return join(commonDir, "jarvis", "writes");
}
