import { join } from "node:path";
import { branchName, commitSha, type CommitSha, type RunId } from "../../domain/ids.ts";
import { repositoryConformance } from "../../ports/repository.conformance.ts";
import type { RepositoryHarness } from "../../ports/repository-harness.conformance.ts";
import { workspaceConformance } from "../../ports/workspace.conformance.ts";
import type { WorkspaceHarness } from "../../ports/workspace-harness.conformance.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { openRepository } from "./repository.ts";
import {
  countTraces,
  createScratchRepository,
  occupy,
  type ScratchRepository,
} from "./scratch-repository.conformance.ts";
import { openWorkspaces } from "./workspaces.ts";

const TARGET = branchName("main");

repositoryConformance("git-cli", async ({ target, files }): Promise<RepositoryHarness> => {
  const scratch = createScratchRepository(files);
  const { root, environment, git } = scratch;
  if (target === "elsewhere") git(root, "switch", "--quiet", "--detach");
  const processes = createProcesses({ home: scratch.folder });
  const repository = await openRepository({ path: root, target: TARGET, processes, environment });
  const commonDir = join(root, ".git");
  const workspaces = await openWorkspaces({ commonDir, root, processes, environment });
  const paths = new Map<RunId, string>();
  const pathOf = (run: RunId): string => paths.get(run) ?? "";
  return {
    repository,
    target: TARGET,
    startRun: async (run) => {
      const base = await repository.readTip(TARGET);
      const branch = branchName(`jarvis/${run.toLowerCase()}`);
      paths.set(run, (await workspaces.prepare({ run, base, branch })).path);
      return base;
    },
    commitInWorkspace: (run, changed, message) =>
      Promise.resolve(scratch.commit(pathOf(run), changed, message)),
    amendInWorkspace: (run, changed, message) => {
      scratch.write(pathOf(run), changed);
      git(pathOf(run), "commit", "--quiet", "--all", "--amend", "-m", message);
      return Promise.resolve(commitSha(git(pathOf(run), "rev-parse", "HEAD")));
    },
    abandonBase: (run) => {
      git(pathOf(run), "checkout", "--quiet", "--orphan", "fresh");
      git(pathOf(run), "commit", "--quiet", "--allow-empty", "-m", "Start over");
      git(pathOf(run), "branch", "--force", `jarvis/${run.toLowerCase()}`, "fresh");
      return Promise.resolve();
    },
    commitOnTarget: (changed) => Promise.resolve(commitOn(scratch, changed)),
    writeInCheckout: (changed) => Promise.resolve(scratch.write(root, changed)),
    readInCheckout: (path) => Promise.resolve(scratch.read(root, path)),
    close: async () => {
      await workspaces.close();
      await repository.close();
      scratch.delete();
    },
  };
});

/** In the checkout when it stands on the target, else in a worktree of the moment. */
function commitOn(scratch: ScratchRepository, files: Readonly<Record<string, string | null>>): CommitSha {
  const { root, git, folder } = scratch;
  if (git(root, "branch", "--show-current") === TARGET) return scratch.commit(root, files);
  const elsewhere = join(folder, "elsewhere");
  git(root, "worktree", "add", "--quiet", elsewhere, TARGET);
  const commit = scratch.commit(elsewhere, files);
  git(root, "worktree", "remove", elsewhere);
  return commit;
}

workspaceConformance("git-cli", async (): Promise<WorkspaceHarness> => {
  const scratch = createScratchRepository({ "readme.md": "# App\n", ".gitignore": "cache/\n" });
  const { root, git, environment } = scratch;
  const base = commitSha(git(root, "rev-parse", "HEAD"));
  const newer = scratch.commit(root, { "readme.md": "# Newer\n" });
  git(root, "reset", "--quiet", "--hard", base);
  const processes = createProcesses({ home: scratch.folder });
  const repository = await openRepository({ path: root, processes, environment });
  const workspaces = await openWorkspaces({ commonDir: join(root, ".git"), root, processes, environment });
  return {
    workspaces,
    base,
    newer,
    write: (path, files) => Promise.resolve(scratch.write(path, files)),
    read: (path, file) => Promise.resolve(scratch.read(path, file)),
    commit: (path, files) => Promise.resolve(scratch.commit(path, files)),
    stage: (path, files) => {
      scratch.write(path, files);
      git(path, "add", "--", ...Object.keys(files));
      return Promise.resolve();
    },
    import: async (run) => {
      await repository.importCommits({ run, base });
    },
    readRef: (ref) => Promise.resolve(scratch.resolve(ref)),
    readAt: (commit, file) => repository.readFile(commit, file),
    leadsTo: (ref, commit) => Promise.resolve(git(root, "rev-list", ref).split("\n").includes(commit)),
    makeBranch: (branch) => {
      git(root, "branch", branch, newer);
      return Promise.resolve();
    },
    occupy,
    countTraces: () => Promise.resolve(countTraces(scratch)),
    close: async () => {
      await workspaces.close();
      await repository.close();
      scratch.delete();
    },
  };
});
