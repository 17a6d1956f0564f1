import { ok } from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommitSha } from "../../domain/ids.ts";
import type { KeptWork } from "../../ports/workspace.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { countTraces } from "./scratch-repository.conformance.ts";
import { createWorkspaceScene, RUN, type WorkspaceScene } from "./workspace-scene.conformance.ts";

let scene: WorkspaceScene;
let root: string;
let path: string;
let git: WorkspaceScene["scratch"]["git"];

beforeEach(async () => {
  scene = await createWorkspaceScene((home) => createProcesses({ home }));
  ({ root, git } = scene.scratch);
  ({ path } = await scene.prepare());
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

describe("repositories inside a worktree", () => {
  const nested = (): string => join(path, "inner");

  beforeEach(() => {
    mkdirSync(nested());
    git(nested(), "init", "--quiet", "-b", "main");
  });

  test("keeps the files of one without commits", async () => {
    scene.scratch.write(nested(), { "deep/x.txt": "x\n", ".gitignore": "skip\n", skip: "s\n" });
    const kept = await keepAndRemove();
    expect(readKept(kept, "inner/deep/x.txt")).toBe("x");
    expect(git(root, "ls-tree", "-r", "--name-only", kept)).not.toContain("inner/skip");
  });

  test("keeps files and commits of one, also on its other branches", async () => {
    const first = scene.scratch.commit(nested(), { "x.txt": "x\n" });
    git(nested(), "checkout", "--quiet", "-b", "other");
    const second = scene.scratch.commit(nested(), { "y.txt": "y\n" });
    git(nested(), "checkout", "--quiet", "main");
    scene.scratch.write(nested(), { "z.txt": "uncommitted\n" });
    const kept = await keepAndRemove();
    expect(readKept(kept, "inner/z.txt")).toBe("uncommitted");
    const reachable = git(root, "rev-list", kept).split("\n");
    expect(reachable).toContain(first);
    expect(reachable).toContain(second);
    expect(git(root, "fsck", "--strict", "--no-dangling")).toBe("");
  });

  test("keeps one inside another", async () => {
    const deep = join(nested(), "deep");
    mkdirSync(deep);
    git(deep, "init", "--quiet");
    const commit = scene.scratch.commit(deep, { "d.txt": "d\n" });
    const kept = await keepAndRemove();
    expect(readKept(kept, "inner/deep/d.txt")).toBe("d");
    expect(git(root, "rev-list", kept)).toContain(commit);
  });

  test("does not copy the history of a clone without commits of its own", async () => {
    rmSync(nested(), { recursive: true });
    const other = join(scene.scratch.folder, "other");
    git(scene.scratch.folder, "init", "--quiet", other);
    const upstream = scene.scratch.commit(other, { "u.txt": "u\n" });
    git(path, "clone", "--quiet", other, nested());
    const kept = await keepAndRemove();
    expect(readKept(kept, "inner/u.txt")).toBe("u");
    expect(git(root, "rev-list", kept)).not.toContain(upstream);
  });

  test("keeps the work in another worktree of the repository", async () => {
    rmSync(nested(), { recursive: true });
    git(path, "worktree", "add", "--quiet", "--detach", nested());
    const commit = scene.scratch.commit(nested(), { "x.txt": "x\n" });
    scene.scratch.write(nested(), { "y.txt": "y\n" });
    await expect(scene.workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "work-not-kept" });
    const { ref } = await keep();
    expect(git(root, "show", `${ref}:inner/y.txt`)).toBe("y");
    expect(git(root, "rev-list", ref ?? "")).toContain(commit);
  });
});

describe("submodules", () => {
  beforeEach(async () => {
    const library = join(scene.scratch.folder, "library");
    git(scene.scratch.folder, "init", "--quiet", library);
    scene.scratch.commit(library, { "lib.txt": "lib\n" });
    git(path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "lib");
    git(path, "commit", "--quiet", "-m", "Add a submodule");
    await keep();
  });

  test("takes an unchanged one as it is", async () => {
    expect(await keep(2)).toMatchObject({ ref: null });
    await scene.workspaces.remove({ run: RUN });
  });

  test("keeps changes and commits in one", async () => {
    const commit = scene.scratch.commit(join(path, "lib"), { "own.txt": "own\n" });
    scene.scratch.write(join(path, "lib"), { "lib.txt": "edited\n" });
    await expect(scene.workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "work-not-kept" });
    const { ref } = await keep(2);
    expect(git(root, "show", `${ref}:lib/lib.txt`)).toBe("edited");
    expect(git(root, "rev-list", ref ?? "")).toContain(commit);
    await scene.workspaces.remove({ run: RUN });
  });
});
