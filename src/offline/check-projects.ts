// Looks through the journals of a home, also while its daemon runs.
import { join } from "node:path";
import type { CheckedJournal, JournalAccess } from "./journal-access.ts";
import { listProjectFolders, type ProjectFolder } from "./project-folders.ts";

export interface ProjectCheck extends ProjectFolder {
  readonly check: CheckedJournal;
}

/** One project after another. Its findings are sentences with what to do. */
export function* checkProjects(
  home: string,
  journal: Pick<JournalAccess, "checkJournal">,
): Generator<ProjectCheck> {
  for (const project of listProjectFolders(home)) {
    const check = journal.checkJournal(join(project.folder, "journal.db"));
    yield {
      ...project,
      check: { ...check, findings: [...check.findings, ...placeFindings(project, check)] },
    };
  }
}

/** A folder that was put in the place of another one. */
function placeFindings({ id }: ProjectFolder, { project }: CheckedJournal): readonly string[] {
  return project === null || project === id
    ? []
    : [
        `The journal is of project ${project} and lies in the folder of ${id}. Put it into the folder of its own.`,
      ];
}
