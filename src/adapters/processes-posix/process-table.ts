/** One process that is not a zombie: a zombie holds nothing but its number. */
export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  readonly startTime: string;
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
}
