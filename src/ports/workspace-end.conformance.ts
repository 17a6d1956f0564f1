import { ok } from "node:assert/strict";
import { expect, test } from "vitest";
import { BRANCH, requestOf, RUN, type WorkspaceHarness } from "./workspace-harness.conformance.ts";

/** What happens to the work in a workspace when it goes. */
export function testKeep(get: () => WorkspaceHarness): void {
  test("makes no ref when nothing would be lost", async () => {
    const { workspaces, commit } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    expect(await workspaces.keep({ run: RUN, n: 1 })).toMatchObject({ ref: null, fileCount: 0 });
    await commit(path, { "a.txt": "a\n" });
    await get().import(RUN);
    expect(await workspaces.keep({ run: RUN, n: 1 })).toMatchObject({ ref: null, fileCount: 0 });
  });

  test("keeps commits that were not imported", async () => {
    const { workspaces, commit, leadsTo } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    const head = await commit(path, { "a.txt": "a\n" });
    const kept = await workspaces.keep({ run: RUN, n: 1 });
    expect(kept).toMatchObject({ ref: "refs/jarvis/keep/R-12.1/1", fileCount: 1 });
    expect(await leadsTo(kept.ref ?? "", head)).toBe(true);
  });

  test("keeps changed, deleted and new files, and leaves the worktree as it is", async () => {
    const { workspaces, write, stage, readRef, readAt } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    await stage(path, { "staged.txt": "s\n" });
    await write(path, { "readme.md": null, "new.txt": "n\n", "cache/x": "12345" });
    const before = await workspaces.readUncommitted(RUN);
    const kept = await workspaces.keep({ run: RUN, n: 1 });
    expect(kept).toEqual({ ref: "refs/jarvis/keep/R-12.1/1", fileCount: 3, ignoredBytes: 5 });
    const commit = await readRef(kept.ref ?? "");
    ok(commit);
    expect(await readAt(commit, "new.txt")).toBe("n\n");
    expect(await readAt(commit, "staged.txt")).toBe("s\n");
    expect(await readAt(commit, "readme.md")).toBeNull();
    expect(await readAt(commit, "cache/x")).toBeNull();
    expect(await workspaces.readUncommitted(RUN)).toEqual(before);
  });

  test("gives the same answer when it is asked again", async () => {
    const { workspaces, write, readRef } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    await write(path, { "new.txt": "n\n" });
    const first = await workspaces.keep({ run: RUN, n: 1 });
    const commit = await readRef(first.ref ?? "");
    expect(await workspaces.keep({ run: RUN, n: 1 })).toEqual(first);
    expect(await readRef(first.ref ?? "")).toBe(commit);
    expect(await workspaces.keep({ run: RUN, n: 2 })).toMatchObject({ ref: null });
  });

  test("keeps later work beside the earlier", async () => {
    const { workspaces, write, readRef, readAt, leadsTo } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    await write(path, { "new.txt": "first\n" });
    const { ref } = await workspaces.keep({ run: RUN, n: 1 });
    const first = await readRef(ref ?? "");
    await write(path, { "new.txt": "second\n" });
    await workspaces.keep({ run: RUN, n: 1 });
    const second = await readRef(ref ?? "");
    ok(first && second);
    expect(await readAt(second, "new.txt")).toBe("second\n");
    expect(await leadsTo(ref ?? "", first)).toBe(true);
  });
}

export function testRemove(get: () => WorkspaceHarness): void {
  test("leaves no trace of a workspace in which nothing was done", async () => {
    const { workspaces, countTraces } = get();
    await workspaces.prepare(requestOf(get()));
    expect(await countTraces()).toBeGreaterThan(0);
    await workspaces.remove({ run: RUN });
    await workspaces.settle();
    expect(await countTraces()).toBe(0);
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ["a changed file", (path) => get().write(path, { "readme.md": "mine\n" })],
    ["a new file", (path) => get().write(path, { "new.txt": "n\n" })],
    ["a commit", (path) => get().commit(path, { "a.txt": "a\n" })],
  ])("refuses while %s would be lost, and removes it once it is kept", async (_work, work) => {
    const { workspaces, read, countTraces } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    await work(path);
    await expect(workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "work-not-kept", path });
    expect(await read(path, ".gitignore")).toBe("cache/\n");
    await workspaces.keep({ run: RUN, n: 1 });
    await workspaces.remove({ run: RUN });
    await workspaces.settle();
    expect(await countTraces()).toBe(0);
  });

  test("refuses when work was added after it was kept", async () => {
    const { workspaces, write } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    await write(path, { "new.txt": "first\n" });
    await workspaces.keep({ run: RUN, n: 1 });
    await write(path, { "new.txt": "second\n" });
    await expect(workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "work-not-kept" });
  });

  test("removes a workspace whose commits were imported, with ignored files in it", async () => {
    const { workspaces, write, commit, countTraces } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    await commit(path, { "a.txt": "a\n" });
    await write(path, { "cache/x": "x\n" });
    await get().import(RUN);
    await workspaces.remove({ run: RUN });
    await workspaces.settle();
    expect(await countTraces()).toBe(0);
  });

  test("succeeds for a workspace that is gone, or never was", async () => {
    const { workspaces } = get();
    await workspaces.remove({ run: RUN });
    await workspaces.prepare(requestOf(get()));
    await workspaces.remove({ run: RUN });
    await workspaces.remove({ run: RUN });
    expect(await workspaces.keep({ run: RUN, n: 1 })).toMatchObject({ ref: null });
  });

  test("refuses while a process works in it", async () => {
    const { workspaces, occupy, read } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    const leave = await occupy(path);
    await expect(workspaces.remove({ run: RUN })).rejects.toMatchObject({ code: "workspace-busy", path });
    await expect(workspaces.keep({ run: RUN, n: 1 })).rejects.toMatchObject({ code: "workspace-busy" });
    expect(await read(path, "readme.md")).toBe("# App\n");
    await leave();
    await workspaces.remove({ run: RUN });
  });

  test("makes a workspace again right after it was removed", async () => {
    const { workspaces, read } = get();
    await workspaces.prepare(requestOf(get()));
    await workspaces.remove({ run: RUN });
    const { path, branch } = await workspaces.prepare(requestOf(get()));
    expect(branch).toBe(BRANCH);
    expect(await read(path, "readme.md")).toBe("# App\n");
    await workspaces.settle();
    expect(await read(path, "readme.md")).toBe("# App\n");
  });
}
