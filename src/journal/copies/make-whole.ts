// Makes a folder that is there whole or not at all.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { TargetTaken } from "../failures.ts";
import { failureOf } from "../sqlite/failure-of.ts";
import { sync } from "./copy-files.ts";

/**
 * Fills a folder beside `to`, which gets that name when `fill` is done. Killed in between, only `<to>.partial` is left.
 * @throws TargetTaken when either is there already · JournalFailure, or what `fill` throws
 */
export async function makeWhole<Made>(to: string, fill: (part: string) => Promise<Made>): Promise<Made> {
  const part = `${to}.partial`;
  if (existsSync(to)) throw new TargetTaken(to, "Name a folder that is not there.");
  await makePart(part);
  try {
    const made = await fill(part);
    await rename(part, to);
    await sync(dirname(to));
    return made;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw failureOf(error, to) ?? error;
  }
}

/** Two copies to one place, or one that was interrupted: the folder can be made by one only. */
async function makePart(part: string): Promise<void> {
  try {
    await mkdir(dirname(part), { recursive: true });
    await mkdir(part, { mode: 0o700 });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new TargetTaken(
        part,
        "Another copy to the same place runs, or was interrupted: remove it if none runs, and try again.",
        { cause: error },
      );
    throw failureOf(error, part) ?? error;
  }
}
