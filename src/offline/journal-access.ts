// What is needed of a journal without its daemon. The composition root gives it; nothing here opens a file of a project by itself.

/** Each sentence says what is wrong and what to do; none: all is well. */
export interface CheckedJournal {
  readonly project: string | null;
  readonly eventCount: number;
  readonly replyCount: number;
  readonly findings: readonly string[];
  readonly isCutShort: boolean;
}

export interface CountedJournal {
  readonly project: string | null;
  readonly eventCount: number;
  readonly replyCount: number;
}

export interface BackedUp {
  readonly project: string | null;
  readonly madeAt: number;
}

export interface JournalAccess {
  /** @throws HomeLocked while a daemon runs in it */
  lockHome(home: string): { release(): void };
  checkJournal(path: string): CheckedJournal;
  exportJournal(request: { readonly path: string; readonly to: string }): CountedJournal;
  readExportHeader(from: string): { readonly project: string | null };
  importJournal(request: { readonly from: string; readonly path: string }): CountedJournal;
  backupProject(request: { readonly folder: string; readonly to: string }): Promise<BackedUp>;
  readManifest(from: string): Promise<BackedUp>;
  restoreBackup(request: { readonly from: string; readonly folder: string }): Promise<BackedUp>;
}
