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
    super(`Cannot read ${path}: ${found}.`, options);
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

/** A file of an older release could not be brought to the newest form. It is as it was. */
export class FormNotLifted extends JournalFailure {
  readonly code = "form-not-lifted";
  readonly retry = "after-change";
  readonly path: string;
  readonly form: number;
  readonly found: string;
  constructor(path: string, form: number, found: string, options?: ErrorOptions) {
    super(
      `Cannot bring ${path} from form ${form - 1} to form ${form}: ${found}. It is as it was: start the release that wrote it, and report this.`,
      options,
    );
    this.path = path;
    this.form = form;
    this.found = found;
  }
}

/** What was to be written has a name that is taken. Nothing was written, and what is there was not touched. */
export class TargetTaken extends JournalFailure {
  readonly code = "target-taken";
  readonly retry = "after-change";
  readonly path: string;
  constructor(path: string, advice: string, options?: ErrorOptions) {
    super(`Cannot write ${path}: it is there already. ${advice}`, options);
    this.path = path;
  }
}

/** An export that cannot be taken in: it is not as it was written, or there is no place for it. Nothing was taken in. */
export class ImportRefused extends JournalFailure {
  readonly code = "import-refused";
  readonly retry = "after-change";
  readonly path: string;
  /** From 1; null when it is not about one line. */
  readonly line: number | null;
  readonly found: string;
  constructor(path: string, line: number | null, found: string, options?: ErrorOptions) {
    const where = line === null ? path : `line ${line} of ${path}`;
    super(`Cannot import ${where}: ${found}. Nothing was imported.`, options);
    this.path = path;
    this.line = line;
    this.found = found;
  }
}

/** A backup that is not whole: nothing was made of it. */
export class BackupUnusable extends JournalFailure {
  readonly code = "backup-unusable";
  readonly retry = "after-change";
  readonly folder: string;
  readonly found: string;
  constructor(folder: string, found: string, options?: ErrorOptions) {
    super(`Cannot restore ${folder}: ${found}. Nothing was restored; take another backup.`, options);
    this.folder = folder;
    this.found = found;
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
