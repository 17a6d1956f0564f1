import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { commitSha, type CommitSha } from "../../domain/ids.ts";

/** Path → content; null deletes. */
type Files = Readonly<Record<string, string | null>>;

/** A repository of a user in a folder of its own, and what a user or an agent does with git's own commands. */
export interface ScratchRepository {
  readonly folder: string;
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly git: (cwd: string, ...argv: string[]) => string;
  /** Runs what may fail. @returns whether it succeeded */
  readonly attempt: (cwd: string, ...argv: string[]) => boolean;
  readonly write: (cwd: string, files: Files) => void;
  readonly read: (cwd: string, path: string) => string | null;
  readonly commit: (cwd: string, files: Files, message?: string) => CommitSha;
  readonly resolve: (name: string) => CommitSha | null;
  readonly delete: () => void;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

export function createScratchRepository(
  files: Files,
  options: { readonly name?: string } = {},
): ScratchRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-git-")));
  const root = join(folder, options.name ?? "app");
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: folder,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const git = (cwd: string, ...argv: string[]): string => {
    const { status, stdout, stderr } = spawnSync("git", argv, {
      cwd,
      env: { ...environment, ...IDENTITY },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) expect.fail(`git ${argv.join(" ")} ended with ${status}: ${stderr}`);
    return stdout.trimEnd();
  };
  const attempt = (cwd: string, ...argv: string[]): boolean =>
    spawnSync("git", argv, { cwd, env: { ...environment, ...IDENTITY } }).status === 0;
  const write = (cwd: string, changed: Files): void => {
    for (const [path, content] of Object.entries(changed)) {
      if (content === null) rmSync(join(cwd, path), { force: true, recursive: true });
      else {
        mkdirSync(dirname(join(cwd, path)), { recursive: true });
        writeFileSync(join(cwd, path), content);
      }
    }
  };
  const commit = (cwd: string, changed: Files, message = "Change"): CommitSha => {
    write(cwd, changed);
    git(cwd, "add", "--all", "--", ...Object.keys(changed));
    git(cwd, "commit", "--quiet", "--allow-empty", "-m", message);
    return commitSha(git(cwd, "rev-parse", "HEAD"));
  };
  mkdirSync(root);
  git(root, "init", "--quiet", "-b", "main");
  commit(root, files, "Begin");
  return {
    folder,
    root,
    environment,
    git,
    attempt,
    write,
    read: (cwd, path) => (existsSync(join(cwd, path)) ? readFileSync(join(cwd, path), "utf8") : null),
    commit,
    resolve: (name) => {
      const argv = ["-C", root, "rev-parse", "--verify", "-q", `${name}^{commit}`];
      const { status, stdout } = spawnSync("git", argv, { env: environment, encoding: "utf8" });
      return status === 0 ? commitSha(stdout.trim()) : null;
    },
    delete: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Everything that a run's worktree leaves in the repository and beside it while it is there. */
export function countTraces({ root, git }: ScratchRepository): number {
  const commonDir = git(root, "rev-parse", "--path-format=absolute", "--git-common-dir");
  const admins = listed(join(commonDir, "worktrees"));
  const ours = ["workspaces", "stage", "tmp", "landings"].flatMap((name) =>
    listed(join(commonDir, "jarvis", name)),
  );
  const branches = git(root, "for-each-ref", "--format=%(refname)", "refs/heads/jarvis")
    .split("\n")
    .filter(Boolean);
  const locks = readdirSync(commonDir, { recursive: true, encoding: "utf8" }).filter((path) =>
    /(^|\/)([^/]*\.lock|lock)$/.test(path),
  );
  const folder = existsSync(`${root}-worktrees`) ? [`${root}-worktrees`] : [];
  return admins.length + ours.length + branches.length + locks.length + folder.length;
}

/** A process that works in a folder until it is told to end. */
export async function occupy(folder: string): Promise<() => Promise<void>> {
  const child = spawn("/bin/sh", ["-c", "echo here; exec sleep 600"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  return async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
}

function listed(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}
