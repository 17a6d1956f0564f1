import { COMMAND_CHARS_MAX } from "../../ports/processes.ts";

/** One process that is not a zombie: a zombie holds nothing but its number. */
export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  readonly startTime: string;
}

/** As it can be shown in a line. */
export function commandText(raw: string): string {
  return raw
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, COMMAND_CHARS_MAX);
}

/** What the kernel says of all processes. Synchronous: what is decided on a snapshot must not be interleaved. */
export interface ProcessTable {
  readonly bootId: string;
  rows(): ProcessRow[];
  /** Also of a zombie, so that a process that ended at once still has an identity. Null when there is none. */
  startTime(pid: number): string | null;
  isLive(pid: number): boolean;
  /** `NAME=value` entries, each ended by a NUL. Empty when it cannot be read (other user, kernel thread, gone). */
  environment(pid: number): Buffer;
  /** Words separated by blanks, at most `COMMAND_CHARS_MAX`, control characters left out. Empty when it cannot be read. */
  commandLine(pid: number): string;
}
