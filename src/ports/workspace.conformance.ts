import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommitSha } from "../domain/ids.ts";
import { testKeep, testRemove } from "./workspace-end.conformance.ts";
import { BRANCH, requestOf, RUN, type WorkspaceHarness } from "./workspace-harness.conformance.ts";

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
    testWatch(get);
    testVerify(get);
  });
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

  test("begins the branch with commits that are there already, and says where its work stands", async () => {
    const { workspaces, newer, read, readRef, commit } = get();
    const made = await workspaces.prepare({ ...requestOf(get()), start: newer });
    expect(await read(made.path, "readme.md")).toBe("# Newer\n");
    expect(await readRef(`refs/heads/${BRANCH}`)).toBe(newer);
    expect(await workspaces.readHead(RUN)).toBe(newer);
    expect(await workspaces.prepare({ ...requestOf(get()), start: newer })).toEqual(made);
    const head = await commit(made.path, { "a.txt": "a\n" });
    expect(await workspaces.readHead(RUN)).toBe(head);
    await workspaces.keep({ run: RUN, n: 1 });
    await workspaces.remove({ run: RUN });
    await expect(workspaces.readHead(RUN)).rejects.toMatchObject({ code: "workspace-unusable" });
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

function testWatch(get: () => WorkspaceHarness): void {
  test("tells each commit in the worktree to whoever watches it, until they stop", async () => {
    const { workspaces, commit } = get();
    const { path } = await workspaces.prepare(requestOf(get()));
    const heard: (CommitSha | null)[] = [];
    let wake = () => undefined as void;
    const stop = await workspaces.watchHead(RUN, (head) => {
      heard.push(head);
      wake();
    });
    const made: CommitSha[] = [];
    for (const name of ["a", "b"]) {
      const told = new Promise<void>((resolve) => {
        wake = resolve;
      });
      made.push(await commit(path, { [`${name}.txt`]: "1\n" }));
      await told;
    }
    expect(heard).toEqual(made);
    stop();
    stop();
    await commit(path, { "c.txt": "1\n" });
    await workspaces.readHead(RUN);
    expect(heard).toEqual(made);
  });

  test("has nothing to tell of a worktree that is not there", async () => {
    const stop = await get().workspaces.watchHead(RUN, () => expect.unreachable("there is nothing to hear"));
    stop();
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
