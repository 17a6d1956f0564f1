import { ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { branchName, runId, type BranchName, type CommitSha, type RunId } from "../domain/ids.ts";
import type { PrepareRequest, Workspaces } from "./workspace.ts";

/** Path → content; null deletes. */
export type WorkspaceFiles = Readonly<Record<string, string | null>>;

export interface WorkspaceHarness {
  readonly workspaces: Workspaces;
  /** A commit with `readme.md` ("# App\n") and `.gitignore` ("cache/\n"). */
  readonly base: CommitSha;
  /** A child of the base, in which `readme.md` is "# Newer\n". */
  readonly newer: CommitSha;
  /** Saves files in a workspace, or a verify workspace, by its path. */
  readonly write: (path: string, files: WorkspaceFiles) => Promise<void>;
  readonly read: (path: string, file: string) => Promise<string | null>;
  /** What a worker does in its workspace. */
  readonly commit: (path: string, files: WorkspaceFiles) => Promise<CommitSha>;
  readonly stage: (path: string, files: WorkspaceFiles) => Promise<void>;
  /** Makes the run's commits reachable as an import does. */
  readonly import: (run: RunId) => Promise<void>;
  /** The commit of a branch or of a full ref; null when there is none. */
  readonly readRef: (ref: string) => Promise<CommitSha | null>;
  readonly readAt: (commit: CommitSha, file: string) => Promise<string | null>;
  /** Whether `commit` can be reached from the ref. */
  readonly leadsTo: (ref: string, commit: CommitSha) => Promise<boolean>;
  /** Somebody else's branch. */
  readonly makeBranch: (branch: BranchName) => Promise<void>;
  /** A process whose working directory is the path, until the returned function is called. */
  readonly occupy: (path: string) => Promise<() => Promise<void>>;
  /** Everything that workspaces leave while they are there: worktrees, branches, records, trash, locks. */
  readonly countTraces: () => Promise<number>;
  readonly close: () => Promise<void>;
}

const RUN = runId("R-12.1");
const BRANCH = branchName("jarvis/t-12.1-dark-mode");

export function workspaceConformance(name: string, make: () => Promise<WorkspaceHarness>): void {
  describe(`workspaces: ${name}`, () => {
    let harness: WorkspaceHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());
    const get = (): WorkspaceHarness => harness;
    testPrepare(get);
    testKeep(get);
    testRemove(get);
    testVerify(get);
  });
}

function requestOf({ base }: WorkspaceHarness): PrepareRequest {
  return { run: RUN, base, branch: BRANCH };
}

function testPrepare(get: () => WorkspaceHarness): void {
  test("makes a worktree with the files of the base, on a branch of its own", async () => {
    const { workspaces, base, read, readRef } = get();
    const made = await workspaces.prepare(requestOf(get()));
    expect(made.branch).toBe(BRANCH);
    expect(await read(made.path, "readme.md")).toBe("# App\n");
    expect(await readRef(`refs/heads/${BRANCH}`)).toBe(base);
    expect(await workspaces.readUncommitted(RUN)).toEqual([]);
  });

  test("finds what it made before, with the work in it", async () => {
    const { workspaces, write, read, commit } = get();
    const made = await workspaces.prepare(requestOf(get()));
    await commit(made.path, { "a.txt": "a\n" });
    await write(made.path, { "b.txt": "b\n" });
    expect(await workspaces.prepare(requestOf(get()))).toEqual(made);
    expect(await read(made.path, "a.txt")).toBe("a\n");
    expect(await workspaces.readUncommitted(RUN)).toEqual(["b.txt"]);
  });

  test("makes one workspace of two calls at once", async () => {
    const { workspaces } = get();
    const [first, second] = await Promise.all([1, 2].map(() => workspaces.prepare(requestOf(get()))));
    expect(first).toEqual(second);
  });

  test("takes another branch name when somebody has the wanted one", async () => {
    const { workspaces, base, makeBranch, readRef } = get();
    await makeBranch(BRANCH);
    const theirs = await readRef(`refs/heads/${BRANCH}`);
    const { branch } = await workspaces.prepare(requestOf(get()));
    expect(branch).toBe(`${BRANCH}-2`);
    expect(await readRef(`refs/heads/${branch}`)).toBe(base);
    expect(await readRef(`refs/heads/${BRANCH}`)).toBe(theirs);
  });

  test("refuses to give a run's workspace another base", async () => {
    const { workspaces, newer } = get();
    await workspaces.prepare(requestOf(get()));
    await expect(workspaces.prepare({ ...requestOf(get()), base: newer })).rejects.toMatchObject({
      code: "workspace-unusable",
    });
  });

  test("names uncommitted paths: changed, deleted, staged and new ones, but not ignored ones", async () => {
    const { workspaces, write, stage } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    await stage(path, { "staged.txt": "s\n" });
    await write(path, { "readme.md": null, "src/n e w.txt": "n\n", "cache/x": "x\n" });
    const named = await workspaces.readUncommitted(RUN);
    expect(named.toSorted()).toEqual(["readme.md", "src/n e w.txt", "staged.txt"]);
  });

  test("cannot read what is uncommitted in a workspace that is not there", async () => {
    await expect(get().workspaces.readUncommitted(RUN)).rejects.toMatchObject({ code: "workspace-unusable" });
  });
}

function testKeep(get: () => WorkspaceHarness): void {
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

function testRemove(get: () => WorkspaceHarness): void {
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

function testVerify(get: () => WorkspaceHarness): void {
  test("gives a workspace at exactly the commit, to be set up first", async () => {
    const { workspaces, base, read } = get();
    const slot = await workspaces.acquireVerify({ commit: base, setupKey: "k1" });
    expect(slot.isSetUp).toBe(false);
    expect(await read(slot.path, "readme.md")).toBe("# App\n");
    await slot.release();
  });

  test("keeps ignored files for the same set-up key, and nothing else", async () => {
    const { workspaces, base, newer, read, write } = get();
    const first = await workspaces.acquireVerify({ commit: base, setupKey: "k1" });
    await write(first.path, { "cache/dependency": "d\n", "readme.md": "changed\n", "left.txt": "left\n" });
    await first.markSetUp();
    await first.release();
    const second = await workspaces.acquireVerify({ commit: newer, setupKey: "k1" });
    expect(second.isSetUp).toBe(true);
    expect(second.path).toBe(first.path);
    expect(await read(second.path, "cache/dependency")).toBe("d\n");
    expect(await read(second.path, "readme.md")).toBe("# Newer\n");
    expect(await read(second.path, "left.txt")).toBeNull();
    await second.release();
    const other = await workspaces.acquireVerify({ commit: newer, setupKey: "k2" });
    expect(other.isSetUp).toBe(false);
    expect(await read(other.path, "cache/dependency")).toBeNull();
    await other.release();
  });

  test("gives two holders two workspaces", async () => {
    const { workspaces, base } = get();
    const slots = await Promise.all(
      [1, 2].map(() => workspaces.acquireVerify({ commit: base, setupKey: "k1" })),
    );
    expect(new Set(slots.map((slot) => slot.path)).size).toBe(2);
    for (const slot of slots) await slot.release();
  });

  test("may be given back twice", async () => {
    const { workspaces, base } = get();
    const first = await workspaces.acquireVerify({ commit: base, setupKey: "k1" });
    await first.release();
    const second = await workspaces.acquireVerify({ commit: base, setupKey: "k1" });
    await first.release();
    const third = await workspaces.acquireVerify({ commit: base, setupKey: "k1" });
    expect(third.path).not.toBe(second.path);
    await second.release();
    await third.release();
  });
}
