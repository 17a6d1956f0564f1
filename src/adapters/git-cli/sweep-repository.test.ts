import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { branchName, commitSha, runId } from "../../domain/ids.ts";
import { createProcesses, type PosixProcesses } from "../processes-posix/processes.ts";
import { createScratchRepository, type ScratchRepository } from "./scratch-repository.conformance.ts";
import { openWorkspaces, type OpenedWorkspaces } from "./workspaces.ts";

const RUN = runId("R-1.1");
/** No process has it: numbers end far below. */
const DEAD_PID = 2 ** 30;

let scratch: ScratchRepository;
let processes: PosixProcesses;
let gitDir: string;

beforeEach(() => {
  scratch = createScratchRepository({ "a.txt": "a\n" });
  gitDir = join(scratch.root, ".git");
  processes = createProcesses({ home: scratch.folder });
});
afterEach(async () => {
  await processes.stopAll();
  scratch.delete();
});

/** What a daemon does when it starts. */
async function begin(): Promise<OpenedWorkspaces> {
  const { root, environment } = scratch;
  return await openWorkspaces({ commonDir: gitDir, root, processes, environment });
}

async function beginAndEnd(): Promise<void> {
  await (await begin()).close();
}

async function prepareRun(workspaces: OpenedWorkspaces): Promise<void> {
  const base = commitSha(scratch.resolve("HEAD") ?? "");
  await workspaces.prepare({ run: RUN, base, branch: branchName("jarvis/t-1") });
}

function leave(path: string, text = ""): string {
  mkdirSync(dirname(join(gitDir, path)), { recursive: true });
  writeFileSync(join(gitDir, path), text);
  return join(gitDir, path);
}

/** As a daemon that was killed while its git wrote leaves it. */
function leaveBrokenWrite(): string {
  const owner = { pid: DEAD_PID, startTime: "1", bootId: "another" };
  return leave(join("jarvis", "writes", `${DEAD_PID}-0a.json`), JSON.stringify(owner));
}

const SHARED = ["index.lock", "HEAD.lock", "packed-refs.lock", "refs/heads/main.lock"] as const;

describe("git's locks, when a daemon starts", () => {
  test("go where they are ours alone: the directory of our worktree, refs below jarvis/", async () => {
    const first = await begin();
    await prepareRun(first);
    await first.close();
    const admin = join("worktrees", readdirSync(join(gitDir, "worktrees"))[0] ?? "");
    const ours = [
      join(admin, "index.lock"),
      join(admin, "HEAD.lock"),
      "refs/heads/jarvis/t-1.lock",
      `refs/jarvis/run/${RUN}/head.lock`,
    ].map((path) => leave(path));
    await beginAndEnd();
    expect(ours.filter(existsSync)).toEqual([]);
  });

  test.each(SHARED)("go after a write of ours was killed: %s", async (path) => {
    const record = leaveBrokenWrite();
    const lock = leave(path);
    await beginAndEnd();
    expect([lock, record].filter(existsSync)).toEqual([]);
  });

  test.each(SHARED)("stay without any write of ours: %s is the user's, dead or alive", async (path) => {
    const lock = leave(path);
    await beginAndEnd();
    expect(existsSync(lock)).toBe(true);
  });

  test("stay when they are older than the write that was killed", async () => {
    const lock = leave("packed-refs.lock");
    const before = new Date(Date.now() - 60_000);
    utimesSync(lock, before, before);
    leaveBrokenWrite();
    await beginAndEnd();
    expect(existsSync(lock)).toBe(true);
  });

  test("stay in a worktree of the user's", async () => {
    leaveBrokenWrite();
    scratch.git(scratch.root, "worktree", "add", "--quiet", join(scratch.folder, "theirs"));
    const lock = leave("worktrees/theirs/index.lock");
    const before = new Date(Date.now() - 60_000);
    utimesSync(lock, before, before);
    await beginAndEnd();
    expect(existsSync(lock)).toBe(true);
  });

  test("stay with a live git of the user's, which then does what it began", async () => {
    leaveBrokenWrite();
    const { environment, root } = scratch;
    const user = spawn("git", ["update-ref", "--stdin"], { cwd: root, env: environment });
    const tip = scratch.resolve("HEAD") ?? "";
    user.stdin.write(`start\nupdate refs/heads/theirs ${tip}\nprepare\n`);
    await once(user.stdout, "data");
    while (!existsSync(join(gitDir, "refs/heads/theirs.lock"))) await once(user.stdout, "data");
    await beginAndEnd();
    expect(existsSync(join(gitDir, "refs/heads/theirs.lock"))).toBe(true);
    user.stdin.end("commit\n");
    const [code] = await once(user, "close");
    expect(code).toBe(0);
    expect(scratch.resolve("refs/heads/theirs")).toBe(tip);
  });
});

test("a git of ours that is killed while its daemon lives leaves no lock in the way of the next", async () => {
  const workspaces = await begin();
  // A stand-in for git that takes a lock and is killed with it, once.
  const folder = join(scratch.folder, "bin");
  mkdirSync(folder);
  const real = spawnSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).stdout.trim();
  const script = `#!/bin/sh
case " $* " in *" update-ref "*)
  if [ ! -e '${folder}/was' ]; then touch '${folder}/was' '${gitDir}/packed-refs.lock' '${gitDir}/refs/heads/jarvis.lock'; kill -9 $$; fi ;;
esac
exec '${real}' "$@"
`;
  writeFileSync(join(folder, "git"), script, { mode: 0o755 });
  await workspaces.close();
  const environment = { ...scratch.environment, PATH: `${folder}:${scratch.environment["PATH"] ?? ""}` };
  const opened = await openWorkspaces({ commonDir: gitDir, root: scratch.root, processes, environment });
  await expect(prepareRun(opened)).rejects.toMatchObject({ code: "workspace-unusable" });
  expect(existsSync(join(gitDir, "packed-refs.lock"))).toBe(true);
  await prepareRun(opened);
  // Nothing was in its way; what is left goes with the next start.
  await opened.close();
  await beginAndEnd();
  expect(existsSync(join(gitDir, "packed-refs.lock"))).toBe(false);
  expect(readdirSync(join(gitDir, "jarvis", "writes"))).toEqual([]);
});

test("what dead daemons had half written goes: scratch, stages, locks of ours, entries; what a live one writes stays", async () => {
  const owner = JSON.stringify({ pid: DEAD_PID, startTime: "1", bootId: "another" });
  const gone = [
    leave(`jarvis/tmp/s-${DEAD_PID}-abc/objects`),
    leave("jarvis/stage/r-1.1/HEAD"),
    leave("jarvis/landing.lock", owner),
    leave("jarvis/lock.0123456789ab", owner),
    leave(`jarvis/workspaces/r-1.1.json.${DEAD_PID}-0a.tmp`),
    // As a full disk leaves them.
    leave("jarvis/lock.ba9876543210"),
    leave(`jarvis/writes/${DEAD_PID}-0b.json`, "{"),
  ];
  const longAgo = new Date(Date.now() - 60_000);
  for (const path of gone.slice(-2)) utimesSync(path, longAgo, longAgo);
  const kept = [
    leave(`jarvis/tmp/s-${process.pid}-abc/objects`),
    leave(`jarvis/workspaces/r-2.1.json.${process.pid}-0a.tmp`),
    // It is being written.
    leave(`jarvis/writes/${process.pid}-0b.json`),
  ];
  await beginAndEnd();
  expect(gone.filter(existsSync)).toEqual([]);
  expect(kept.filter(existsSync)).toEqual(kept);
});
