// What getting kept work back is given: git on a repository, and the home's record of its project.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { openKeptWorks } from "../adapters/git-cli/kept-works.ts";
import { createProcesses } from "../adapters/processes-posix/processes.ts";
import { JournalFailure } from "../journal/failures.ts";
import { readTicketTitles } from "../journal/sqlite/ticket-titles.ts";
import type { RecoverAccess } from "../offline/recover.ts";

const ProjectFile = z.object({ target: z.string() });

export function recoverAccess(): RecoverAccess {
  return {
    openKept: (home, path) =>
      openKeptWorks({
        path,
        processes: createProcesses({ home }),
        targetOf: (commonDir) => readTarget(join(folderOf(home, commonDir), "project.json")),
      }),
    readTitles: (home, commonDir) => {
      const path = join(folderOf(home, commonDir), "journal.db");
      try {
        return existsSync(path) ? readTicketTitles(path) : new Map();
      } catch (error) {
        // Titles are only for information; `jarvis doctor` says what is wrong with a journal.
        if (error instanceof JournalFailure) return new Map();
        throw error;
      }
    },
  };
}

/** As a project of the home has it: known by the real path of its common git directory. */
function folderOf(home: string, commonDir: string): string {
  const id = createHash("sha256").update(commonDir).digest("hex").slice(0, 12);
  return join(home, "projects", id);
}

function readTarget(path: string): string | null {
  if (!existsSync(path)) return null;
  try {
    const json: unknown = JSON.parse(readFileSync(path, "utf8"));
    return ProjectFile.parse(json).target;
  } catch (error) {
    // Without it the target is found as for a repository that is opened for the first time.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
