// Kept work is found, told and brought back, with git and files as they are.
import { ok } from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { KeptWorkFound, KeptWorks, RestoredWork, RestoreWork } from "../../ports/kept-works.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { openKeptWorks } from "./kept-works.ts";
import { readAll } from "./landing-scene.conformance.ts";
import { createWorkspaceScene, RUN, type WorkspaceScene } from "./workspace-scene.conformance.ts";

let scene: WorkspaceScene;
let root: string;
let path: string;
let git: WorkspaceScene["scratch"]["git"];
let works: KeptWorks;

const FILES = { "readme.md": "# App\n", "src/a.txt": "a\n", "src/gone.txt": "g\n", "run.sh": "#!/bin/sh\n" };

beforeEach(async () => {
  scene = await createWorkspaceScene((home) => createProcesses({ home }), {
    ...FILES,
    ".gitignore": "cache/\n",
  });
  ({ root, git } = scene.scratch);
  ({ path } = await scene.prepare());
  works = await openKeptWorks({
    path: root,
    targetOf: () => null,
    processes: createProcesses({ home: scene.scratch.folder }),
    environment: scene.scratch.environment,
  });
});
afterEach(async () => {
  await works.close();
  await scene.close();
});

/** Keeps all that is in the workspace, removes that, and finds what was kept. */
async function lose(n = 1): Promise<KeptWorkFound> {
  await scene.workspaces.keep({ run: RUN, n });
  await scene.workspaces.remove({ run: RUN });
  await scene.workspaces.settle();
  const [work] = (await works.list()).works;
  ok(work);
  return work;
}

const restore = (work: KeptWorkFound, more: Partial<RestoreWork> = {}): Promise<RestoredWork> =>
  works.restore({ work, branch: null, into: null, ...more });

describe("kept work is restored", () => {
  test("byte for byte: modes, links, binary, line ends, names; empty folders and ignored files are not work", async () => {
    const binary = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
    writeFileSync(join(path, "logo.bin"), binary);
    writeFileSync(join(path, "crlf.txt"), "one\r\ntwo\r\nlast");
    writeFileSync(join(path, "日本 “q”.txt"), "é\n");
    chmodSync(join(path, "run.sh"), 0o755);
    symlinkSync("../nowhere", join(path, "src", "link"));
    rmSync(join(path, "src", "gone.txt"));
    mkdirSync(join(path, "empty"));
    scene.scratch.write(path, { "cache/x": "ignored\n" });
    const before = readAll(path, /^(\.git|cache)/);
    const restored = await restore(await lose());
    expect(restored).toMatchObject({
      branch: "recovered/R-12.1-1",
      path: join(`${root}-recovered`, "R-12.1-1"),
      head: scene.base,
      otherCommits: [],
      isThereAlready: false,
    });
    expect(readAll(restored.path, /^\.git/)).toEqual(before);
    expect(readFileSync(join(restored.path, "logo.bin"))).toEqual(binary);
    expect(lstatSync(join(restored.path, "run.sh")).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(restored.path, "src", "link"))).toBe("../nowhere");
    expect(git(restored.path, "-c", "core.quotePath=false", "status", "--porcelain").split("\n")).toEqual([
      " M run.sh",
      " D src/gone.txt",
      "?? crlf.txt",
      "?? logo.bin",
      "?? src/link",
      '?? "日本 “q”.txt"',
    ]);
  });

  test("staged as staged, on the commits of the run", async () => {
    scene.scratch.commit(path, { "done.txt": "done\n" });
    scene.scratch.write(path, { "readme.md": "staged\n", "new.txt": "n\n" });
    git(path, "add", "readme.md", "new.txt");
    scene.scratch.write(path, { "readme.md": "later\n", "other.txt": "o\n" });
    const status = git(path, "status", "--porcelain");
    const work = await lose();
    const { files, base } = await works.read(work);
    expect(base).toBe(scene.base);
    expect(files.map(({ path: name, states, added }) => [name, ...states, added])).toEqual([
      ["done.txt", "committed", 1],
      ["new.txt", "staged", 1],
      ["other.txt", "new", 1],
      ["readme.md", "staged", "unstaged", 1],
    ]);
    const restored = await restore(work);
    expect(git(restored.path, "status", "--porcelain")).toBe(status);
    expect(git(restored.path, "show", ":readme.md")).toBe("staged");
    expect(git(restored.path, "symbolic-ref", "--short", "HEAD")).toBe("recovered/R-12.1-1");
    expect(git(restored.path, "log", "-1", "--format=%s", "--", "done.txt")).toBe("Change");
  });

  test("without a change to checkout, index, stash, refs or settings of the user", async () => {
    scene.scratch.write(path, { "readme.md": "mine\n" });
    const work = await lose();
    scene.scratch.write(root, { "src/a.txt": "the user's\n", "untracked.txt": "u\n" });
    git(root, "stash", "push", "--quiet");
    scene.scratch.write(root, { "readme.md": "staged by the user\n" });
    git(root, "add", "readme.md");
    const look = (): unknown => [
      readAll(root, /^\.git/),
      readFileSync(join(root, ".git", "index")),
      readFileSync(join(root, ".git", "config"), "utf8"),
      git(root, "for-each-ref").replace(/^.*refs\/heads\/recovered\/.*\n/m, ""),
      git(root, "stash", "list"),
      git(root, "symbolic-ref", "HEAD"),
    ];
    const before = look();
    const restored = await restore(work);
    expect(look()).toEqual(before);
    git(root, "worktree", "remove", "--force", restored.path);
    git(root, "branch", "--quiet", "-D", restored.branch);
    expect(look()).toEqual(before);
  });

  test("once: asked again it is there already", async () => {
    scene.scratch.write(path, { "readme.md": "mine\n" });
    const work = await lose();
    const first = await restore(work);
    scene.scratch.write(first.path, { "readme.md": "gone on with\n" });
    expect(await restore(work)).toEqual({ ...first, isThereAlready: true });
    expect(scene.scratch.read(first.path, "readme.md")).toBe("gone on with\n");
  });

  test("nowhere where something is", async () => {
    scene.scratch.write(path, { "readme.md": "mine\n" });
    const work = await lose();
    const worktrees = git(root, "worktree", "list");
    git(root, "branch", "taken");
    const full = join(scene.scratch.folder, "full");
    scene.scratch.write(full, { "x.txt": "x\n" });
    const refused = (more: Partial<RestoreWork>, words: RegExp): Promise<void> =>
      expect(restore(work, more)).rejects.toThrow(words);
    await refused({ branch: "taken/by" }, /branch taken: there is a branch of this name already/);
    git(root, "branch", "deep/er");
    await refused({ branch: "deep" }, /branch deep\/er: there is a branch/);
    await refused({ branch: "taken" }, /there is a branch of this name.*--to BRANCH.*git log taken/);
    await refused({ branch: "a..b" }, /git takes no branch of this name/);
    await refused({ into: full }, /is there and not empty.*--into DIR/);
    await refused({ into: join(full, "x.txt") }, /it is no folder/);
    await refused({ into: join(root, "inside") }, /it lies in the worktree/);
    expect(git(root, "worktree", "list")).toBe(worktrees);
    expect(git(root, "branch", "--list", "recovered/*")).toBe("");
    const into = join(scene.scratch.folder, "mine");
    mkdirSync(into);
    expect(await restore(work, { branch: "mine", into })).toMatchObject({ path: into, branch: "mine" });
  });
});

test("a restore that fails leaves nothing", async () => {
  scene.scratch.write(path, { ".gitattributes": "*.x filter=broken\n", "a.x": "a\n" });
  const work = await lose();
  git(root, "config", "filter.broken.smudge", "false");
  git(root, "config", "filter.broken.required", "true");
  const worktrees = git(root, "worktree", "list");
  await expect(restore(work)).rejects.toMatchObject({ code: "repository-failed" });
  expect(git(root, "worktree", "list")).toBe(worktrees);
  expect(git(root, "branch", "--list", "recovered/*")).toBe("");
  git(root, "config", "filter.broken.smudge", "cat");
  expect(scene.scratch.read((await restore(work)).path, "a.x")).toBe("a\n");
});

describe("kept works are listed", () => {
  test("newest first, with their size, and which are on the target", async () => {
    scene.scratch.write(path, { "readme.md": "first\n" });
    await scene.workspaces.keep({ run: RUN, n: 1 });
    scene.scratch.write(path, { "readme.md": "second\n", "more.txt": "m\n" });
    const startMs = Date.now();
    await lose(2);
    const { works: found, target, leftOutCount, totalBytes } = await works.list();
    expect({ target, leftOutCount }).toEqual({ target: "main", leftOutCount: 0 });
    expect(found.map(({ n, fileCount, isOnTarget }) => [n, fileCount, isOnTarget])).toEqual([
      ["2", 2, false],
      ["1", 1, false],
    ]);
    expect(found[0]?.ref).toBe("refs/jarvis/keep/R-12.1/2");
    // Git's record tells whole seconds.
    expect(found[0]?.at).toBeGreaterThan(startMs - 2_000);
    expect(totalBytes).toBeGreaterThan(found[1]?.sizeBytes ?? Infinity);
    scene.scratch.commit(root, { "readme.md": "second\n", "more.txt": "m\n" }, "The same by hand");
    expect((await works.list()).works.map(({ isOnTarget }) => isOnTarget)).toEqual([true, false]);
  });

  test("with imported commits that nothing else leads to, which are restored too", async () => {
    const commit = scene.scratch.commit(path, { "done.txt": "done\n" });
    git(root, "update-ref", `refs/jarvis/run/${RUN}/head`, commit);
    const work = await lose();
    expect(work).toMatchObject({ n: "head", fileCount: 1, isOnTarget: false });
    const restored = await restore(work);
    expect(restored).toMatchObject({ head: commit, branch: "recovered/R-12.1-head" });
    expect(git(restored.path, "status", "--porcelain")).toBe("");
    git(root, "merge", "--quiet", commit);
    expect((await works.list()).works).toEqual([]);
  });

  test("an earlier keeping of other work is told as other commits, and the diff shows all of it", async () => {
    scene.scratch.write(path, { "first.txt": "first\n" });
    await scene.workspaces.keep({ run: RUN, n: 1 });
    scene.scratch.write(path, { "first.txt": null, "second.txt": "second\n" });
    await scene.workspaces.keep({ run: RUN, n: 1 });
    const work = await lose();
    const earlier = git(root, "rev-parse", `${work.commit}^2`);
    expect((await works.read(work)).otherCommits).toEqual([earlier]);
    const restored = await restore(work);
    expect(git(restored.path, "status", "--porcelain")).toBe("?? second.txt");
    expect(await works.readDiff(work, 10_000)).toContain("+second\n");
    expect(await works.readDiff(work, 40)).toContain("[cut: the diff is longer than 40 bytes]");
  });
});
