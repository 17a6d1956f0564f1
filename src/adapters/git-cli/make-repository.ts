import type { Processes } from "../../ports/processes.ts";
import { createGit } from "./git.ts";

/** Makes a repository of a folder, with everything in it as the first commit of `main`. @throws RepositoryFailed */
export async function makeRepository(options: {
  readonly path: string;
  readonly processes: Processes;
  readonly message: string;
}): Promise<void> {
  const here = createGit({ processes: options.processes }).at({ kind: "folder", path: options.path });
  await here.write(["init", "--quiet", "--initial-branch=main"]);
  await here.write(["add", "--all"]);
  await here.write(["commit", "--quiet", "--allow-empty", "--file=-"], { stdin: options.message });
}
