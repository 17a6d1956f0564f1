import { join } from "node:path";
import { branchName, commitSha, runId, type CommitSha } from "../../domain/ids.ts";
import type { Processes } from "../../ports/processes.ts";
import type { PreparedWorkspace } from "../../ports/workspace.ts";
import { createScratchRepository, type ScratchRepository } from "./scratch-repository.conformance.ts";
import { openWorkspaces, type OpenedWorkspaces, type OpenWorkspacesOptions } from "./workspaces.ts";

export const RUN = runId("R-12.1");
export const BRANCH = branchName("jarvis/t-12.1-dark-mode");

/** A repository with workspaces beside it. */
export interface WorkspaceScene {
  readonly scratch: ScratchRepository;
  readonly base: CommitSha;
  readonly commonDir: string;
  readonly workspaces: OpenedWorkspaces;
  readonly prepare: () => Promise<PreparedWorkspace>;
  /** Another daemon's view of the same repository. */
  readonly reopen: (options?: Partial<OpenWorkspacesOptions>) => Promise<OpenedWorkspaces>;
  readonly close: () => Promise<void>;
}

export async function createWorkspaceScene(
  processesOf: (home: string) => Processes,
  files: Readonly<Record<string, string>> = {
    "readme.md": "# App\n",
    "src/a.txt": "a\n",
    ".gitignore": "cache/\n",
  },
  options: { readonly name?: string } = {},
): Promise<WorkspaceScene> {
  const scratch = createScratchRepository(files, options);
  const { root, environment, git } = scratch;
  const processes = processesOf(scratch.folder);
  const commonDir = join(root, ".git");
  const opened: OpenedWorkspaces[] = [];
  const reopen = async (changed: Partial<OpenWorkspacesOptions> = {}): Promise<OpenedWorkspaces> => {
    const workspaces = await openWorkspaces({ commonDir, root, processes, environment, ...changed });
    opened.push(workspaces);
    return workspaces;
  };
  const workspaces = await reopen();
  const base = commitSha(git(root, "rev-parse", "HEAD"));
  return {
    scratch,
    base,
    commonDir,
    workspaces,
    prepare: () => workspaces.prepare({ run: RUN, base, branch: BRANCH }),
    reopen,
    close: async () => {
      for (const one of opened) await one.close();
      scratch.delete();
    },
  };
}
