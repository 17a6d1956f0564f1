import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProcesses } from "../processes-posix/processes.ts";
import {
  createLandingScene,
  LANDING,
  MAIN,
  readAll,
  type LandingScene,
} from "./landing-scene.conformance.ts";

const FILES = {
  "kept.txt": "kept\n",
  "changed.txt": "old\n",
  "gone.txt": "gone\n",
  "dir/inner.txt": "inner\n",
  ".gitignore": "ignored/\n*.log\n",
};
const CHANGE = { "changed.txt": "landed\n", "gone.txt": null, "come/new.txt": "new\n" };
const LANDED_REF = `refs/jarvis/landed/${LANDING}`;
const CANDIDATE_REF = `refs/jarvis/cand/${LANDING}`;

let scene: LandingScene;
let root: string;
let git: LandingScene["scratch"]["git"];

beforeEach(async () => {
  scene = await createLandingScene((home) => createProcesses({ home }), FILES);
  ({ root, git } = scene.scratch);
});
afterEach(() => scene.close());

/** What only the user writes. */
function usersOwn(): unknown {
  const changing =
    /^(objects|logs|jarvis|worktrees)\/|^(index|ORIG_HEAD|COMMIT_EDITMSG|packed-refs)$|^refs\/(jarvis\/|heads\/main$)/;
  return [...readAll(join(root, ".git"), changing)];
}

/** Something of everything that a user can have in a repository, and in a checkout with unfinished work. */
function makeDirty(): void {
  git(root, "config", "user.nickname", "Ada");
  git(root, "branch", "feature");
  git(root, "tag", "v1");
  scene.scratch.write(root, { "kept.txt": "stashed\n" });
  git(root, "stash", "--quiet");
  scene.scratch.write(root, {
    ".git/info/exclude": "mine\n",
    ".git/hooks/post-merge": "#!/bin/sh\ntouch ran\n",
  });
  spawnSync("chmod", ["+x", join(root, ".git/hooks/post-merge")]);
  scene.scratch.write(root, {
    "kept.txt": "modified\n",
    "dir/inner.txt": "staged\n",
    "staged-new.txt": "s\n",
  });
  git(root, "add", "dir/inner.txt", "staged-new.txt");
  scene.scratch.write(root, {
    "dir/inner.txt": "staged, then modified\n",
    "untracked.txt": "u\n",
    "ignored/i.txt": "i\n",
    mine: "m\n",
  });
}

describe.each(["checked out", "elsewhere"])("landing with the target %s", (where) => {
  test("moves the target and nothing of the user's", async () => {
    const request = await scene.candidate(CHANGE);
    if (where === "elsewhere") git(root, "switch", "--quiet", "-c", "mine");
    makeDirty();
    const before = {
      own: usersOwn(),
      status: git(root, "status", "--porcelain"),
      files: readAll(root, /^\.git\//),
    };
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
    expect(scene.scratch.resolve("refs/heads/main")).toBe(request.candidate);
    expect(scene.scratch.resolve(LANDED_REF)).toBe(request.candidate);
    expect(scene.scratch.resolve(CANDIDATE_REF)).toBeNull();
    const expected = new Map(before.files);
    if (where === "checked out") {
      expected.set("changed.txt", "landed\n").set("come/new.txt", "new\n");
      expected.delete("gone.txt");
    }
    expect(readAll(root, /^\.git\//)).toEqual(expected);
    expect(git(root, "status", "--porcelain")).toBe(before.status);
    expect(usersOwn()).toEqual(before.own);
    expect(git(root, "log", "-1", "--format=%gs by %gn", "-g", "main")).toMatch(
      /^jarvis: land .* by JARVIS$/,
    );
    expect(git(root, "fsck", "--strict")).toBe("");
  });

  test("finds a landing that happened just before a crash, and completes its refs", async () => {
    if (where === "elsewhere") git(root, "switch", "--quiet", "--detach");
    const request = await scene.candidate(CHANGE);
    if (where === "elsewhere") git(root, "update-ref", "refs/heads/main", request.candidate, request.from);
    else git(root, "merge", "--quiet", "--ff-only", request.candidate);
    expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
    expect(scene.scratch.resolve(LANDED_REF)).toBe(request.candidate);
    expect(scene.scratch.resolve(CANDIDATE_REF)).toBeNull();
  });

  test("lands a landing once, even with another candidate", async () => {
    if (where === "elsewhere") git(root, "switch", "--quiet", "--detach");
    const first = await scene.candidate(CHANGE);
    await scene.repository.land(first);
    const second = await scene.candidate({ "changed.txt": "again\n" });
    expect(await scene.repository.land(second)).toEqual({ kind: "landed" });
    expect(scene.scratch.resolve("refs/heads/main")).toBe(first.candidate);
  });
});

describe("landing beside others", () => {
  test("lands each candidate of a queue once while the user commits to the target", async () => {
    git(root, "switch", "--quiet", "--detach");
    const land = async (number: number): Promise<number> => {
      for (let attempt = 1; ; attempt++) {
        const request = await scene.candidate({ [`f-${number}.txt`]: `${number}\n` }, number);
        const result = await scene.repository.land(request);
        if (result.kind === "landed") return attempt;
      }
    };
    // Candidates are made in a shared worktree, so one after another; the landings compete with a user.
    for (let number = 1; number <= 5; number++) {
      const stale = await scene.candidate({ [`f-${number}.txt`]: `${number}\n` }, number);
      git(
        root,
        "update-ref",
        "refs/heads/main",
        git(root, "commit-tree", "-p", "main", "-m", `user ${number}`, "main^{tree}"),
      );
      expect(await scene.repository.land(stale)).toMatchObject({ kind: "target-moved" });
      await land(number);
    }
    const subjects = git(root, "log", "--first-parent", "--format=%s", "main").split("\n");
    expect(subjects.filter((subject) => subject === "Land")).toHaveLength(5);
    expect(subjects.filter((subject) => subject.startsWith("user"))).toHaveLength(5);
    expect(
      git(root, "ls-tree", "--name-only", "main")
        .split("\n")
        .filter((name) => name.startsWith("f-")),
    ).toHaveLength(5);
  });

  test("refuses a candidate that is not built on the target", async () => {
    const request = await scene.candidate(CHANGE);
    const foreign = git(root, "commit-tree", "-m", "foreign", "HEAD^{tree}");
    await expect(
      scene.repository.land({ ...request, candidate: foreign as typeof request.candidate }),
    ).rejects.toMatchObject({ code: "repository-failed" });
    expect(await scene.repository.readTip(MAIN)).toBe(request.from);
  });

  test("fails for a target that is gone", async () => {
    const request = await scene.candidate(CHANGE);
    git(root, "branch", "--move", "main", "trunk");
    await expect(scene.repository.land(request)).rejects.toMatchObject({ code: "repository-failed" });
  });

  test("writes no object for a merge that is only asked about", async () => {
    const request = await scene.candidate(CHANGE);
    git(root, "gc", "--quiet", "--prune=now");
    const before = readAll(join(root, ".git", "objects"), /^$/).size;
    const target = scene.scratch.commit(root, { "kept.txt": "theirs\n" });
    const after = readAll(join(root, ".git", "objects"), /^$/).size;
    expect(await scene.repository.mergeTree({ target, head: request.candidate })).toMatchObject({
      kind: "clean",
    });
    expect(readAll(join(root, ".git", "objects"), /^$/).size).toBe(after);
    expect(after).toBeGreaterThan(before);
  });
});
