import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProcesses } from "../processes-posix/processes.ts";
import { countTraces } from "./scratch-repository.conformance.ts";
import type { Step } from "./site.ts";
import { BRANCH, createWorkspaceScene, RUN, type WorkspaceScene } from "./workspace-scene.conformance.ts";

let scene: WorkspaceScene;
let root: string;
let git: WorkspaceScene["scratch"]["git"];

beforeEach(async () => {
  scene = await createWorkspaceScene((home) => createProcesses({ home }));
  ({ root, git } = scene.scratch);
});
afterEach(() => scene.close());

const STEPS: readonly Step[] = [
  "doomed",
  "moved-to-trash",
  "unregistered",
  "branch-deleted",
  "trash-deleted",
  "forgotten",
];

class Killed extends Error {}

/** Removes the run's workspace by a daemon that is killed after the step. */
async function removeUntil(step: Step): Promise<void> {
  const dying = await scene.reopen({
    afterStep: (done) => {
      if (done === step) throw new Killed(step);
    },
  });
  await dying.remove({ run: RUN }).catch((error: unknown) => error);
  if (step === "trash-deleted" || step === "forgotten") await dying.settle().catch((error: unknown) => error);
}

describe.each(STEPS)("a removal that was killed after the workspace was %s", (step) => {
  beforeEach(async () => {
    const { path } = await scene.prepare();
    scene.scratch.write(path, { "new.txt": "n\n" });
    await scene.workspaces.keep({ run: RUN, n: 1 });
    await removeUntil(step);
  });

  test("is finished by the next daemon", async () => {
    const next = await scene.reopen();
    await next.settle();
    // Before the folder had moved, nothing is removed without a look for new work.
    if (step === "doomed") await next.remove({ run: RUN });
    await next.settle();
    expect(countTraces(scene.scratch)).toBe(0);
    expect(git(root, "show", "refs/jarvis/keep/R-12.1/1:new.txt")).toBe("n");
  });

  test("is finished by the same call, and reported as kept meanwhile", async () => {
    const next = await scene.reopen();
    expect((await next.keep({ run: RUN, n: 1 })).ref).toBe("refs/jarvis/keep/R-12.1/1");
    await next.remove({ run: RUN });
    await next.settle();
    expect(countTraces(scene.scratch)).toBe(0);
  });

  test("does not stand in the way of a new workspace", async () => {
    const next = await scene.reopen();
    const { path, branch } = await next.prepare({ run: RUN, base: scene.base, branch: BRANCH });
    expect(branch).toBe(BRANCH);
    expect(git(path, "status", "--porcelain")).toBe(step === "doomed" ? "?? new.txt" : "");
    await next.settle();
    expect(scene.scratch.read(path, "readme.md")).toBe("# App\n");
  });
});

test("looks again for work when a killed removal had not moved the folder yet", async () => {
  const { path } = await scene.prepare();
  await removeUntil("doomed");
  scene.scratch.write(path, { "late.txt": "late\n" });
  const next = await scene.reopen();
  await next.settle();
  await expect(next.remove({ run: RUN })).rejects.toMatchObject({ code: "work-not-kept" });
  expect(scene.scratch.read(path, "late.txt")).toBe("late\n");
  expect(await next.keep({ run: RUN, n: 1 })).toMatchObject({ fileCount: 1 });
  await next.remove({ run: RUN });
});

test("leaves the branch when the user has checked it out", async () => {
  const { path } = await scene.prepare();
  scene.scratch.commit(path, { "a.txt": "a\n" });
  git(path, "checkout", "--quiet", "--detach");
  git(root, "switch", "--quiet", BRANCH);
  await scene.workspaces.keep({ run: RUN, n: 1 });
  await scene.workspaces.remove({ run: RUN });
  expect(git(root, "status", "--porcelain", "--branch")).toBe(`## ${BRANCH}`);
});

test("leaves other folders beside the worktrees, and another daemon's trash", async () => {
  await scene.prepare();
  scene.scratch.write(`${root}-worktrees`, { "mine/x.txt": "x\n", ".trash/other/y.txt": "y\n" });
  await scene.workspaces.remove({ run: RUN });
  await scene.workspaces.settle();
  expect(scene.scratch.read(`${root}-worktrees`, "mine/x.txt")).toBe("x\n");
  expect(scene.scratch.read(`${root}-worktrees`, ".trash/other/y.txt")).toBe("y\n");
  expect(existsSync(join(`${root}-worktrees`, "r-12.1"))).toBe(false);
});

test("does nothing to a worktree of the user's that is in no record", async () => {
  const mine = join(`${root}-worktrees`, "r-12.1");
  git(root, "worktree", "add", "--quiet", "-b", "mine", mine);
  await scene.workspaces.remove({ run: RUN });
  expect(scene.scratch.read(mine, "readme.md")).toBe("# App\n");
});
