import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { branchName, type BranchName } from "../../domain/ids.ts";
import { ProgramUnusable } from "../../ports/failure.ts";
import { RepositoryUnusable } from "../../ports/repository.ts";
import { createProcesses, type PosixProcesses } from "../processes-posix/processes.ts";
import { createGit } from "./git.ts";
import { readLeftovers } from "./leftovers.ts";
import { makeRepository } from "./make-repository.ts";
import { openRepository, type OpenedRepository } from "./repository.ts";
import { createScratchRepository, type ScratchRepository } from "./scratch-repository.conformance.ts";

let scratch: ScratchRepository;
let processes: PosixProcesses;
const opened: OpenedRepository[] = [];

beforeEach(() => {
  scratch = createScratchRepository({ "a.txt": "a\n" });
  processes = createProcesses({ home: scratch.folder });
});

afterEach(async () => {
  for (const repository of opened.splice(0)) await repository.close();
  expect(processes.list()).toEqual([]);
  scratch.delete();
});

async function open(
  path: string,
  target?: BranchName,
  environment = scratch.environment,
): Promise<OpenedRepository> {
  const repository = await openRepository({ path, processes, environment, ...(target && { target }) });
  opened.push(repository);
  return repository;
}

async function refusal(
  path: string,
  target?: BranchName,
  environment = scratch.environment,
): Promise<RepositoryUnusable> {
  const failure: unknown = await open(path, target, environment).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RepositoryUnusable);
  return failure as RepositoryUnusable;
}

test("refuses a folder that is no repository, and one that is not there, saying what to do", async () => {
  const outside = await refusal(scratch.folder);
  expect(outside.reason).toBe("not-a-repository");
  expect(outside.message).toContain(scratch.folder);
  expect(outside.message).toContain("git init");
  expect((await refusal(join(scratch.folder, "none"))).reason).toBe("not-a-repository");
});

test("refuses a repository without commits", async () => {
  const empty = join(scratch.folder, "empty");
  scratch.git(scratch.folder, "init", "--quiet", empty);
  const failure = await refusal(empty);
  expect(failure.reason).toBe("no-commits");
  expect(failure.message).toContain("first commit");
});

test("refuses a target that is not there and names the branches that are", async () => {
  scratch.git(scratch.root, "branch", "feature/x");
  const failure = await refusal(scratch.root, branchName("release"));
  expect(failure.reason).toBe("no-target");
  expect(failure.message).toMatch(/no branch "release".*feature\/x, main/);
});

test("refuses a git that cannot merge without a worktree, naming its version", async () => {
  const bin = join(scratch.folder, "bin");
  mkdirSync(bin);
  const real = scratch.git(scratch.root, "--exec-path");
  const old = `#!/bin/sh\nfor word; do\ncase "$word" in merge-tree) exit 129;; --version) echo git version 2.37.1; exit;; esac\ndone\nexec ${real}/git "$@"\n`;
  writeFileSync(join(bin, "git"), old);
  chmodSync(join(bin, "git"), 0o755);
  const failure = await refusal(scratch.root, undefined, {
    ...scratch.environment,
    PATH: `${bin}:${process.env["PATH"]}`,
  });
  expect(failure.reason).toBe("git-too-old");
  expect(failure.message).toMatch(/2\.37\.1.*2\.38 or newer/);
});

test("says that git is missing", async () => {
  const environment = { ...scratch.environment, PATH: "/nowhere" };
  const failure: unknown = await open(scratch.root, undefined, environment).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ProgramUnusable);
});

test("takes the branch of HEAD as the target", async () => {
  scratch.git(scratch.root, "switch", "--quiet", "-c", "develop");
  expect(await (await open(scratch.root)).describe()).toMatchObject({
    target: "develop",
    targetCheckedOutIn: scratch.root,
  });
});

test("takes main, then master, then the configured default branch when HEAD is detached", async () => {
  const { git, root } = scratch;
  git(root, "switch", "--quiet", "--detach");
  expect(await (await open(root)).describe()).toMatchObject({
    target: "main",
    targetCheckedOutIn: null,
    head: { kind: "detached", commit: scratch.resolve("HEAD") },
  });
  git(root, "branch", "--move", "main", "trunk");
  expect((await refusal(root)).message).toMatch(/detached.*"main", "master".*trunk/);
  git(root, "config", "init.defaultBranch", "trunk");
  expect((await (await open(root)).describe()).target).toBe("trunk");
  git(root, "branch", "master");
  expect((await (await open(root)).describe()).target).toBe("master");
});

test("knows the same project from a folder inside, from a link and from a linked worktree", async () => {
  const { git, root, folder } = scratch;
  mkdirSync(join(root, "deep"));
  symlinkSync(root, join(folder, "link"));
  git(root, "worktree", "add", "--quiet", "-b", "other", join(folder, "linked"));
  for (const path of [join(root, "deep"), join(folder, "link"), join(folder, "linked")])
    expect(await (await open(path)).describe()).toMatchObject({
      root,
      commonDir: join(root, ".git"),
      target: "main",
    });
});

test("works on a bare repository", async () => {
  const bare = join(scratch.folder, "app.git");
  scratch.git(scratch.folder, "clone", "--quiet", "--bare", scratch.root, bare);
  const repository = await open(bare);
  expect(await repository.describe()).toMatchObject({
    root: bare,
    commonDir: bare,
    uncommittedCount: 0,
    targetCheckedOutIn: null,
  });
  expect(await repository.readFile(await repository.readTip(branchName("main")), "a.txt")).toBe("a\n");
});

test("works in paths with spaces, quotes, colons and letters of all alphabets", async () => {
  const odd = createScratchRepository({ "ä b.txt": "ä\n" }, { name: `o'd "d: ünï 日本` });
  try {
    const repository = await open(odd.root);
    const tip = await repository.readTip(branchName("main"));
    expect(await repository.listFiles(tip, "*")).toEqual(["ä b.txt"]);
    expect(await repository.mergeTree({ target: tip, head: tip })).toMatchObject({ kind: "clean" });
  } finally {
    odd.delete();
  }
});

test("finds a line however long, and a match however far", async () => {
  const repository = await open(scratch.root);
  const tip = scratch.commit(scratch.root, {
    "long.txt": `needle ${"x".repeat(10_000)}\n`,
    "many.txt": "needle\n".repeat(500),
    "b:c.txt": "needle: 1\n",
  });
  const found = await repository.search(tip, "needle", null);
  expect(found).toHaveLength(200);
  expect(found[0]).toBe("b:c.txt:1:needle: 1");
  expect(found[1]?.length).toBeLessThan(450);
  await expect(repository.search(tip, "(", null)).rejects.toMatchObject({ code: "repository-failed" });
});

test("lists at most a thousand files", async () => {
  const files = Object.fromEntries(Array.from({ length: 1_100 }, (_, n) => [`many/${n}.txt`, `${n}\n`]));
  const tip = scratch.commit(scratch.root, { ...files });
  expect(await (await open(scratch.root)).listFiles(tip, "many/*")).toHaveLength(1_000);
});

test("cuts a subject of megabytes, and leaves a short one as it is", async () => {
  const repository = await open(scratch.root);
  const message = join(scratch.folder, "message");
  writeFileSync(message, `endless ${"x".repeat(3_000_000)}`);
  scratch.git(scratch.root, "commit", "--quiet", "--allow-empty", "--file", message);
  const short = scratch.commit(scratch.root, { "b.txt": "b\n" }, "Grüße 🌍");
  const [second, first] = await repository.readLog(short, 2);
  expect(second?.subject).toBe("Grüße 🌍");
  expect(first?.subject).toMatch(/^endless x{100,}\.\.$/);
  expect(first?.subject.length).toBeLessThan(400);
});

test("makes a repository of a folder, in which nothing of ours is", async () => {
  const path = join(scratch.folder, "sample");
  mkdirSync(path);
  writeFileSync(join(path, "a.txt"), "a\n");
  await makeRepository({ path, processes, message: "A sample" });
  expect(scratch.git(path, "log", "--format=%s by %an")).toBe("A sample by JARVIS");
  const git = createGit({ processes, environment: scratch.environment });
  expect(await readLeftovers(git, path)).toEqual({ worktrees: 0, branches: 0, locks: 0 });
});
