/** The journal did not obey. `code` and `retry` as for the failures of a port. */
export abstract class JournalFailure extends Error {
  abstract readonly code: string;
  abstract readonly retry: "soon" | "after-change" | "never";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class JournalConflict extends JournalFailure {
  readonly code = "journal-conflict";
  readonly retry = "never";
  readonly expected: number;
  readonly found: number;
  constructor(expected: number, found: number, options?: ErrorOptions) {
    super(
      `Cannot append after event ${expected}: the journal is at ${found}. Another daemon writes to it.`,
      options,
    );
    this.expected = expected;
    this.found = found;
  }
}

export class JournalFull extends JournalFailure {
  readonly code = "journal-full";
  readonly retry = "after-change";
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(
      `Cannot write to ${path}: the disk is full. Nothing that was accepted is lost; free some space and try again.`,
      options,
    );
    this.path = path;
  }
}

/** A journal of a newer release, or a damaged one: it is not opened, and not changed. */
export class JournalUnreadable extends JournalFailure {
  readonly code = "journal-unreadable";
  readonly retry = "after-change";
  readonly path: string;
  readonly found: string;
  constructor(path: string, found: string, options?: ErrorOptions) {
    super(`Cannot open the journal ${path}: ${found}.`, options);
    this.path = path;
    this.found = found;
  }
}

/**
 * The disk or another process is in the way of a write. `soon`: another program holds the file for a moment. `after-change`: whether the
 * last batch became durable is not known, so nothing more is written until the journal is opened again.
 */
export class JournalUnwritable extends JournalFailure {
  readonly code = "journal-unwritable";
  readonly retry: "soon" | "after-change";
  readonly path: string;
  readonly found: string;
  constructor(path: string, found: string, retry: "soon" | "after-change", options?: ErrorOptions) {
    const advice =
      retry === "soon"
        ? "Close the program that has it open."
        : "Check the disk and its permissions, then start again.";
    super(`Cannot write to ${path}: ${found}. ${advice}`, options);
    this.path = path;
    this.found = found;
    this.retry = retry;
  }
}

/** Another daemon has this home. `heldByPid` is null when it did not say who it is. */
export class HomeLocked extends JournalFailure {
  readonly code = "home-locked";
  readonly retry = "after-change";
  readonly home: string;
  readonly heldByPid: number | null;
  constructor(home: string, heldByPid: number | null, options?: ErrorOptions) {
    const holder = heldByPid === null ? "another process" : `process ${heldByPid}`;
    super(
      `Cannot start in ${home}: ${holder} already runs there. Use it, stop it, or start with another JARVIS_HOME.`,
      options,
    );
    this.home = home;
    this.heldByPid = heldByPid;
  }
}
