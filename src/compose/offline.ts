// What works on the files of a home without its daemon, with the adapters that it needs.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createGit, firstLine } from "../adapters/git-cli/git.ts";
import { createProcesses } from "../adapters/processes-posix/processes.ts";
import { createMachine } from "../adapters/system/machine.ts";
import { isAlive } from "../cli/daemon/place.ts";
import { instant } from "../domain/ids.ts";
import { backupProject } from "../journal/copies/backup-project.ts";
import { exportJournal } from "../journal/copies/export-journal.ts";
import { importJournal, readExportHeader } from "../journal/copies/import-journal.ts";
import { readManifest, restoreBackup } from "../journal/copies/restore-backup.ts";
import { lockHome } from "../journal/home-lock.ts";
import { checkJournal } from "../journal/sqlite/check-journal.ts";
import { examine, type ExamineAccess } from "../offline/examine.ts";
import type { JournalAccess } from "../offline/journal-access.ts";
import * as copies from "../offline/project-copies.ts";
import { listKept, restoreKept, showKept } from "../offline/recover.ts";
import { projectAround } from "../offline/project-folders.ts";
import { PortFailure } from "../ports/failure.ts";
import type { CopyRequest, Offline } from "../wire/offline.ts";
import { readDaemonFile } from "./detached.ts";
import { createModelConnection } from "./model-connection.ts";
import { PACKAGE_ROOT } from "./package.ts";
import { recoverAccess } from "./recover.ts";
import { STOP_FILE } from "./stop-file.ts";

const journal: JournalAccess = {
  lockHome,
  checkJournal,
  exportJournal,
  readExportHeader,
  importJournal,
  backupProject: (request) => backupProject({ ...request, madeAt: instant(Date.now()) }),
  readManifest,
  restoreBackup,
};

export function openOffline(): Offline {
  return {
    backUp: (request) => copies.backupProject(chosen(request), journal),
    restore: (request) => copies.restoreProject(request, journal),
    exportProject: async (request) => copies.exportProject(chosen(request), journal),
    importProject: async (request) => copies.importProject(request, journal),
    listKept: (request) => listKept(request, recoverAccess()),
    showKept: (request) => showKept(request, recoverAccess()),
    restoreKept: (request) => restoreKept(request, recoverAccess()),
    examine: (home) => examine(home, examineAccess(home)),
  };
}

function chosen({ home, project, from, to }: CopyRequest) {
  return { home, to, project: project ?? projectAround(home, from) };
}

function examineAccess(home: string): ExamineAccess {
  const processes = createProcesses({ home });
  return {
    journal,
    readDaemon: () => {
      const file = readDaemonFile(home);
      return file !== null && isAlive(file.pid) ? { pid: file.pid, url: file.url } : null;
    },
    readProcesses: () => processes.list().map(({ pid, slot }) => ({ pid, slot })),
    findStopFile: () => (existsSync(join(home, STOP_FILE)) ? join(home, STOP_FILE) : null),
    readFreeMb,
    readGit: async () => {
      try {
        const git = createGit({ processes }).at({ kind: "folder", path: PACKAGE_ROOT });
        return { isGood: true, text: firstLine(await git.read(["--version"])) };
      } catch (error) {
        if (error instanceof PortFailure) return { isGood: false, text: error.message };
        throw error;
      }
    },
    readModel: () =>
      createModelConnection({ home, environment: process.env, asked: undefined, isUnsafe: false }).describe(),
  };
}

/** Null where the file system does not say. */
async function readFreeMb(folder: string): Promise<number | null> {
  try {
    return (await createMachine().measure([folder])).freeDiskMb[0] ?? null;
  } catch (error) {
    if (error instanceof PortFailure) return null;
    throw error;
  }
}
