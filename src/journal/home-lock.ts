// One daemon a home: the lock, and who has it.
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { HomeLocked } from "./failures.ts";
import { failureOf, isBusy } from "./sqlite/failure-of.ts";

export interface HomeLock {
  /** Lets another daemon in. Does nothing the second time. */
  release(): void;
}

/**
 * Makes this process the only daemon of a home, for as long as it lives: an exclusive transaction on `lock.db`, which the kernel ends
 * with the process whatever kills it. Whoever holds it writes its pid to `lock.pid`, only to be named to the next one.
 *
 * On POSIX a process that opens and closes `lock.db` by itself, outside SQLite, lets go of its own lock: never read that file.
 * @throws HomeLocked naming who has it · JournalUnwritable when the home cannot be made or written
 */
export function lockHome(home: string): HomeLock {
  const path = join(home, "lock.db");
  const holder = join(home, "lock.pid");
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const db = lockFile(path, home, holder);
    held.add(db);
    return { release: () => release(db, holder) };
  } catch (error) {
    throw failureOf(error, path) ?? error;
  }
}

/** A lock whose owner forgot the object must not be collected: collecting a connection closes it. */
const held = new Set<DatabaseSync>();

function release(db: DatabaseSync, holder: string): void {
  if (!held.delete(db)) return;
  rmSync(holder, { force: true });
  db.close();
}

function lockFile(path: string, home: string, holder: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec("begin exclusive");
    // On a file that it may only read, SQLite takes an exclusive transaction for a reading one, and says nothing: two would get in.
    accessSync(path, constants.W_OK);
    writeFileSync(holder, `${process.pid}\n`);
    return db;
  } catch (error) {
    db.close();
    throw isBusy(error) ? new HomeLocked(home, readHolder(holder), { cause: error }) : error;
  }
}

function readHolder(holder: string): number | null {
  try {
    const pid = Number(readFileSync(holder, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    // Who it is only makes the message better; the holder may be about to write it.
    return null;
  }
}
