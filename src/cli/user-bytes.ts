// The user's own uncommitted files in a checkout, and a digest of every byte of them, for proving that nobody touched one.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "../wire/host.ts";

const MODIFIED = "README.md";
const STAGED = "src/notes.js";
const UNTRACKED = "scratch.txt";
const IGNORED = ".env";

/** A modified and an untracked and an ignored file, and one to be staged by the caller (`git add src/notes.js`). */
export async function writeUserFiles(root: string): Promise<{ readonly toStage: string }> {
  await writeFile(join(root, MODIFIED), "# my-app\n\nA line that I have not committed yet.\n");
  await writeFile(join(root, STAGED), "// staged, not committed\n");
  await writeFile(join(root, UNTRACKED), "a note to myself\n");
  await writeFile(join(root, IGNORED), "SECRET=1\n");
  return { toStage: STAGED };
}

/** Bytes of the four files, what git says of them, the index entry of the staged one, and the repository's own settings. */
export async function digestUserBytes(host: Pick<Host, "root" | "readGit">): Promise<string> {
  const hash = createHash("sha256");
  for (const file of [MODIFIED, STAGED, UNTRACKED, IGNORED, ".git/config", ".git/info/exclude"])
    hash.update(`${file}\0`).update(await readFile(join(host.root, file)));
  hash.update(await host.readGit(["status", "--porcelain=v1", "--ignored"]));
  hash.update(await host.readGit(["ls-files", "--stage", "--", STAGED]));
  hash.update(await host.readGit(["stash", "list"]));
  return hash.digest("hex");
}
