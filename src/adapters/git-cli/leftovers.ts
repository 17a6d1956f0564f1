import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { exists, listIfThere, readTextIfThere, walkFiles } from "./files.ts";
import { firstLine, type Git } from "./git.ts";
import { openRegistry } from "./registry.ts";

/** What JARVIS has in a repository at this moment; nothing of it when all runs have ended and nothing is owed. */
export async function readLeftovers(
  git: Git,
  root: string,
): Promise<{ readonly worktrees: number; readonly branches: number; readonly locks: number }> {
  const place = git.at({ kind: "folder", path: root });
  const commonDir = firstLine(await place.read(["rev-parse", "--path-format=absolute", "--git-common-dir"]));
  const { stdout } = await place.read(["for-each-ref", "--format=%(refname)", "refs/heads/jarvis/"]);
  return {
    worktrees: await countWorktrees(commonDir),
    branches: stdout.toString("utf8").split("\n").filter(Boolean).length,
    locks: await countLocks(commonDir),
  };
}

/** Those in our records, and those that git knows with our mark but that no record names. */
async function countWorktrees(commonDir: string): Promise<number> {
  const entries = await openRegistry(commonDir).list();
  const known = new Set(entries.map((entry) => entry.admin));
  let count = entries.length;
  for (const name of await listIfThere(join(commonDir, "worktrees"))) {
    const reason = await readTextIfThere(join(commonDir, "worktrees", name, "locked"));
    if (reason?.startsWith("jarvis ") && !known.has(name)) count++;
  }
  return count;
}

/** Git's and ours. Objects, by far most of the files, are never locked. */
async function countLocks(commonDir: string): Promise<number> {
  let count = (await exists(join(commonDir, "jarvis", "lock"))) ? 1 : 0;
  for (const top of await readdir(commonDir, { withFileTypes: true })) {
    if (!top.isDirectory() && top.name.endsWith(".lock")) count++;
    if (!top.isDirectory() || top.name === "objects") continue;
    for await (const name of walkFiles(join(commonDir, top.name))) if (name.endsWith(".lock")) count++;
  }
  return count;
}
