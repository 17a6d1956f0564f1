import { mkdirSync, openSync, closeSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProcesses } from "../processes-posix/processes.ts";
import { createLandingScene, LANDING, readAll, type LandingScene } from "./landing-scene.conformance.ts";

const FILES = {
  "kept.txt": "kept\n",
  "changed.txt": "old\n",
  "gone.txt": "gone\n",
  "dir/inner.txt": "inner\n",
  ".gitignore": "ignored/\n*.log\n",
};
const CHANGE = { "changed.txt": "landed\n", "gone.txt": null, "come/new.txt": "new\n" };
const LANDED_REF = `refs/jarvis/landed/${LANDING}`;

let scene: LandingScene;
let root: string;
let git: LandingScene["scratch"]["git"];

beforeEach(async () => {
  scene = await createLandingScene((home) => createProcesses({ home }), FILES);
  ({ root, git } = scene.scratch);
});
afterEach(() => scene.close());

describe("landing in the user's checkout", () => {
  test.each<[string, () => void, string[]]>([
    ["a modified file", () => scene.scratch.write(root, { "changed.txt": "mine\n" }), ["changed.txt"]],
    [
      "a file that the user deleted",
      () => scene.scratch.write(root, { "changed.txt": null }),
      ["changed.txt"],
    ],
    [
      "a staged file",
      () => {
        scene.scratch.write(root, { "changed.txt": "mine\n" });
        git(root, "add", "changed.txt");
      },
      ["changed.txt"],
    ],
    [
      "a modified file that would be deleted",
      () => scene.scratch.write(root, { "gone.txt": "mine\n" }),
      ["gone.txt"],
    ],
    ["an untracked file", () => scene.scratch.write(root, { "come/new.txt": "mine\n" }), ["come/new.txt"]],
    ["a file where a folder would come", () => scene.scratch.write(root, { come: "mine\n" }), ["come"]],
    [
      "a folder where a file would come",
      () => scene.scratch.write(root, { "come/new.txt/deep.txt": "mine\n" }),
      ["come/new.txt/deep.txt"],
    ],
    ["a link where a folder would come", () => symlinkSync("/tmp", join(root, "come")), ["come"]],
    [
      "a repository of the user's where a file would come",
      () => {
        mkdirSync(join(root, "come"));
        git(join(root, "come"), "init", "--quiet");
      },
      ["come"],
    ],
    [
      "an ignored file",
      () => {
        scene.scratch.write(root, { ".git/info/exclude": "come/\n", "come/new.txt": "mine\n" });
      },
      ["come/new.txt"],
    ],
  ])("waits for %s and changes nothing", async (_what, make, files) => {
    const request = await scene.candidate(CHANGE);
    make();
    const before = {
      files: readAll(root, /^\.git\//),
      status: git(root, "status", "--porcelain", "--ignored"),
    };
    expect(await scene.repository.land(request)).toEqual({ kind: "blocked", path: root, files });
    expect(readAll(root, /^\.git\//)).toEqual(before.files);
    expect(git(root, "status", "--porcelain", "--ignored")).toBe(before.status);
    expect(scene.scratch.resolve("refs/heads/main")).toBe(request.from);
    expect(scene.scratch.resolve(LANDED_REF)).toBeNull();
  });

  test.each(["--assume-unchanged", "--skip-worktree"])(
    "waits for a file that was hidden from git by %s when it is modified, or when git cannot tell",
    async (mark) => {
      const request = await scene.candidate(CHANGE);
      git(root, "update-index", mark, "changed.txt");
      scene.scratch.write(root, { "changed.txt": "mine\n" });
      const blocked = { kind: "blocked", path: root, files: ["changed.txt"] };
      expect(await scene.repository.land(request)).toEqual(blocked);
      expect(scene.scratch.read(root, "changed.txt")).toBe("mine\n");
      scene.scratch.write(root, { "changed.txt": "old\n" });
      utimesSync(join(root, "changed.txt"), 1, 1);
      expect(await scene.repository.land(request)).toEqual(blocked);
      git(root, "update-index", mark.replace("--", "--no-"), "changed.txt");
      expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
    },
  );

  test("lands over a hidden file that was not touched", async () => {
    const request = await scene.candidate(CHANGE);
    git(root, "update-index", "--assume-unchanged", "changed.txt", "gone.txt");
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("replaces a folder by a file, and a file by a folder, when they are all git's", async () => {
    const request = await scene.candidate({
      dir: null,
      "./dir": "a file now\n",
      "gone.txt": null,
      "gone.txt/x": "x\n",
    });
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
    expect(readFileSync(join(root, "dir"), "utf8")).toBe("a file now\n");
    expect(readFileSync(join(root, "gone.txt/x"), "utf8")).toBe("x\n");
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("waits while the user is in the middle of a merge", async () => {
    const request = await scene.candidate(CHANGE);
    git(root, "branch", "other", git(root, "commit-tree", "-p", "HEAD", "-m", "x", "HEAD^{tree}"));
    git(root, "merge", "--quiet", "--no-commit", "--no-ff", "other");
    expect(await scene.repository.land(request)).toEqual({
      kind: "blocked",
      path: root,
      files: [".git/MERGE_HEAD"],
    });
  });

  test("waits while the user rebases the target", async () => {
    scene.scratch.commit(root, { "kept.txt": "theirs\n" });
    const request = await scene.candidate(CHANGE);
    git(root, "branch", "onto", git(root, "commit-tree", "-p", "HEAD~1", "-m", "x", "HEAD~1^{tree}"));
    spawnSync("git", ["rebase", "--exec", "false", "--force-rebase", "onto"], {
      cwd: root,
      env: { ...scene.scratch.environment, GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" },
    });
    expect(git(root, "branch", "--show-current")).toBe("");
    expect(await scene.repository.land(request)).toEqual({
      kind: "blocked",
      path: root,
      files: [".git/rebase-merge"],
    });
  });

  test("moves a linked worktree that has the target, and leaves the main one alone", async () => {
    const request = await scene.candidate(CHANGE);
    git(root, "switch", "--quiet", "-c", "mine");
    const linked = join(scene.scratch.folder, "linked");
    git(root, "worktree", "add", "--quiet", linked, "main");
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
    expect(readFileSync(join(linked, "changed.txt"), "utf8")).toBe("landed\n");
    expect(git(linked, "status", "--porcelain")).toBe("");
    expect(readFileSync(join(root, "changed.txt"), "utf8")).toBe("old\n");
  });

  test("does not count a worktree whose folder is gone", async () => {
    const request = await scene.candidate(CHANGE);
    git(root, "switch", "--quiet", "--detach");
    const linked = join(scene.scratch.folder, "linked");
    git(root, "worktree", "add", "--quiet", linked, "main");
    spawnSync("rm", ["-rf", linked]);
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
  });

  test("does not obey a configuration that would stash, squash or verify", async () => {
    const request = await scene.candidate(CHANGE);
    for (const [key, value] of [
      ["merge.autoStash", "true"],
      ["branch.main.mergeOptions", "--no-ff --squash"],
      ["merge.verifySignatures", "true"],
      ["rebase.autoStash", "true"],
    ] as const)
      git(root, "config", key, value);
    scene.scratch.write(root, { "kept.txt": "mine\n" });
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
    expect(scene.scratch.resolve("refs/stash")).toBeNull();
    expect(scene.scratch.resolve("HEAD")).toBe(request.candidate);
  });

  test("names the process that holds the user's index, and lands when it is free", async () => {
    const request = await scene.candidate(CHANGE);
    const lock = join(root, ".git", "index.lock");
    const held = openSync(lock, "wx");
    await expect(scene.repository.land(request)).rejects.toMatchObject({
      code: "repository-locked",
      heldByPid: process.pid,
      path: lock,
    });
    closeSync(held);
    // Made before the landing was announced, so it is not ours to remove, though nobody holds it.
    await expect(scene.repository.land(request)).rejects.toMatchObject({ code: "repository-locked" });
    spawnSync("rm", [lock]);
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
  });
});
