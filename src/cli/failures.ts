// What can go wrong on the command line, each with its exit code: 1 failed or refused · 2 not understood · 3 no daemon runs.

/** The command line asks for something that there is not, or leaves out what is needed. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** Nothing runs on this home. */
export class NoDaemon extends Error {
  readonly code = "no-daemon";
  readonly retry = "after-change";
  constructor(home: string) {
    super(`No JARVIS runs on ${home}. Start it: jarvis PATH`);
    this.name = "NoDaemon";
  }
}

/** The daemon did not answer as it should. */
export class DaemonFailed extends Error {
  readonly code: string;
  readonly retry = "after-change";
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DaemonFailed";
    this.code = code;
  }
}

/** An expected no, of the daemon or before it was asked: nothing was done. */
export class Declined extends Error {
  readonly code: string;
  readonly retry = "after-change";
  constructor(code: string, message: string) {
    super(message);
    this.name = "Declined";
    this.code = code;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
