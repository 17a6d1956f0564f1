// A repository and a home of their own in a temporary folder, and plain git to ask what became of them.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

export const PROJECT = join(import.meta.dirname, "..", "..");

/** What signs a model in, or would make an agent believe that it runs inside another one. */
const FOREIGN = /^(?:ANTHROPIC_|CLAUDE|JARVIS_|AWS_|GIT_|npm_)/;

/** The user's environment without their settings, sign-ins and this package's own programs. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = join(PROJECT, "node_modules");
  const entries = (process.env["PATH"] ?? "").split(delimiter).filter((entry) => !entry.startsWith(own));
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...entries].join(delimiter),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    LANG: "C.UTF-8",
    ...more,
  };
}

/** What plain git prints. @throws when it exits with another status than 0. */
export function git(folder: string, ...args: readonly string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.org",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.org",
  };
  return execFileSync("git", ["-c", "core.quotePath=false", ...args], {
    cwd: folder,
    env: cleanEnvironment({ ...identity, GIT_OPTIONAL_LOCKS: "0" }),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export interface Scene {
  /** A real path; everything of the scene is in it. */
  readonly folder: string;
  readonly repository: string;
  readonly home: string;
  git(...args: readonly string[]): string;
  /** Into the user's checkout. */
  write(path: string, text: string): void;
  commit(message: string): void;
  /** A ticket file outside the repository. @returns its path */
  ticket(markdown: string): string;
  remove(): void;
}

export interface SceneOptions {
  /** The folder name of the repository. */
  readonly name?: string;
  /** Committed on `main`. Without them there is no commit. */
  readonly files?: Readonly<Record<string, string>>;
}

export function makeScene({ name = "shop", files = {} }: SceneOptions = {}): Scene {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-e2e-")));
  const repository = join(folder, name);
  mkdirSync(repository);
  git(repository, "init", "--quiet", "--initial-branch=main");
  const scene: Scene = {
    folder,
    repository,
    home: join(folder, "home"),
    git: (...args) => git(repository, ...args),
    write: (path, text) => {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    },
    commit: (message) => {
      git(repository, "add", "--all");
      git(repository, "commit", "--quiet", "--allow-empty", "--message", message);
    },
    ticket: (markdown) => {
      const path = join(folder, "ticket.md");
      writeFileSync(path, markdown);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
  for (const [path, text] of Object.entries(files)) scene.write(path, text);
  if (Object.keys(files).length > 0) scene.commit("Begin");
  return scene;
}

/** The bundled sample as a repository of the user. */
export function makeSampleScene(): Scene {
  const scene = makeScene({ name: "my-app" });
  cpSync(join(PROJECT, "assets", "sample"), scene.repository, { recursive: true });
  renameSync(join(scene.repository, "gitignore"), join(scene.repository, ".gitignore"));
  scene.commit("A small app");
  return scene;
}
