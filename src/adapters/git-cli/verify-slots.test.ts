import { existsSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commitSha, type CommitSha } from "../../domain/ids.ts";
import type { VerifyWorkspace } from "../../ports/workspace.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { readAll } from "./landing-scene.conformance.ts";
import { countTraces, occupy } from "./scratch-repository.conformance.ts";
import { createWorkspaceScene, type WorkspaceScene } from "./workspace-scene.conformance.ts";

let scene: WorkspaceScene;
let root: string;
let git: WorkspaceScene["scratch"]["git"];

beforeEach(async () => {
  scene = await createWorkspaceScene((home) => createProcesses({ home }));
  ({ root, git } = scene.scratch);
});
afterEach(() => scene.close());

const acquire = (commit: CommitSha = scene.base, setupKey = "k"): Promise<VerifyWorkspace> =>
  scene.workspaces.acquireVerify({ commit, setupKey });

function expectAt(path: string, commit: CommitSha): void {
  expect(git(path, "rev-parse", "HEAD")).toBe(commit);
  expect(git(path, "branch", "--show-current")).toBe("");
  expect(git(path, "status", "--porcelain")).toBe("");
  const files = [...readAll(path, /^(\.git$|cache\/)/)];
  expect(files.map(([name]) => name).join("\n")).toBe(git(root, "ls-tree", "-r", "--name-only", commit));
  for (const [name, text] of files)
    expect(text).toBe(git(root, "show", `${commit}:${name}`) + (text.endsWith("\n") ? "\n" : ""));
}

test("is at exactly the commit again, whatever a check has done to it", async () => {
  const slot = await acquire();
  const { path } = slot;
  const times = statSync(join(path, "readme.md"));
  git(path, "update-index", "--assume-unchanged", "src/a.txt");
  scene.scratch.write(path, {
    "src/a.txt": "hidden\n",
    "untracked/deep/x": "x\n",
    "cache/d": "d\n",
  });
  writeFileSync(join(path, "readme.md"), "# Bad\n");
  utimesSync(join(path, "readme.md"), times.atime, times.mtime);
  git(path, "init", "--quiet", "nested");
  git(path, "checkout", "--quiet", "-b", "a-branch");
  scene.scratch.commit(path, { "committed.txt": "c\n" });
  scene.scratch.write(path, { ".gitignore": "*\n" });
  writeFileSync(join(scene.commonDir, "worktrees", "jarvis-verify-1", "index.lock"), "");
  writeFileSync(join(scene.commonDir, "worktrees", "jarvis-verify-1", "MERGE_HEAD"), scene.base);
  await slot.release();
  const again = await acquire();
  expect(again.path).toBe(path);
  expectAt(path, scene.base);
  expect(scene.scratch.read(path, "cache/d")).toBe("d\n");
  await again.release();
});

test("moves between commits, in both directions", async () => {
  const newer = scene.scratch.commit(root, {
    "readme.md": null,
    "src/b.txt": "b\n",
    "src/a.txt": null,
    "./src/a.txt/now-a-folder": "x\n",
  });
  for (const commit of [scene.base, newer, scene.base]) {
    const slot = await acquire(commit);
    expectAt(slot.path, commit);
    await slot.release();
  }
});

test("knows after a restart that it was set up, and that nobody holds it", async () => {
  const slot = await acquire();
  await slot.markSetUp();
  const next = await scene.reopen();
  const again = await next.acquireVerify({ commit: scene.base, setupKey: "k" });
  expect(again).toMatchObject({ path: slot.path, isSetUp: true });
  await again.release();
});

test("is not given out while a process of a former check works in it", async () => {
  const slot = await acquire();
  const leave = await occupy(slot.path);
  await slot.release();
  const other = await acquire();
  expect(other.path).not.toBe(slot.path);
  await leave();
  await other.release();
});

test("refuses a ninth holder until one gives back, and keeps two for later", async () => {
  const slots: VerifyWorkspace[] = [];
  for (let n = 0; n < 8; n++) slots.push(await acquire());
  await expect(acquire()).rejects.toMatchObject({ code: "workspace-unusable", retry: "soon" });
  for (const slot of slots) await slot.release();
  expect((await scene.workspaces.list()).map((one) => one.id)).toHaveLength(2);
  await scene.workspaces.retireVerify();
  expect(countTraces(scene.scratch)).toBe(0);
});

test("fails for a commit that is not there, and works for the next one", async () => {
  const nowhere = commitSha("0123456789012345678901234567890123456789");
  await expect(acquire(nowhere)).rejects.toMatchObject({ code: "workspace-unusable" });
  const slot = await acquire();
  expectAt(slot.path, scene.base);
  await slot.release();
});

test("does not disturb the user's repository", async () => {
  const before = readAll(join(root, ".git"), /^(objects|jarvis|worktrees)\//);
  const slot = await acquire();
  await slot.release();
  await scene.workspaces.retireVerify();
  expect(readAll(join(root, ".git"), /^(objects|jarvis|worktrees)\//)).toEqual(before);
  expect(existsSync(slot.path)).toBe(false);
});
