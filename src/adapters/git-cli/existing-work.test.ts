// Work of the user's that a ticket is made from, on real repositories: what is found, what is refused, and that nothing of theirs is touched.
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { branchName, runId } from "../../domain/ids.ts";
import { NothingToAdopt } from "../../ports/existing-work.ts";
import { createProcesses, type PosixProcesses } from "../processes-posix/processes.ts";
import { openRepository, type OpenedRepository } from "./repository.ts";
import { createScratchRepository, type ScratchRepository } from "./scratch-repository.conformance.ts";
import { openWorkspaces } from "./workspaces.ts";

const target = branchName("main");
let scratch: ScratchRepository;
let processes: PosixProcesses;
let repository: OpenedRepository;

beforeEach(async () => {
  scratch = createScratchRepository({ "a.txt": "a\n", ".gitignore": "ignored\n" });
  processes = createProcesses({ home: scratch.folder });
  repository = await openRepository({
    path: scratch.root,
    processes,
    environment: scratch.environment,
    target,
  });
});
afterEach(async () => {
  await repository.close();
  expect(processes.list()).toEqual([]);
  scratch.delete();
});

const find = (name: string, isWithUncommitted = false) =>
  repository.readExisting({ name, target, isWithUncommitted });

async function refusal(name: string): Promise<string> {
  const failure: unknown = await find(name).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NothingToAdopt);
  return (failure as NothingToAdopt).message; // proved by the line before
}

/** A worktree of the user's on `feature`, with one commit. */
function makeFeature(): string {
  const path = join(scratch.folder, "mine");
  scratch.git(scratch.root, "worktree", "add", "--quiet", "-b", "feature", path);
  scratch.commit(path, { "b.txt": "b\n" }, "Add b\n\nFor a reason.");
  return path;
}

describe("work that is there", () => {
  test("is found by its branch: where it left the target, its commits, its worktree", async () => {
    const base = scratch.resolve("main");
    const path = makeFeature();
    scratch.commit(scratch.root, { "c.txt": "c\n" }, "Meanwhile");
    expect(await find("feature")).toEqual({
      branch: "feature",
      worktree: path,
      base,
      head: scratch.resolve("feature"),
      commitCount: 1,
      commits: [{ subject: "Add b", body: "For a reason." }],
      uncommitted: [],
    });
  });

  test("is found by its worktree, also with a detached HEAD, and stays reachable without the branch", async () => {
    const path = makeFeature();
    expect(await find(path)).toMatchObject({ branch: "feature", worktree: path });
    scratch.git(path, "checkout", "--quiet", "--detach");
    const { head, branch } = await find(path);
    expect(branch).toBe(head.slice(0, 12));
    expect(scratch.resolve(`refs/jarvis/adopted/${head.slice(0, 12)}`)).toBe(head);
  });

  test("is copied with what is not committed, and the worktree and its index stay byte for byte", async () => {
    const path = makeFeature();
    scratch.write(path, { "a.txt": "changed\n", "new/x.txt": "x\n", ignored: "i\n", "staged.txt": "s\n" });
    scratch.git(path, "add", "staged.txt");
    const before = [scratch.git(path, "status", "--porcelain"), scratch.git(path, "ls-files", "--stage")];
    const plain = await find("feature");
    expect(plain.uncommitted.toSorted()).toEqual(["a.txt", "new/x.txt", "staged.txt"]);
    expect(plain.head).toBe(scratch.resolve("feature"));
    const { head } = await find("feature", true);
    expect(scratch.resolve(`${head}^`)).toBe(scratch.resolve("feature"));
    const names = scratch.git(scratch.root, "ls-tree", "-r", "--name-only", head).split("\n");
    expect(names).toEqual([".gitignore", "a.txt", "b.txt", "new/x.txt", "staged.txt"]);
    expect(scratch.git(scratch.root, "show", `${head}:a.txt`)).toBe("changed");
    expect([scratch.git(path, "status", "--porcelain"), scratch.git(path, "ls-files", "--stage")]).toEqual(
      before,
    );
  });
});

describe("refuses", () => {
  test("the target, a name that is nothing, and a folder that is no worktree of the repository", async () => {
    expect(await refusal("main")).toContain("main is the target branch");
    expect(await refusal(scratch.root)).toContain("main is the target branch");
    expect(await refusal("nowhere")).toContain("there is no such branch");
    expect(await refusal("--all")).toContain("there is no such branch");
    expect(await refusal("a..b")).toContain("there is no such branch");
    expect(await refusal(scratch.folder)).toContain("no worktree of this repository");
    expect(await refusal(join(scratch.folder, "none"))).toContain("no such folder");
  });

  test("a branch without anything new, or without a common commit", async () => {
    scratch.git(scratch.root, "branch", "same");
    expect(await refusal("same")).toContain("all its commits are in main already");
    const path = join(scratch.folder, "loose");
    scratch.git(scratch.root, "worktree", "add", "--quiet", "-b", "loose", path);
    scratch.write(path, { "b.txt": "b\n" });
    expect(await refusal("loose")).toContain("--with-uncommitted");
    scratch.git(scratch.root, "checkout", "--quiet", "--orphan", "other");
    scratch.commit(scratch.root, {}, "Other");
    scratch.git(scratch.root, "checkout", "--quiet", "main");
    expect(await refusal("other")).toContain("no commit in common with main");
  });

  test("the branch and the worktree of a run", async () => {
    const commonDir = join(scratch.root, ".git");
    const { root, environment } = scratch;
    const workspaces = await openWorkspaces({ commonDir, root, processes, environment });
    const base = scratch.resolve("main");
    if (base === null) throw new RangeError("main has no commit");
    const run = runId("R-1.1");
    const { path, branch } = await workspaces.prepare({ run, base, branch: branchName("jarvis/t-1.1-x") });
    for (const name of [path, branch]) expect(await refusal(name)).toContain("is the branch of R-1.1");
    await workspaces.close();
  });
});
