import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RepositoryFailed } from "../../ports/repository.ts";
import { createProcesses, type PosixProcesses } from "../processes-posix/processes.ts";
import { createGit, type BoundGit, type Git } from "./git.ts";
import { createHub, type Hub } from "./hub.ts";
import { createScratchRepository, type ScratchRepository } from "./scratch-repository.conformance.ts";

let scratch: ScratchRepository;
let processes: PosixProcesses;
let git: Git;
let hub: Hub;
let checkout: BoundGit;

beforeEach(() => {
  scratch = createScratchRepository({ "a.txt": "a\n", "b.txt": "b\n" });
  processes = createProcesses({ home: scratch.folder });
  const environment = {
    ...scratch.environment,
    SECRET_KEY: "s3cret",
    GIT_DIR: "/nowhere",
    GIT_INDEX_FILE: "/nowhere",
  };
  git = createGit({ processes, environment });
  hub = createHub({ git, root: scratch.root, commonDir: join(scratch.root, ".git") });
  checkout = git.at({ kind: "folder", path: scratch.root });
});

afterEach(async () => {
  await hub.objects.close();
  expect(processes.list()).toEqual([]);
  scratch.delete();
});

/** An alias that begins with `!` is git's own way to run a command line in its environment. */
function shell(command: string): string[] {
  return ["-c", `alias.run=!${command}`, "run"];
}

describe("git", () => {
  test("gives a git process the allow-listed environment only", async () => {
    const { stdout } = await checkout.read(shell("env"));
    const names = stdout
      .toString("utf8")
      .split("\n")
      .map((line) => line.split("=", 1)[0]);
    expect(names).not.toContain("SECRET_KEY");
    expect(names).toContain("GIT_TERMINAL_PROMPT");
    expect(stdout.toString("utf8")).not.toContain("/nowhere");
    expect(stdout.toString("utf8")).toContain("GIT_OPTIONAL_LOCKS=0");
    expect((await checkout.write(shell("env"))).stdout.toString("utf8")).not.toContain("GIT_OPTIONAL_LOCKS");
  });

  test("runs no hook, whatever the repository's configuration says", async () => {
    const marker = join(scratch.folder, "ran");
    const hook = join(scratch.root, ".git", "hooks", "reference-transaction");
    mkdirSync(dirname(hook), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\necho hook >> ${marker}\n`, { mode: 0o755 });
    scratch.git(scratch.root, "config", "core.fsmonitor", `echo monitor >> ${marker}; false`);
    await checkout.write(["update-ref", "refs/jarvis/x", "HEAD"]);
    await checkout.read(["status"]);
    expect(existsSync(marker)).toBe(false);
    // Control: the user's own git runs both.
    scratch.git(scratch.root, "update-ref", "refs/jarvis/y", "HEAD");
    scratch.git(scratch.root, "status");
    expect(new Set(readFileSync(marker, "utf8").trim().split("\n"))).toEqual(new Set(["hook", "monitor"]));
  });

  test("fails with what git said when it ends otherwise than expected", async () => {
    const failure = await checkout
      .read(["rev-parse", "--verify", "no-such"])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RepositoryFailed);
    expect(failure).toMatchObject({
      exitCode: 128,
      argv: ["rev-parse", "--verify", "no-such"],
      retry: "soon",
    });
    expect((await checkout.read(["rev-parse", "--verify", "no-such"], { accepts: [128] })).exitCode).toBe(
      128,
    );
  });

  test("stops a process that writes more than the bound, or cuts its output when told", async () => {
    const flood = shell("yes");
    await expect(checkout.read(flood, { outputBytesMax: 1000 })).rejects.toThrow(/passed the bound/);
    const { stdout, isCut } = await checkout.read(flood, { outputBytesMax: 1000, whenExceeded: "cut" });
    expect(stdout).toHaveLength(1000);
    expect(isCut).toBe(true);
  });

  test("stops a process at its time limit, with what it started", async () => {
    await expect(checkout.read(shell("sleep 600"), { timeLimitMs: 100 })).rejects.toThrow(
      /longer than 100 ms/,
    );
  });

  test("stops a process when the caller gives up, and no other", async () => {
    const abort = new AbortController();
    const other = checkout.read(shell("sleep 0.4; echo done"));
    const waiting = checkout.read(shell("sleep 600"), { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(waiting).rejects.toThrow(/gave up/);
    expect((await other).stdout.toString("utf8")).toBe("done\n");
  });

  test("feeds stdin, also when git does not read it", async () => {
    const { stdout } = await checkout.read(["hash-object", "--stdin"], { stdin: "a\n" });
    expect(stdout.toString("utf8").trim()).toBe(scratch.git(scratch.root, "rev-parse", "HEAD:a.txt"));
    await checkout.read(["--version"], { stdin: "x".repeat(1_000_000) });
  });

  test("starts git in worker territory by the given function, and elsewhere not", async () => {
    const territories: string[] = [];
    const boxed = createGit({
      processes,
      environment: scratch.environment,
      spawnInTerritory: (territory, argv, { env, stdin }) => {
        territories.push(territory.path);
        const inherited = { PATH: process.env["PATH"] ?? "" };
        return processes.spawn({
          argv,
          cwd: territory.path,
          env: { ...inherited, ...env },
          slot: territory.slot,
          stdin,
        });
      },
    });
    const place = { kind: "worktree", path: scratch.root, gitDir: join(scratch.root, ".git") } as const;
    await boxed.at({ ...place, owner: "host" }).read(["status"]);
    expect(territories).toEqual([]);
    await boxed.at({ ...place, owner: "worker" }).read(["status"]);
    expect(territories).toEqual([scratch.root]);
  });
});

describe("the object reader", () => {
  test("answers many questions in order, from one process", async () => {
    const names = ["HEAD:a.txt", "HEAD:none", "HEAD:b.txt", "refs/heads/main^{commit}", "refs/heads/none"];
    const found = await Promise.all(names.map((name) => hub.objects.readContent(name)));
    expect(found.map((object) => object?.type)).toEqual(["blob", undefined, "blob", "commit", undefined]);
    expect(found[2]?.content.toString("utf8")).toBe("b\n");
    expect(processes.list()).toHaveLength(1);
  });

  test("sees a ref that moved and an object that came since", async () => {
    const before = await hub.objects.readHeader("refs/heads/main");
    const commit = scratch.commit(scratch.root, { "c.txt": "c\n" });
    scratch.git(scratch.root, "gc", "--quiet");
    expect(before?.oid).not.toBe(commit);
    expect((await hub.objects.readHeader("refs/heads/main"))?.oid).toBe(commit);
    expect((await hub.objects.readContent("refs/heads/main:c.txt"))?.content.toString("utf8")).toBe("c\n");
  });

  test("starts again when its process was killed", async () => {
    await hub.objects.readHeader("HEAD");
    const [reader] = processes.list();
    const waiting = hub.objects.readHeader("HEAD");
    process.kill(reader?.pid ?? 0, "SIGKILL");
    // Answered before it died, or told that it died.
    const answer: unknown = await waiting.catch((error: unknown) => error);
    expect(answer instanceof RepositoryFailed || answer !== null).toBe(true);
    await vi.waitFor(() => expect(processes.list()).toEqual([]));
    expect((await hub.objects.readHeader("HEAD"))?.type).toBe("commit");
  });

  test("ends its process after ten idle seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await hub.objects.readHeader("HEAD");
      await vi.advanceTimersByTimeAsync(9_000);
      expect(processes.list()).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1_500);
    } finally {
      vi.useRealTimers();
    }
    await vi.waitFor(() => expect(processes.list()).toEqual([]));
    expect((await hub.objects.readHeader("HEAD"))?.type).toBe("commit");
  });

  test("refuses a name with a line break", async () => {
    await expect(hub.objects.readHeader("HEAD:a\nb")).rejects.toBeInstanceOf(RepositoryFailed);
  });
});
