// What a repository says of itself: `jarvis.jsonc`, or what its manifests give away. Always read from a commit, never from a worktree.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { CommitSha } from "../domain/ids.ts";
import { PortFailure } from "../ports/failure.ts";
import type { Repository } from "../ports/repository.ts";

export interface ProjectSettings {
  /** Check commands of a ticket that names none. */
  readonly checks: readonly string[];
  /** Installs dependencies in a fresh workspace; null: none. */
  readonly setup: string | null;
  /** The same key needs no second set-up: lockfile, command and platform. */
  readonly setupKey: string;
}

const SettingsFile = z.strictObject({
  checks: z.array(z.string().min(1)).max(20).optional(),
  setup: z.string().min(1).nullable().optional(),
});

const Manifest = z.object({
  scripts: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

const LOCKFILES = [
  ["package-lock.json", "npm ci"],
  ["pnpm-lock.yaml", "pnpm install --frozen-lockfile"],
  ["yarn.lock", "yarn install --immutable"],
] as const;

export class SettingsUnreadable extends PortFailure {
  readonly code = "settings-unreadable";
  readonly retry = "after-change";
  constructor(file: string, commit: CommitSha, found: string, options?: ErrorOptions) {
    super(`Cannot use ${file} of commit ${commit.slice(0, 7)}: ${found}`, options);
  }
}

/** @throws SettingsUnreadable */
export async function readSettings(
  repository: Pick<Repository, "readFile">,
  commit: CommitSha,
): Promise<ProjectSettings> {
  const own = await repository.readFile(commit, "jarvis.jsonc");
  const settings = own === null ? {} : parsed("jarvis.jsonc", SettingsFile, withoutComments(own), commit);
  const text = await repository.readFile(commit, "package.json");
  const manifest = text === null ? {} : parsed("package.json", Manifest, text, commit);
  const checks = settings.checks ?? (isRealTest(manifest.scripts?.["test"]) ? ["npm test"] : []);
  const hasPackages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  const lock = hasPackages ? await lockOf(repository, commit) : null;
  const setup = settings.setup === undefined ? (lock?.command ?? null) : settings.setup;
  const hash = createHash("sha256").update(
    JSON.stringify([lock?.content ?? "", setup, process.platform, process.arch]),
  );
  return { checks, setup, setupKey: hash.digest("hex").slice(0, 16) };
}

async function lockOf(repository: Pick<Repository, "readFile">, commit: CommitSha) {
  for (const [file, command] of LOCKFILES) {
    const content = await repository.readFile(commit, file);
    if (content !== null) return { content, command };
  }
  return null;
}

/** `npm init` writes a test script that only fails; it is no check. */
function isRealTest(script: string | undefined): boolean {
  return script !== undefined && !script.includes("no test specified");
}

function parsed<Shape>(file: string, schema: z.ZodType<Shape>, text: string, commit: CommitSha): Shape {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const found =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : String(error);
    throw new SettingsUnreadable(file, commit, found, { cause: error });
  }
}

/** Drops `//` and block comments and trailing commas, outside strings. */
function withoutComments(text: string): string {
  return text
    .replace(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_all, string: string | undefined) => string ?? "",
    )
    .replace(/,(\s*[}\]])/g, "$1");
}
