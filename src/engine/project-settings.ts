// What a repository says of itself: `jarvis.jsonc`, or what its manifests give away. Always read from a commit, never from a worktree.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { CommitSha } from "../domain/ids.ts";
import type { Repository } from "../ports/repository.ts";
import { LimitSettings } from "./limit-settings.ts";
import { parseSettings } from "./settings-file.ts";

export interface ProjectSettings {
  /** Check commands of a ticket that names none. */
  readonly checks: readonly string[];
  /** Installs dependencies in a fresh workspace; null: none. */
  readonly setup: string | null;
  /** The same key needs no second set-up: lockfile, command and platform. */
  readonly setupKey: string;
  /** What the project says of its budgets. */
  readonly limits: LimitSettings;
}

const SettingsFile = z.strictObject({
  checks: z.array(z.string().min(1)).max(20).optional(),
  setup: z.string().min(1).nullable().optional(),
  limits: LimitSettings.optional(),
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

/** @throws SettingsUnreadable */
export async function readSettings(
  repository: Pick<Repository, "readFile">,
  commit: CommitSha,
): Promise<ProjectSettings> {
  const own = await repository.readFile(commit, "jarvis.jsonc");
  const settings = own === null ? {} : parseSettings(SettingsFile, own, fileOf("jarvis.jsonc", commit));
  const text = await repository.readFile(commit, "package.json");
  const manifest = text === null ? {} : parseSettings(Manifest, text, fileOf("package.json", commit));
  const checks = settings.checks ?? (isRealTest(manifest.scripts?.["test"]) ? ["npm test"] : []);
  const hasPackages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  const lock = hasPackages ? await lockOf(repository, commit) : null;
  const setup = settings.setup === undefined ? (lock?.command ?? null) : settings.setup;
  const hash = createHash("sha256").update(
    JSON.stringify([lock?.content ?? "", setup, process.platform, process.arch]),
  );
  return { checks, setup, setupKey: hash.digest("hex").slice(0, 16), limits: settings.limits ?? {} };
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

function fileOf(name: string, commit: CommitSha): string {
  return `${name} of commit ${commit.slice(0, 7)}`;
}
