import { opendir } from "node:fs/promises";
import { join } from "node:path";
import type { CommitSha } from "../../domain/ids.ts";
import { WorkspaceUnusable, type KeptWork } from "../../ports/workspace.ts";
import { codeOf, exists, statOf } from "./files.ts";
import { commitTree, countFiles, gatherWork, KEPT_SUBJECTS, type GatheredWork } from "./gather-work.ts";
import { nulFields } from "./git.ts";
import { readCommit } from "./hub.ts";
import { keepRef, runHeadRef, updateRef } from "./refs.ts";
import { isRegistered } from "./register-worktree.ts";
import type { RunEntry } from "./registry.ts";
import { withScratch } from "./scratch.ts";
import { refuseBusy, worktreeGit, type Site } from "./site.ts";

/** Ignored files are counted to warn the user, not to account for them: past this many, the total is a lower bound. */
const IGNORED_FILES_MAX = 100_000;

/** Makes reachable what would be lost with the worktree. The worktree, its index and its branch stay as they are. */
export async function keepWork(site: Site, entry: RunEntry, n: number): Promise<KeptWork> {
  // Never handed out, so nobody's work is in it.
  if (entry.stage.name === "preparing") return { ref: null, fileCount: 0, ignoredBytes: 0 };
  refuseBusy(site, entry);
  await refuseUnregistered(site, entry);
  const { hub } = site;
  const ref = keepRef(entry.run, n);
  return withScratch(hub.commonDir, async (scratch) => {
    const work = await gatherWork(site, { entry, scratch, env: {} });
    const ignoredBytes = await countIgnored(site, entry, scratch);
    const former = await readCommit(hub, ref);
    if (work.unkept.length === 0 && !former) return { ref: null, fileCount: 0, ignoredBytes };
    const kept = work.unkept.length === 0 && former ? former : await keepAs(site, ref, work, former);
    site.afterStep("kept");
    const since = (await readCommit(hub, runHeadRef(entry.run))) ?? entry.base;
    return { ref, fileCount: await countFiles(site, since, kept, {}), ignoredBytes };
  });
}

/** @throws WorkspaceUnusable when git's directory of it is gone: then HEAD and index are unknown until `prepare` made it again */
export async function refuseUnregistered(site: Site, entry: RunEntry): Promise<void> {
  if (await isRegistered(site, entry)) return;
  throw new WorkspaceUnusable(
    "read the work in",
    entry.path,
    "git does not know it any more; prepare it again",
  );
}

async function keepAs(
  site: Site,
  ref: string,
  work: GatheredWork,
  former: CommitSha | null,
): Promise<CommitSha> {
  const commits = former ? [...work.unkept, former] : work.unkept;
  const [first] = commits;
  const to =
    first && commits.length === 1
      ? first
      : await commitTree(site, work.tree, commits, KEPT_SUBJECTS.kept, {});
  if (await updateRef(site.hub, { ref, to, from: former, reason: "jarvis: keep" })) return to;
  throw new WorkspaceUnusable(
    "keep work in",
    ref,
    "it was moved by somebody else in the same moment",
    "soon",
  );
}

async function countIgnored(site: Site, entry: RunEntry, scratch: string): Promise<number> {
  if (!(await exists(entry.path))) return 0;
  const git = worktreeGit(site, entry, "worker");
  const argv = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
  const found = await git.read(argv, { accepts: [0, 128] });
  // A broken index counts as an empty one, which a file that is not there is.
  const env = { GIT_INDEX_FILE: join(scratch, "no-index") };
  const { stdout } = found.exitCode === 0 ? found : await git.read(argv, { env });
  const counter = { bytes: 0, files: 0 };
  for (const path of nulFields(stdout)) await addUp(join(entry.path, path), counter);
  return counter.bytes;
}

async function addUp(path: string, counter: { bytes: number; files: number }): Promise<void> {
  if (counter.files >= IGNORED_FILES_MAX) return;
  const stats = await statOf(path);
  if (!stats) return;
  if (!stats.isDirectory()) {
    counter.files++;
    counter.bytes += stats.size;
    return;
  }
  try {
    for await (const inside of await opendir(path)) await addUp(join(path, inside.name), counter);
  } catch (error) {
    // Gone meanwhile, or closed to us: it cannot be counted, and is not kept either way.
    if (!["ENOENT", "EACCES", "EPERM"].includes(codeOf(error))) throw error;
  }
}
