import { JournalFull, JournalUnreadable, JournalUnwritable, type JournalFailure } from "../failures.ts";

// Result codes of SQLite (https://www.sqlite.org/rescode.html). The low byte is the kind, the rest says where.
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;
/** The index of the write-ahead log could not grow: the disk is full, in other words. */
const IOERR_SHM_SIZE = 4874;

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

/** Whether the file itself is at fault. */
export function isDamage(error: unknown): boolean {
  return isSqliteError(error) && [CORRUPT, NOT_A_DATABASE].includes(kindOf(error));
}

/** The failure that an error of SQLite or of the file system stands for; null for any other error. */
export function failureOf(error: unknown, path: string): JournalFailure | null {
  if (isSqliteError(error)) return sqliteFailure(error, path);
  if (!isSystemError(error)) return null;
  if (error.code === "ENOSPC") return new JournalFull(path, { cause: error });
  return new JournalUnwritable(path, `${error.code} from ${error.syscall}`, "after-change", { cause: error });
}

function sqliteFailure(error: SqliteError, path: string): JournalFailure {
  const found = `${error.errstr} (SQLite ${error.errcode})`;
  if (kindOf(error) === FULL || error.errcode === IOERR_SHM_SIZE)
    return new JournalFull(path, { cause: error });
  if (isDamage(error)) return new JournalUnreadable(path, found, { cause: error });
  return new JournalUnwritable(path, found, isBusy(error) ? "soon" : "after-change", { cause: error });
}

function isSystemError(error: unknown): error is Error & { readonly code: string; readonly syscall: string } {
  return error instanceof Error && "code" in error && "syscall" in error;
}

function kindOf(error: SqliteError): number {
  return error.errcode % 256;
}
