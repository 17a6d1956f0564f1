import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { branchName, runId } from "../../domain/ids.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { readAll } from "./landing-scene.conformance.ts";
import { countTraces } from "./scratch-repository.conformance.ts";
import type { Step } from "./site.ts";
import { BRANCH, createWorkspaceScene, RUN, type WorkspaceScene } from "./workspace-scene.conformance.ts";

let scene: WorkspaceScene;
let root: string;
let git: WorkspaceScene["scratch"]["git"];

async function setScene(
  ...args: Parameters<typeof createWorkspaceScene> extends [unknown, ...infer Rest] ? Rest : never
): Promise<void> {
  scene = await createWorkspaceScene((home) => createProcesses({ home }), ...args);
  ({ root } = scene.scratch);
  ({ git } = scene.scratch);
}
beforeEach(() => setScene());
afterEach(() => scene.close());

/** What only the user writes in the common git directory. */
function usersOwn(): unknown {
  return readAll(
    join(root, ".git"),
    /^(objects|jarvis|worktrees|logs\/refs\/heads\/jarvis|refs\/heads\/jarvis)\/|^packed-refs$/,
  );
}

async function expectWhole(path: string): Promise<void> {
  expect(readAll(path, /^\.git$/)).toEqual(readAll(root, /^\.git\//));
  expect(git(path, "status", "--porcelain", "--branch")).toBe(`## ${BRANCH}`);
  expect(await scene.workspaces.readUncommitted(RUN)).toEqual([]);
  expect(git(root, "fsck")).toBe("");
}

const STEPS: readonly Step[] = [
  "recorded",
  "branch-made",
  "folder-made",
  "staged",
  "registered",
  "checked-out",
  "handed-out",
];

class Killed extends Error {}

function killAfter(step: Step): (done: Step) => void {
  return (done) => {
    if (done === step) throw new Killed(step);
  };
}

describe.each(["ours", "git's own"])("with worktrees registered by %s way", (way) => {
  beforeEach(() => {
    if (way === "git's own") git(root, "config", "extensions.worktreeConfig", "true");
  });

  test.each(STEPS)("completes on the next call what was killed after it was %s", async (step) => {
    const before = usersOwn();
    const dying = await scene.reopen({ afterStep: killAfter(step) });
    const died: unknown = await dying
      .prepare({ run: RUN, base: scene.base, branch: BRANCH })
      .catch((error: unknown) => error);
    const isReached = !(way === "git's own" && step === "staged");
    expect(died instanceof Killed).toBe(isReached);
    const { path, branch } = await scene.prepare();
    expect({ path, branch }).toEqual({ path: join(`${root}-worktrees`, "r-12.1"), branch: BRANCH });
    await expectWhole(path);
    expect(usersOwn()).toEqual(before);
    await scene.workspaces.remove({ run: RUN });
    await scene.workspaces.settle();
    expect(countTraces(scene.scratch)).toBe(0);
    expect(usersOwn()).toEqual(before);
  });

  test.each(STEPS)("removes what was killed after it was %s", async (step) => {
    const dying = await scene.reopen({ afterStep: killAfter(step) });
    await dying.prepare({ run: RUN, base: scene.base, branch: BRANCH }).catch((error: unknown) => error);
    expect(countTraces(scene.scratch)).toBeGreaterThan(0);
    await scene.workspaces.remove({ run: RUN });
    await scene.workspaces.settle();
    expect(countTraces(scene.scratch)).toBe(0);
  });

  test("removes a worktree that git knows under another name than our record", async () => {
    await scene.prepare();
    const record = join(scene.commonDir, "jarvis", "workspaces", "r-12.1.json");
    const text = readFileSync(record, "utf8").replace(/"admin": "[^"]+"/, `"admin": "jarvis-r-12.1-x"`);
    writeFileSync(record, text.replace(`"ready"`, `"preparing"`));
    await scene.workspaces.remove({ run: RUN });
    await scene.workspaces.settle();
    expect(countTraces(scene.scratch)).toBe(0);
  });

  test("survives prune, gc and fetch of the user beside it", async () => {
    const { path } = await scene.prepare();
    git(root, "worktree", "prune", "--expire", "now");
    git(root, "gc", "--quiet", "--prune=now");
    await expectWhole(path);
    scene.scratch.commit(path, { "b.txt": "b\n" });
    expect(git(root, "log", "-1", "--format=%s", BRANCH)).toBe("Change");
  });
});

test("prepares twenty at once, all whole, and removes them at once without a trace", async () => {
  const runs = Array.from({ length: 20 }, (_, index) => runId(`R-${index + 1}.1`));
  const made = await Promise.all(
    runs.map((run) =>
      scene.workspaces.prepare({ run, base: scene.base, branch: branchName(`jarvis/${run.toLowerCase()}`) }),
    ),
  );
  expect(new Set(made.map((one) => one.path)).size).toBe(20);
  for (const { path } of made) expect(git(path, "status", "--porcelain")).toBe("");
  expect(git(root, "worktree", "list").split("\n")).toHaveLength(21);
  expect(git(root, "fsck")).toBe("");
  await Promise.all(runs.map((run) => scene.workspaces.remove({ run })));
  await scene.workspaces.settle();
  expect(countTraces(scene.scratch)).toBe(0);
});

test("prepares beside another daemon and a user who adds worktrees", async () => {
  const other = await scene.reopen();
  const numbers = Array.from({ length: 6 }, (_, index) => index + 1);
  const work = numbers.flatMap((number) => [
    scene.workspaces.prepare({
      run: runId(`R-${number}.1`),
      base: scene.base,
      branch: branchName(`jarvis/a-${number}`),
    }),
    other.prepare({
      run: runId(`R-${number}.2`),
      base: scene.base,
      branch: branchName(`jarvis/a-${number}`),
    }),
  ]);
  const made = await Promise.all(work);
  expect(new Set(made.map((one) => one.branch)).size).toBe(12);
  expect(git(root, "fsck")).toBe("");
});

test("works in paths with spaces, quotes and letters of all alphabets", async () => {
  await scene.close();
  await setScene({ "ä b.txt": "ä\n", "日本/x y.txt": "x\n" }, { name: `o'd "d ünï 日本` });
  const { path } = await scene.prepare();
  await expectWhole(path);
  scene.scratch.write(path, { "n e ü.txt": "n\n" });
  expect(await scene.workspaces.readUncommitted(RUN)).toEqual(["n e ü.txt"]);
  await scene.workspaces.keep({ run: RUN, n: 1 });
  await scene.workspaces.remove({ run: RUN });
  await scene.workspaces.settle();
  expect(countTraces(scene.scratch)).toBe(0);
});

test("writes nothing to the user's configuration, hooks, excludes and refs, and runs no hook", async () => {
  scene.scratch.write(root, { ".git/hooks/post-checkout": `#!/bin/sh\ntouch ${root}/ran\n` });
  spawnSync("chmod", ["+x", join(root, ".git/hooks/post-checkout")]);
  git(root, "branch", "mine");
  const before = usersOwn();
  const { path } = await scene.prepare();
  expect(usersOwn()).toEqual(before);
  expect(existsSync(join(root, "ran"))).toBe(false);
  expect(git(root, "status", "--porcelain")).toBe("");
  expect(git(path, "log", "-g", "-1", "--format=%gs", BRANCH)).toBe("jarvis: create R-12.1");
});

test("takes a flat name when a branch is called like the folder of ours", async () => {
  git(root, "branch", "jarvis");
  expect((await scene.prepare()).branch).toBe("jarvis-t-12.1-dark-mode");
});

test("takes another branch when somebody made it in the middle", async () => {
  const dying = await scene.reopen({ afterStep: killAfter("recorded") });
  await dying.prepare({ run: RUN, base: scene.base, branch: BRANCH }).catch((error: unknown) => error);
  const theirs = git(root, "commit-tree", "-p", "HEAD", "-m", "theirs", "HEAD^{tree}");
  git(root, "branch", BRANCH, theirs);
  expect((await scene.prepare()).branch).toBe(`${BRANCH}-2`);
  expect(scene.scratch.resolve(`refs/heads/${BRANCH}`)).toBe(theirs);
});

test("does not touch a folder or a worktree of the user's that has the name", async () => {
  scene.scratch.write(`${root}-worktrees`, { "r-12.1/mine.txt": "mine\n" });
  git(root, "worktree", "add", "--quiet", "-b", "x", join(scene.scratch.folder, "jarvis-r-12.1"));
  const { path } = await scene.prepare();
  expect(path).toBe(join(`${root}-worktrees`, "r-12.1-2"));
  await scene.workspaces.remove({ run: RUN });
  await scene.workspaces.settle();
  expect(scene.scratch.read(`${root}-worktrees`, "r-12.1/mine.txt")).toBe("mine\n");
  expect(git(root, "worktree", "list").split("\n")).toHaveLength(2);
});

test("finishes a checkout of which a killed git left half, with its lock", async () => {
  const dying = await scene.reopen({ afterStep: killAfter("registered") });
  await dying.prepare({ run: RUN, base: scene.base, branch: BRANCH }).catch((error: unknown) => error);
  const path = join(`${root}-worktrees`, "r-12.1");
  scene.scratch.write(path, { "readme.md": "# A" });
  closeSync(openSync(join(scene.commonDir, "worktrees", "jarvis-r-12.1", "index.lock"), "wx"));
  await scene.prepare();
  await expectWhole(path);
});

test("brings back a folder that somebody deleted, with commits and what was staged", async () => {
  const { path } = await scene.prepare();
  const head = scene.scratch.commit(path, { "b.txt": "b\n" });
  scene.scratch.write(path, { "staged.txt": "s\n" });
  git(path, "add", "staged.txt");
  rmSync(path, { recursive: true });
  expect(await scene.prepare()).toMatchObject({ path, branch: BRANCH });
  expect(git(path, "rev-parse", "HEAD")).toBe(head);
  expect(await scene.workspaces.readUncommitted(RUN)).toEqual(["staged.txt"]);
  expect(scene.scratch.read(path, "staged.txt")).toBe("s\n");
});

test("registers a worktree again that git was made to forget, with the files in it", async () => {
  const { path } = await scene.prepare();
  scene.scratch.write(path, { "readme.md": "changed\n", "new.txt": "n\n" });
  rmSync(join(scene.commonDir, "worktrees"), { recursive: true });
  await expect(scene.workspaces.keep({ run: RUN, n: 1 })).rejects.toMatchObject({
    code: "workspace-unusable",
  });
  await expect(scene.workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "workspace-unusable" });
  await scene.prepare();
  expect(await scene.workspaces.readUncommitted(RUN)).toEqual(["readme.md", "new.txt"]);
});

test("says why when no folder can be made beside the repository", async () => {
  writeFileSync(`${root}-worktrees`, "a file\n");
  const failure: unknown = await scene.prepare().catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "workspace-unusable", retry: "after-change" });
  rmSync(`${root}-worktrees`);
  expect(await scene.prepare()).toMatchObject({ branch: BRANCH });
});

test("places worktrees beside a bare repository, without its suffix", async () => {
  const bare = join(scene.scratch.folder, "hub.git");
  git(scene.scratch.folder, "clone", "--quiet", "--bare", root, bare);
  const workspaces = await scene.reopen({ root: bare, commonDir: bare });
  const { path } = await workspaces.prepare({ run: RUN, base: scene.base, branch: BRANCH });
  expect(path).toBe(join(scene.scratch.folder, "hub-worktrees", "r-12.1"));
  expect(git(path, "status", "--porcelain")).toBe("");
  await workspaces.remove({ run: RUN });
});

test("lists what it has, in every stage", async () => {
  expect(await scene.workspaces.list()).toEqual([]);
  const { path } = await scene.prepare();
  const slot = await scene.workspaces.acquireVerify({ commit: scene.base, setupKey: "k" });
  expect(await scene.workspaces.list()).toEqual([
    { id: "r-12.1", run: RUN, branch: BRANCH, path, stage: "ready" },
    { id: "verify-1", run: null, branch: null, path: slot.path, stage: "ready" },
  ]);
  await slot.release();
  await scene.workspaces.retireVerify();
  await scene.workspaces.remove({ run: RUN });
  await scene.workspaces.settle();
  expect(countTraces(scene.scratch)).toBe(0);
});

test("leaves a record alone that it cannot read", async () => {
  mkdirSync(join(scene.commonDir, "jarvis", "workspaces"), { recursive: true });
  writeFileSync(join(scene.commonDir, "jarvis", "workspaces", "r-9.9.json"), `{"schema":2}`);
  expect(await scene.workspaces.list()).toEqual([]);
  await scene.workspaces.remove({ run: runId("R-9.9") });
  expect(existsSync(join(scene.commonDir, "jarvis", "workspaces", "r-9.9.json"))).toBe(true);
});
