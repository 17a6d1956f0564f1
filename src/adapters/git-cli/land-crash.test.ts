import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LandRequest } from "../../ports/repository.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { announceLanding } from "./landing-intent.ts";
import {
  createLandingScene,
  LANDING,
  MAIN,
  readAll,
  type LandingScene,
} from "./landing-scene.conformance.ts";
import { countTraces } from "./scratch-repository.conformance.ts";

const FILES = {
  "a.txt": "a old\n",
  "b.txt": "b old\n",
  "c.txt": "c old\n",
  "gone.txt": "gone\n",
  "users.txt": "as committed\n",
};
const CHANGE = {
  "a.txt": "a new\n",
  "b.txt": "b new, longer\n",
  "c.txt": "c new\n",
  "gone.txt": null,
  "d/e.txt": "come\n",
};

let scene: LandingScene;
let root: string;
let request: LandRequest;

beforeEach(async () => {
  scene = await createLandingScene((home) => createProcesses({ home }), FILES);
  ({ root } = scene.scratch);
  request = await scene.candidate(CHANGE);
});
afterEach(() => scene.close());

async function expectLanded(): Promise<void> {
  expect(await scene.repository.land(request)).toEqual({ kind: "landed" });
  expect(scene.scratch.resolve("refs/heads/main")).toBe(request.candidate);
  expect(scene.scratch.resolve(`refs/jarvis/landed/${LANDING}`)).toBe(request.candidate);
  expect(countTraces(scene.scratch)).toBe(0);
  expect(scene.scratch.git(root, "fsck")).toBe("");
}

describe("after a fast-forward of the user's checkout was killed", () => {
  beforeEach(async () => {
    scene.scratch.write(root, { "users.txt": "unsaved thought\n", "note.txt": "untracked\n" });
    await announceLanding(join(root, ".git"), request, root);
  });
  afterEach(() => {
    expect(scene.scratch.read(root, "users.txt")).toBe("unsaved thought\n");
    expect(scene.scratch.read(root, "note.txt")).toBe("untracked\n");
  });

  test("takes back half-written files, removes its lock, and lands", async () => {
    scene.scratch.write(root, { "a.txt": "a new\n", "b.txt": "b new", "gone.txt": null, "d/e.txt": "co" });
    truncateSync(join(root, "c.txt"));
    closeSync(openSync(join(root, ".git", "index.lock"), "wx"));
    await expectLanded();
    expect(scene.scratch.git(root, "status", "--porcelain")).toBe(" M users.txt\n?? note.txt");
  });

  test("lands when index and files had arrived and only HEAD had not", async () => {
    scene.scratch.git(root, "read-tree", "-m", "-u", request.from, request.candidate);
    closeSync(openSync(join(root, ".git", "HEAD.lock"), "wx"));
    await expectLanded();
    expect(scene.scratch.git(root, "status", "--porcelain")).toBe(" M users.txt\n?? note.txt");
  });

  test("keeps what the user wrote since, and waits for it", async () => {
    scene.scratch.write(root, { "a.txt": "a new\n", "b.txt": "my own words\n", "d/e.txt": "mine\n" });
    expect(await scene.repository.land(request)).toEqual({
      kind: "blocked",
      path: root,
      files: ["b.txt", "d/e.txt"],
    });
    expect(scene.scratch.read(root, "a.txt")).toBe("a old\n");
    expect(scene.scratch.read(root, "b.txt")).toBe("my own words\n");
    scene.scratch.write(root, { "b.txt": "b old\n", d: null });
    await expectLanded();
  });

  test("is not repaired while the user's own git works there", async () => {
    const lock = join(root, ".git", "index.lock");
    const held = openSync(lock, "wx");
    await expect(scene.repository.land(request)).rejects.toMatchObject({ code: "repository-locked" });
    expect(existsSync(lock)).toBe(true);
    closeSync(held);
    await expectLanded();
  });

  test("is taken back also when another landing comes next", async () => {
    scene.scratch.write(root, { "a.txt": "a n" });
    const next = await scene.candidate({ "a.txt": "a by another\n" }, 2);
    expect(await scene.repository.land(next)).toEqual({ kind: "landed" });
    expect(scene.scratch.read(root, "a.txt")).toBe("a by another\n");
  });
});

test("treats half a note of an intent as none", async () => {
  await announceLanding(join(root, ".git"), request, root);
  writeFileSync(join(root, ".git", "jarvis", "landings", `${LANDING}.json`), `{"landing":"0000`);
  await expectLanded();
});

/** Not a package's: where it is missing these tests are skipped. */
const TRACER = "strace";
const noStrace = spawnSync(TRACER, ["-V"]).error ? "strace is not installed" : false;

/** Kills the command at its k-th call of a system call. @returns whether it got to its end before */
function runKilled(syscall: string, when: number, argv: readonly string[], stdin = ""): boolean {
  const inject = ["-f", "-qq", "-o", "/dev/null", "-e", `inject=${syscall}:signal=KILL:when=${when}`];
  const { status } = spawnSync(TRACER, [...inject, "git", ...argv], {
    cwd: root,
    env: { ...scene.scratch.environment, GIT_COMMITTER_NAME: "x", GIT_COMMITTER_EMAIL: "x@y" },
    input: stdin,
  });
  return status === 0;
}

describe.skipIf(noStrace)("killed at a system call", () => {
  const points = [
    ...[1, 2, 3].map((when) => ["rename", when] as const),
    ...[1, 4].map((when) => ["unlink", when] as const),
    ...[3, 5, 7].map((when) => ["write", when] as const),
  ];

  test.each(points)("a fast-forward ended at %s %d lands on the next call", async (syscall, when) => {
    scene.scratch.write(root, { "users.txt": "mine\n" });
    await announceLanding(join(root, ".git"), request, root);
    runKilled(syscall, when, ["merge", "--quiet", "--ff-only", request.candidate]);
    await expectLanded();
    expect(scene.scratch.git(root, "status", "--porcelain")).toBe(" M users.txt");
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe("b new, longer\n");
  });

  test.each([1, 2])("a transaction ended at rename %d lands on the next call", async (when) => {
    scene.scratch.git(root, "switch", "--quiet", "--detach");
    const before = readAll(root, /^\.git\//);
    await announceLanding(join(root, ".git"), request, null);
    const { candidate, from } = request;
    const lines = [
      "start",
      `update refs/heads/${MAIN} ${candidate} ${from}`,
      `update refs/jarvis/landed/${LANDING} ${candidate}`,
      `delete refs/jarvis/cand/${LANDING} ${candidate}`,
      "prepare",
      "commit",
    ];
    runKilled("rename", when, ["update-ref", "--stdin"], `${lines.join("\n")}\n`);
    await expectLanded();
    expect(readAll(root, /^\.git\//)).toEqual(before);
  });

  test("a fast-forward ended at write 5 does not land by git alone (control)", () => {
    const merge = ["merge", "--quiet", "--ff-only", request.candidate];
    expect(runKilled("write", 5, merge)).toBe(false);
    expect(spawnSync("git", merge, { cwd: root, env: scene.scratch.environment }).status).not.toBe(0);
    expect(scene.scratch.resolve("HEAD")).toBe(request.from);
  });
});
