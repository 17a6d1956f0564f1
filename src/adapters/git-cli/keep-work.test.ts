import { ok } from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommitSha } from "../../domain/ids.ts";
import type { KeptWork } from "../../ports/workspace.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { readAll } from "./landing-scene.conformance.ts";
import { countTraces } from "./scratch-repository.conformance.ts";
import { BRANCH, createWorkspaceScene, RUN, type WorkspaceScene } from "./workspace-scene.conformance.ts";

let scene: WorkspaceScene;
let root: string;
let path: string;
let adminDir: string;
let git: WorkspaceScene["scratch"]["git"];

beforeEach(async () => {
  scene = await createWorkspaceScene((home) => createProcesses({ home }));
  ({ root, git } = scene.scratch);
  ({ path } = await scene.prepare());
  adminDir = join(scene.commonDir, "worktrees", "jarvis-r-12.1");
});
afterEach(() => scene.close());

const keep = (n = 1): Promise<KeptWork> => scene.workspaces.keep({ run: RUN, n });

/** Keeps, shows that removal is then allowed and leaves nothing, and returns what was kept. */
async function keepAndRemove(): Promise<CommitSha> {
  await expect(scene.workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "work-not-kept" });
  const kept = await keep();
  expect(kept.ref).toBe("refs/jarvis/keep/R-12.1/1");
  await scene.workspaces.remove({ run: RUN });
  await scene.workspaces.settle();
  expect(countTraces(scene.scratch)).toBe(0);
  const commit = scene.scratch.resolve(kept.ref ?? "");
  ok(commit);
  return commit;
}

const readKept = (commit: CommitSha, file: string): string => git(root, "show", `${commit}:${file}`);

describe("keeping work", () => {
  test("keeps what is staged beside what is in the files", async () => {
    scene.scratch.write(path, { "readme.md": "staged\n" });
    git(path, "add", "readme.md");
    scene.scratch.write(path, { "readme.md": "later\n" });
    const kept = await keepAndRemove();
    expect(readKept(kept, "readme.md")).toBe("later");
    git(root, "gc", "--quiet", "--prune=now");
    expect(git(root, "show", `${kept}^2:readme.md`)).toBe("staged");
  });

  test("keeps what was staged and then deleted from the folder", async () => {
    scene.scratch.write(path, { "n.txt": "staged only\n" });
    git(path, "add", "n.txt");
    rmSync(join(path, "n.txt"));
    const kept = await keepAndRemove();
    expect(git(root, "show", `${kept}^2:n.txt`)).toBe("staged only");
  });

  test("keeps modes, links, empty files and odd names", async () => {
    writeFileSync(join(path, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    symlinkSync("readme.md", join(path, "link"));
    scene.scratch.write(path, { "e mpty": "", "-dash": "d\n", ":colon": "c\n", '日本 "q".txt': "q\n" });
    const kept = await keepAndRemove();
    const listed = git(
      root,
      "-c",
      "core.quotePath=false",
      "ls-tree",
      "-r",
      "--format=%(objectmode) %(path)",
      kept,
    );
    expect(listed).toContain("100755 run.sh");
    expect(listed).toContain("120000 link");
    for (const name of ["e mpty", "-dash", ":colon"]) expect(listed).toContain(`100644 ${name}`);
    expect(readKept(kept, '日本 "q".txt')).toBe("q");
  });

  test.each(["--assume-unchanged", "--skip-worktree"])(
    "keeps a change that was hidden from git by %s",
    async (mark) => {
      git(path, "update-index", mark, "readme.md");
      scene.scratch.write(path, { "readme.md": "hidden\n" });
      expect(git(path, "status", "--porcelain")).toBe("");
      expect(readKept(await keepAndRemove(), "readme.md")).toBe("hidden");
    },
  );

  test("keeps files in the middle of a conflict", async () => {
    git(path, "checkout", "--quiet", "-b", "side");
    scene.scratch.commit(path, { "readme.md": "theirs\n" });
    git(path, "checkout", "--quiet", BRANCH);
    scene.scratch.commit(path, { "readme.md": "ours\n" });
    expect(scene.scratch.attempt(path, "merge", "side")).toBe(false);
    scene.scratch.write(path, { "half.txt": "half\n" });
    const kept = await keepAndRemove();
    expect(readKept(kept, "readme.md")).toContain("<<<<<<<");
    expect(readKept(kept, "half.txt")).toBe("half");
  });

  test("keeps what a rebase put aside", async () => {
    const onto = scene.scratch.commit(root, { "readme.md": "theirs\n" });
    scene.scratch.commit(path, { "readme.md": "ours\n" });
    scene.scratch.write(path, { "src/a.txt": "put aside\n" });
    expect(scene.scratch.attempt(path, "rebase", "--autostash", onto)).toBe(false);
    expect(existsSync(join(adminDir, "rebase-merge", "autostash"))).toBe(true);
    const aside = readFileSync(join(adminDir, "rebase-merge", "autostash"), "utf8").trim();
    const kept = await keepAndRemove();
    expect(git(root, "rev-list", kept)).toContain(aside);
    expect(git(root, "show", `${aside}:src/a.txt`)).toBe("put aside");
  });

  test("keeps commits on a detached HEAD, and those of the branch that it left", async () => {
    const onBranch = scene.scratch.commit(path, { "b.txt": "b\n" });
    git(path, "checkout", "--quiet", "--detach", scene.base);
    const detached = scene.scratch.commit(path, { "c.txt": "c\n" });
    const reachable = git(root, "rev-list", await keepAndRemove()).split("\n");
    expect(reachable).toContain(onBranch);
    expect(reachable).toContain(detached);
  });

  test("keeps the files when index, HEAD or .git were broken by the worker", async () => {
    scene.scratch.write(path, { "readme.md": "mine\n", "new.txt": "n\n" });
    writeFileSync(join(adminDir, "index"), "broken");
    rmSync(join(path, ".git"));
    git(path, "init", "--quiet", ".");
    git(path, "config", "core.hooksPath", "/nowhere");
    const kept = await keepAndRemove();
    expect(readKept(kept, "readme.md")).toBe("mine");
    expect(readKept(kept, "new.txt")).toBe("n");
    expect(git(root, "ls-tree", "-r", "--name-only", kept)).not.toContain(".git/");
  });

  test("keeps the staged files of a folder that somebody deleted", async () => {
    scene.scratch.write(path, { "n.txt": "staged\n" });
    git(path, "add", "n.txt");
    rmSync(path, { recursive: true });
    expect(readKept(await keepAndRemove(), "n.txt")).toBe("staged");
  });

  test("leaves index, HEAD, branch and files exactly as they are", async () => {
    scene.scratch.write(path, { "readme.md": "mine\n", "new.txt": "n\n" });
    git(path, "add", "new.txt");
    const look = (): unknown => [
      readAll(adminDir, /^$/),
      readAll(path, /^$/),
      git(root, "for-each-ref", "refs/heads"),
    ];
    const before = look();
    await keep();
    expect(look()).toEqual(before);
  });

  test("makes no object twice when it is repeated, and none when removal only looks", async () => {
    scene.scratch.write(path, { "new.txt": "n\n" });
    await keep();
    const count = (): string => git(root, "count-objects");
    const before = count();
    await keep();
    await keep(2);
    expect(count()).toBe(before);
    scene.scratch.write(path, { "other.txt": "o\n" });
    await expect(scene.workspaces.remove({ run: RUN })).rejects.toThrow(/2 uncommitted files would be lost/);
    expect(count()).toBe(before);
  });

  test("counts ignored files in bytes, without following links", async () => {
    scene.scratch.write(path, { "cache/a/b": "12345", "cache/c": "123" });
    symlinkSync("/", join(path, "cache", "root"));
    expect(await keep()).toEqual({ ref: null, fileCount: 0, ignoredBytes: 8 + 1 });
  });

  test("fails, and lets nothing be removed, when a file cannot be stored", async () => {
    scene.scratch.write(path, { ".gitattributes": "*.x filter=broken\n", "a.x": "a\n" });
    git(root, "config", "filter.broken.clean", "false");
    git(root, "config", "filter.broken.required", "true");
    await expect(keep()).rejects.toMatchObject({ code: "workspace-unusable" });
    await expect(scene.workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "workspace-unusable" });
    expect(scene.scratch.read(path, "a.x")).toBe("a\n");
  });
});

test("git in worker territory is started by the given function", async () => {
  const territories = new Set<string>();
  const processes = createProcesses({ home: scene.scratch.folder });
  const workspaces = await scene.reopen({
    spawnInTerritory: (territory, argv, { env, stdin }) => {
      territories.add(territory.path);
      const inherited = {
        PATH: process.env["PATH"] ?? "",
        HOME: scene.scratch.folder,
        GIT_CONFIG_GLOBAL: "/dev/null",
      };
      return processes.spawn({
        argv,
        cwd: territory.path,
        env: { ...inherited, ...env },
        slot: territory.slot,
        stdin,
      });
    },
  });
  scene.scratch.write(path, { "new.txt": "n\n" });
  expect(await workspaces.readUncommitted(RUN)).toEqual(["new.txt"]);
  await workspaces.keep({ run: RUN, n: 1 });
  await workspaces.remove({ run: RUN });
  expect(territories).toEqual(new Set([path]));
});

test("deletes folders that a package store has protected", async () => {
  scene.scratch.write(path, { "cache/store/x": "x\n" });
  chmodSync(join(path, "cache", "store"), 0o555);
  await scene.workspaces.remove({ run: RUN });
  await scene.workspaces.settle();
  expect(countTraces(scene.scratch)).toBe(0);
});
