import { JournalFull, JournalUnreadable, JournalUnwritable, type JournalFailure } from "../failures.ts";

// Result codes of SQLite (https://www.sqlite.org/rescode.html). The low byte is the kind, the rest says where.
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;
/** The index of the write-ahead log could not grow: the disk is full, in other words. */
const IOERR_SHM_SIZE = 4874;

/** A reader found a transaction that a killed writer left half written; only a writer may take it back. */
const READONLY_ROLLBACK = 776;

interface SqliteError extends Error {
  readonly code: "ERR_SQLITE_ERROR";
  readonly errcode: number;
  readonly errstr: string;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR" && "errcode" in error;
}

export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && [BUSY, LOCKED].includes(kindOf(error));
}

/** Whether the disk takes no more. */
export function isFull(error: unknown): boolean {
  return isSqliteError(error) && (kindOf(error) === FULL || error.errcode === IOERR_SHM_SIZE);
}

/** Whether a writer was killed in the middle of a transaction that it did not write to a log. */
export function isHalfWritten(error: unknown): boolean {
  return isSqliteError(error) && error.errcode === READONLY_ROLLBACK;
}

/** Whether the file itself is at fault. */
export function isDamage(error: unknown): boolean {
  return isSqliteError(error) && [CORRUPT, NOT_A_DATABASE].includes(kindOf(error));
}

/** The failure that an error of SQLite or of the file system stands for; null for any other error. */
export function failureOf(error: unknown, path: string): JournalFailure | null {
  if (isSqliteError(error)) return sqliteFailure(error, path);
  if (!isSystemError(error)) return null;
  // A quota is a full disk of one's own.
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return new JournalFull(path, { cause: error });
  return new JournalUnwritable(path, `${error.code} from ${error.syscall}`, "after-change", { cause: error });
}

function sqliteFailure(error: SqliteError, path: string): JournalFailure {
  const found = `${error.errstr} (SQLite ${error.errcode})`;
  if (isFull(error)) return new JournalFull(path, { cause: error });
  if (isDamage(error)) return damaged(path, found, { cause: error });
  return new JournalUnwritable(path, found, isBusy(error) ? "soon" : "after-change", { cause: error });
}

/** `found`: what SQLite says of it. */
export function damaged(path: string, found: string, options?: ErrorOptions): JournalUnreadable {
  return new JournalUnreadable(
    path,
    `it is damaged (${found}). Nothing in it was changed; put a backup of the project in its place`,
    options,
  );
}

function isSystemError(error: unknown): error is Error & { readonly code: string; readonly syscall: string } {
  return error instanceof Error && "code" in error && "syscall" in error;
}

function kindOf(error: SqliteError): number {
  return error.errcode % 256;
}
