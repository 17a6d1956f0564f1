import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { branchName, commitSha, runId, type CommitSha } from "../../domain/ids.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { createGit } from "./git.ts";
import { createHub, type Hub } from "./hub.ts";
import { importCommits } from "./import-commits.ts";
import { openRegistry, type Registry } from "./registry.ts";
import { createScratchRepository, type ScratchRepository } from "./scratch-repository.conformance.ts";
import { openWorkspaces, type OpenedWorkspaces } from "./workspaces.ts";

const RUN = runId("R-12.1");
const BRANCH = branchName("jarvis/t-12.1-x");
const HEAD_REF = "refs/jarvis/run/R-12.1/head";

let scratch: ScratchRepository;
let hub: Hub;
let registry: Registry;
let workspaces: OpenedWorkspaces;
let base: CommitSha;
let path: string;

beforeEach(async () => {
  scratch = createScratchRepository({ "a.txt": "a\n", "package.json": `{"scripts":{}}\n` });
  const { root, environment } = scratch;
  const processes = createProcesses({ home: scratch.folder });
  const commonDir = join(root, ".git");
  workspaces = await openWorkspaces({ commonDir, root, processes, environment });
  hub = createHub({ git: createGit({ processes, environment }), root, commonDir });
  registry = openRegistry(commonDir);
  base = commitSha(scratch.git(root, "rev-parse", "HEAD"));
  ({ path } = await workspaces.prepare({ run: RUN, base, branch: BRANCH }));
});

afterEach(async () => {
  await workspaces.close();
  await hub.objects.close();
  const left = readdirSync(join(hub.commonDir, "jarvis"), { recursive: true, encoding: "utf8" });
  expect(left.filter((name) => name.startsWith("tmp/"))).toEqual([]);
  scratch.delete();
});

const take = (limits?: { objectsMax: number; bytesMax: number }): ReturnType<typeof importCommits> =>
  importCommits(hub, registry, { run: RUN, base }, limits);

function plumb(input: string, ...argv: string[]): string {
  const env = {
    ...scratch.environment,
    GIT_AUTHOR_NAME: "x",
    GIT_AUTHOR_EMAIL: "x@y",
    GIT_COMMITTER_NAME: "x",
    GIT_COMMITTER_EMAIL: "x@y",
  };
  return spawnSync("git", argv, { cwd: path, env, input, encoding: "utf8" }).stdout.trim();
}

test.each([
  ["objects", { objectsMax: 2, bytesMax: 1_000_000 }, /3 objects, more than 2/],
  ["bytes", { objectsMax: 100, bytesMax: 100 }, /more than 100 bytes/],
])("refuses more new %s than the bound, and leaves the work where it is", async (_what, limits, reason) => {
  const head = scratch.commit(path, {
    "big.bin": Array.from({ length: 500 }, (_, n) => String(n ** 3)).join(),
  });
  await expect(take(limits)).rejects.toMatchObject({ code: "import-refused", reason: "too-large" });
  await expect(take(limits)).rejects.toThrow(reason);
  expect(scratch.resolve(HEAD_REF)).toBeNull();
  expect(scratch.resolve(`refs/heads/${BRANCH}`)).toBe(head);
});

test("counts only what is new since the last import", async () => {
  scratch.commit(path, { "b.txt": "b\n" });
  await take({ objectsMax: 3, bytesMax: 1_000_000 });
  const head = scratch.commit(path, { "c.txt": "c\n" });
  expect(await take({ objectsMax: 3, bytesMax: 1_000_000 })).toMatchObject({ head, commitCount: 2 });
});

test.each([
  ["a tree that would write into .git", "100644 blob BLOB\t.git\n"],
  ["a tree with a file in the parent folder", "100644 blob BLOB\t..\n"],
])("refuses %s", async (_what, entry) => {
  const blob = plumb("x\n", "hash-object", "-w", "--stdin");
  const tree = plumb(entry.replace("BLOB", blob), "mktree");
  const commit = plumb("bad\n", "commit-tree", tree, "-p", base);
  scratch.git(scratch.root, "update-ref", `refs/heads/${BRANCH}`, commit);
  await expect(take()).rejects.toMatchObject({ code: "import-refused", reason: "damaged" });
  expect(scratch.resolve(HEAD_REF)).toBeNull();
});

test("refuses commits of which an object is missing", async () => {
  scratch.commit(path, { "b.txt": "unique content\n" });
  const blob = scratch.git(path, "rev-parse", "HEAD:b.txt");
  scratch.git(scratch.root, "cat-file", "-e", blob);
  spawnSync("rm", ["-f", join(hub.commonDir, "objects", blob.slice(0, 2), blob.slice(2))]);
  await expect(take()).rejects.toMatchObject({ code: "import-refused", reason: "damaged" });
});

test("takes commits that were made on a detached HEAD or another branch", async () => {
  scratch.git(path, "checkout", "--quiet", "--detach");
  const detached = scratch.commit(path, { "b.txt": "b\n" });
  expect(await take()).toMatchObject({ head: detached });
  scratch.git(path, "checkout", "--quiet", "-b", "better-name");
  const other = scratch.commit(path, { "c.txt": "c\n" });
  expect(await take()).toMatchObject({ head: other, commitCount: 2 });
});

test("takes the branch while HEAD looks back at an older commit", async () => {
  const head = scratch.commit(path, { "b.txt": "b\n" });
  scratch.git(path, "checkout", "--quiet", "--detach", base);
  expect(await take()).toMatchObject({ head });
});

test("takes the branch while a rebase is under way", async () => {
  const newBase = scratch.commit(scratch.root, { "a.txt": "theirs\n" });
  const head = scratch.commit(path, { "a.txt": "ours\n" });
  spawnSync("git", ["rebase", newBase], { cwd: path, env: scratch.environment });
  expect(existsSync(join(hub.commonDir, "worktrees", "jarvis-r-12.1", "rebase-merge"))).toBe(true);
  expect(await take()).toMatchObject({ head });
});

test("takes the branch of a workspace whose folder is gone", async () => {
  const head = scratch.commit(path, { "b.txt": "b\n" });
  spawnSync("rm", ["-rf", path]);
  expect(await take()).toMatchObject({ head });
});

test("refuses a run that never had a workspace", async () => {
  const unknown = importCommits(hub, registry, { run: runId("R-99.1"), base });
  await expect(unknown).rejects.toMatchObject({ code: "import-refused" });
});

test("keeps a former head that the new one does not contain", async () => {
  const former = scratch.commit(path, { "b.txt": "b\n" });
  await take();
  scratch.git(path, "commit", "--quiet", "--amend", "-m", "Better");
  const { head } = await take();
  expect(scratch.resolve(HEAD_REF)).toBe(head);
  expect(scratch.resolve(`refs/jarvis/keep/R-12.1/head-${former.slice(0, 12)}`)).toBe(former);
  expect(scratch.git(scratch.root, "reflog", "show", "--format=%gs", HEAD_REF)).toBe(
    "jarvis: import R-12.1\njarvis: import R-12.1",
  );
});

test("makes one import of several at once", async () => {
  const head = scratch.commit(path, { "b.txt": "b\n" });
  const results = await Promise.all([1, 2, 3, 4].map(() => take()));
  expect(new Set(results.map((result) => result.head))).toEqual(new Set([head]));
});

test("removes the lock that a killed import left on its ref, but none that a process holds", async () => {
  const lock = join(hub.commonDir, `${HEAD_REF}.lock`);
  mkdirSync(join(lock, ".."), { recursive: true });
  writeFileSync(lock, "");
  const head = scratch.commit(path, { "b.txt": "b\n" });
  expect(await take()).toMatchObject({ head });
  const next = scratch.commit(path, { "c.txt": "c\n" });
  const held = openSync(lock, "wx");
  await expect(take()).rejects.toMatchObject({ code: "repository-locked", heldByPid: process.pid });
  closeSync(held);
  expect(await take()).toMatchObject({ head: next });
});

test("asks about symlinks, submodules and manifests that it cannot read", async () => {
  symlinkSync("/etc/passwd", join(path, "link"));
  mkdirSync(join(path, "inner"));
  scratch.git(join(path, "inner"), "init", "--quiet");
  scratch.commit(join(path, "inner"), { "x.txt": "x\n" });
  scratch.commit(path, { "lib/package.json": "{ broken\n", "b.txt": "b\n" });
  scratch.git(path, "add", "link", "inner");
  scratch.git(path, "commit", "--quiet", "-m", "More");
  expect((await take()).protectedPaths).toEqual(["inner", "lib/package.json", "link"]);
});

test("counts a binary file without lines", async () => {
  writeFileSync(join(path, "x.bin"), Buffer.from([0, 1, 2, 0]));
  scratch.git(path, "add", "x.bin");
  scratch.git(path, "commit", "--quiet", "-m", "Binary");
  expect((await take()).files).toEqual([{ path: "x.bin", added: null, removed: null }]);
});
