import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { branchName, commitSha, instant, landingId, treeSha, type CommitSha } from "../../domain/ids.ts";
import type { Processes } from "../../ports/processes.ts";
import type { LandRequest } from "../../ports/repository.ts";
import { openRepository, type OpenedRepository } from "./repository.ts";
import { createScratchRepository, type ScratchRepository } from "./scratch-repository.conformance.ts";

export const LANDING = landingId("00000000-0000-4000-8000-000000000001");
export const MAIN = branchName("main");

/** A user's checkout of `main`, and candidates for it. */
export interface LandingScene {
  readonly scratch: ScratchRepository;
  readonly repository: OpenedRepository;
  /** A candidate that merges a branch with these files; `landing` numbers it. */
  readonly candidate: (
    files: Readonly<Record<string, string | null>>,
    landing?: number,
  ) => Promise<LandRequest>;
  readonly close: () => Promise<void>;
}

export async function createLandingScene(
  processesOf: (home: string) => Processes,
  files: Readonly<Record<string, string>>,
): Promise<LandingScene> {
  const scratch = createScratchRepository(files);
  const { root, git, environment } = scratch;
  const processes = processesOf(scratch.folder);
  const repository = await openRepository({ path: root, target: MAIN, processes, environment });
  return {
    scratch,
    repository,
    candidate: async (changed, number = 1) => {
      const landing = landingId(LANDING.replace(/1$/, String(number)));
      const target = await repository.readTip(MAIN);
      const elsewhere = join(scratch.folder, "elsewhere");
      git(root, "worktree", "add", "--quiet", "--detach", elsewhere, target);
      const head: CommitSha = scratch.commit(elsewhere, changed, "Work");
      git(root, "worktree", "remove", elsewhere);
      const tree = treeSha(git(root, "rev-parse", `${head}^{tree}`));
      const message = `Land\n\nJarvis-Landing: ${landing}\n`;
      const at = instant(1_700_000_000_000);
      const candidate = await repository.makeCandidate({ landing, target, head, tree, message, at });
      return { landing, branch: MAIN, from: target, candidate: commitSha(candidate) };
    },
    close: async () => {
      await repository.close();
      scratch.delete();
    },
  };
}

/** Path → content of every file below a folder, in order; links by their target. */
export function readAll(folder: string, except: RegExp, inside = ""): Map<string, string> {
  const found = new Map<string, string>();
  const entries = readdirSync(join(folder, inside), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = join(inside, entry.name);
    const path = join(folder, name);
    if (entry.isDirectory())
      for (const [inner, text] of readAll(folder, except, name)) found.set(inner, text);
    else if (!except.test(name))
      found.set(name, entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, "latin1"));
  }
  return found;
}
