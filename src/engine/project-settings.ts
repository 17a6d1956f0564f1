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
const SETTINGS = Object.keys(SettingsFile.shape);

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
    return schema.parse(JSON.parse(text.replace(/^\ufeff/, "")));
  } catch (error) {
    const found =
      error instanceof z.ZodError
        ? problemsOf(error)
        : error instanceof Error
          ? error.message
          : String(error);
    throw new SettingsUnreadable(file, commit, found, { cause: error });
  }
}

function problemsOf(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      if (issue.code !== "unrecognized_keys") return `${issue.path.join(".") || "it"}: ${issue.message}`;
      return issue.keys.map(unknownKey).join(" ");
    })
    .join("; ");
}

function unknownKey(key: string): string {
  const [nearest] = SETTINGS.map((name) => ({
    name,
    distance: distance(key.toLowerCase(), name.toLowerCase()),
  }))
    .filter((one) => one.distance <= SUGGESTION_EDITS_MAX)
    .toSorted((a, b) => a.distance - b.distance);
  const hint =
    nearest === undefined ? `Known are ${SETTINGS.join(", ")}.` : `Did you mean "${nearest.name}"?`;
  return `There is no setting "${key.slice(0, 80)}". ${hint}`;
}

/** More letters apart, and it is another word. */
const SUGGESTION_EDITS_MAX = 3;

/** Letters to insert, drop or replace until one is the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.split("").entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split("").entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const COMMENT = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
const STRING_COMMENT_OR_LAST_COMMA = new RegExp(
  String.raw`("(?:[^"\\\n]|\\.)*")|${COMMENT}|,(?=(?:\s|${COMMENT})*[}\]])`,
  "g",
);

/** JSON from JSON with comments and commas at the end of lists. Strings stay as they are, and every line keeps its number. */
function withoutComments(text: string): string {
  return text.replace(
    STRING_COMMENT_OR_LAST_COMMA,
    (found, string: string | undefined) => string ?? found.replaceAll(/[^\n]/g, " "),
  );
}
