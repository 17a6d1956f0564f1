import { readFile, readlink, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Checkout } from "./checkout.ts";
import { NO_FILE, type TreeChange } from "./changes.ts";
import { codeOf, statOf } from "./files.ts";
import { nulFields, type BoundGit } from "./git.ts";
import type { Hub } from "./hub.ts";
import type { InterruptedLanding } from "./landing-intent.ts";
import { hashAsStored, readModified } from "./overlap.ts";

/** A larger file is not compared byte by byte; the user is asked instead. */
const COMPARED_BYTES_MAX = 64 * 1024 * 1024;
const LINK = "120000";

/**
 * Takes back what a killed fast-forward left in the user's checkout. Before it began, each of these paths was
 * shown to be clean; so one that now holds the old content, the new content, a beginning of the new content, or
 * nothing is of git's making and returns to the old state. Anything else the user wrote since, and stays.
 */
export async function repairCheckout(
  hub: Hub,
  { path: checkout, git }: Checkout,
  changes: readonly TreeChange[],
  interrupted: InterruptedLanding,
): Promise<void> {
  const modified = await readModified(git);
  const suspects: TreeChange[] = [];
  for (const change of changes) {
    const isComing = change.oldMode === NO_FILE && (await statOf(join(checkout, change.path))) !== null;
    if (isComing || modified.has(change.path)) suspects.push(change);
  }
  if (suspects.length === 0) return;
  const staged = await readStaged(git);
  const hashes = await hashAsStored(
    git,
    checkout,
    suspects.map((change) => change.path),
  );
  const ours: TreeChange[] = [];
  for (const change of suspects) {
    const index = staged.get(change.path) ?? null;
    const isIndexOurs = index === null || [change.oldBlob, change.newBlob].includes(index);
    if (isIndexOurs && (await isFileOurs(hub, checkout, change, hashes.get(change.path)))) ours.push(change);
  }
  await takeBack(git, checkout, ours, interrupted);
}

async function isFileOurs(
  hub: Hub,
  checkout: string,
  change: TreeChange,
  stored: string | undefined,
): Promise<boolean> {
  const path = join(checkout, change.path);
  const stats = await statOf(path);
  if (!stats) return true;
  if (stats.isDirectory()) return false;
  if (stored === change.oldBlob || stored === change.newBlob) return true;
  if (stats.size > COMPARED_BYTES_MAX) return false;
  const found = stats.isSymbolicLink() ? await readlink(path, { encoding: "buffer" }) : await readFile(path);
  if (stats.isSymbolicLink() && change.oldMode === LINK) {
    const before = await hub.objects.readContent(change.oldBlob);
    if (before?.content.equals(found)) return true;
  }
  if (change.newMode === NO_FILE) return false;
  const header = await hub.objects.readHeader(change.newBlob);
  if (header?.type !== "blob" || header.bytes > COMPARED_BYTES_MAX) return false;
  const after = await hub.objects.readContent(change.newBlob);
  return after !== null && after.content.subarray(0, found.length).equals(found);
}

/** Path → blob in the index. A path in conflict has none here, which no fast-forward leaves. */
async function readStaged(git: BoundGit): Promise<Map<string, string>> {
  const { stdout } = await git.read(["ls-files", "--stage", "-z"]);
  const staged = new Map<string, string>();
  for (const field of nulFields(stdout)) {
    const [, blob = "", path = ""] = /^\d+ ([0-9a-f]+) \d\t(.*)$/s.exec(field) ?? [];
    staged.set(path, staged.has(path) ? "conflict" : blob);
  }
  return staged;
}

async function takeBack(
  git: BoundGit,
  checkout: string,
  changes: readonly TreeChange[],
  { from, landing }: InterruptedLanding,
): Promise<void> {
  const env = { GIT_LITERAL_PATHSPECS: "1", GIT_REFLOG_ACTION: `jarvis: take back ${landing}` };
  const come = changes.filter((change) => change.oldMode === NO_FILE).map((change) => change.path);
  const were = changes.filter((change) => change.oldMode !== NO_FILE).map((change) => change.path);
  for (const path of come) {
    await rm(join(checkout, path), { force: true });
    await removeEmptyParents(checkout, path);
  }
  if (come.length > 0)
    await git.write(["update-index", "--force-remove", "-z", "--stdin"], { stdin: terminated(come), env });
  if (were.length > 0)
    await git.write(["checkout", "-q", "--pathspec-from-file=-", "--pathspec-file-nul", from], {
      stdin: terminated(were),
      env,
    });
}

function terminated(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join("");
}

async function removeEmptyParents(checkout: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    try {
      await rmdir(join(checkout, folder));
    } catch (error) {
      if (["ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR"].includes(codeOf(error))) return;
      throw error;
    }
  }
}
