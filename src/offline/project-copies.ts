// Exports, imports, backups and their restoring, for projects of a home. What makes a project needs the home for itself.
import { join } from "node:path";
import { MalformedId } from "../domain/ids.ts";
import { PortFailure } from "../ports/failure.ts";
import type { BackedUp, CountedJournal, JournalAccess } from "./journal-access.ts";
import { findProjectFolder, projectFolderOf } from "./project-folders.ts";

/** A copy that does not say of which project it is: it has no place in a home. */
export class ProjectUnnamed extends PortFailure {
  readonly code = "project-unnamed";
  readonly retry = "never";
  readonly from: string;
  constructor(from: string, found: string | null, options?: ErrorOptions) {
    const what = found === null ? "it names no project" : `${JSON.stringify(found)} is no project`;
    super(
      `Cannot make a project of ${from}: ${what}. Use the copy of a project that was opened once.`,
      options,
    );
    this.from = from;
  }
}

/** One project of a home, named as `findProjectFolder` takes it, and where its copy goes. */
export interface CopyRequest {
  readonly home: string;
  readonly project: string | null;
  readonly to: string;
}

export interface MakeRequest {
  readonly home: string;
  readonly from: string;
}

/** Also while the daemon runs. @throws ProjectNotFound · JournalFailure */
export function exportProject(
  { home, project, to }: CopyRequest,
  journal: Pick<JournalAccess, "exportJournal">,
): CountedJournal {
  const { folder } = findProjectFolder(home, project);
  return journal.exportJournal({ path: join(folder, "journal.db"), to });
}

/** Also while the daemon runs. @throws ProjectNotFound · JournalFailure */
export function backupProject(
  { home, project, to }: CopyRequest,
  journal: Pick<JournalAccess, "backupProject">,
): Promise<BackedUp> {
  const { folder } = findProjectFolder(home, project);
  return journal.backupProject({ folder, to });
}

/** Into the project that the export names, which must have no journal. @throws ProjectUnnamed · HomeLocked · JournalFailure */
export function importProject(
  { home, from }: MakeRequest,
  journal: Pick<JournalAccess, "lockHome" | "readExportHeader" | "importJournal">,
): CountedJournal {
  const folder = folderFor(home, from, journal.readExportHeader(from).project);
  const lock = journal.lockHome(home);
  try {
    return journal.importJournal({ from, path: join(folder, "journal.db") });
  } finally {
    lock.release();
  }
}

/** Into the project that the backup names, which must not be there. @throws ProjectUnnamed · HomeLocked · JournalFailure */
export async function restoreProject(
  { home, from }: MakeRequest,
  journal: Pick<JournalAccess, "lockHome" | "readManifest" | "restoreBackup">,
): Promise<BackedUp> {
  const folder = folderFor(home, from, (await journal.readManifest(from)).project);
  const lock = journal.lockHome(home);
  try {
    return await journal.restoreBackup({ from, folder });
  } finally {
    lock.release();
  }
}

function folderFor(home: string, from: string, project: string | null): string {
  if (project === null) throw new ProjectUnnamed(from, null);
  try {
    return projectFolderOf(home, project);
  } catch (error) {
    if (!(error instanceof MalformedId)) throw error;
    throw new ProjectUnnamed(from, project, { cause: error });
  }
}
