// A repository to try things on: the bundled sample, committed, in a scratch place.
import { realpathSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createGit, type BoundGit } from "../adapters/git-cli/git.ts";
import { makeRepository } from "../adapters/git-cli/make-repository.ts";
import { createProcesses } from "../adapters/processes-posix/processes.ts";
import type { Processes } from "../ports/processes.ts";
import type { Sample } from "../wire/host-options.ts";
import { ASSETS } from "./package.ts";

export async function makeSample(
  place: { readonly parent?: string; readonly branch?: string } = {},
): Promise<Sample> {
  const parent =
    place.parent === undefined || place.parent === ""
      ? await mkdtemp(join(tmpdir(), "jarvis-"))
      : resolve(place.parent);
  await mkdir(parent, { recursive: true });
  const scratch = realpathSync(parent);
  const path = join(scratch, "my-app");
  await cp(join(ASSETS, "sample"), path, { recursive: true, errorOnExist: true, force: false });
  // npm leaves a file of this name out of a package.
  await rename(join(path, "gitignore"), join(path, ".gitignore"));
  const processes = createProcesses({ home: scratch });
  await makeRepository({ path, processes, message: "A small app" });
  if (place.branch !== undefined)
    await gitAt(processes, path).write(["switch", "--quiet", "--create", place.branch]);
  return { scratch, path };
}

/** Puts a file into the index, as a user would. */
export async function stage(root: string, path: string): Promise<void> {
  await gitAt(createProcesses({ home: root }), root).write(["add", "--", path]);
}

function gitAt(processes: Processes, path: string): BoundGit {
  return createGit({ processes }).at({ kind: "folder", path });
}
