import { ok } from "node:assert/strict";
import {
  commitSha,
  instant,
  landingId,
  runId,
  type BranchName,
  type CommitSha,
  type LandingId,
  type RunId,
} from "../domain/ids.ts";
import type { LandRequest, Repository } from "./repository.ts";

/** Path → content; null deletes. */
export type Files = Readonly<Record<string, string | null>>;

export interface RepositoryHarness {
  readonly repository: Repository;
  readonly target: BranchName;
  /** Gives the run a workspace, as a worker finds it. @returns its base: the target's commit */
  readonly startRun: (run: RunId) => Promise<CommitSha>;
  readonly commitInWorkspace: (run: RunId, files: Files, message: string) => Promise<CommitSha>;
  /** Replaces the run's newest commit by one with other files. */
  readonly amendInWorkspace: (run: RunId, files: Files, message: string) => Promise<CommitSha>;
  /** Replaces the run's history by one that does not contain its base. */
  readonly abandonBase: (run: RunId) => Promise<void>;
  /** Somebody else's commit. */
  readonly commitOnTarget: (files: Files) => Promise<CommitSha>;
  /** Saves files in the user's checkout without committing them; null deletes. */
  readonly writeInCheckout: (files: Files) => Promise<void>;
  readonly readInCheckout: (path: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

/** `checked-out`: the user stands on the target · `elsewhere`: the target is checked out nowhere. */
export type TargetPlace = "checked-out" | "elsewhere";
export const LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
export const FILES: Files = {
  "readme.md": "# App\n",
  "src/lines.txt": LINES,
  "src/deep/er/leaf.ts": "export const leaf = 1;\n",
  "package.json": `{"name":"app","scripts":{"test":"vitest"}}\n`,
};
export const RUN = runId("R-12.1");
export const OTHER = runId("R-7.2");
export const LANDING = landingId("00000000-0000-4000-8000-000000000001");
export const NOWHERE = commitSha("0123456789012345678901234567890123456789");

export async function importOne(
  { repository, startRun, commitInWorkspace }: RepositoryHarness,
  run: RunId,
  files: Files,
): Promise<{ base: CommitSha; head: CommitSha }> {
  const base = await startRun(run);
  await commitInWorkspace(run, files, `Work of ${run}`);
  const { head } = await repository.importCommits({ run, base });
  return { base, head };
}

export async function candidateOf(
  harness: RepositoryHarness,
  run: RunId,
  landing: LandingId,
  files: Files,
): Promise<Parameters<Repository["makeCandidate"]>[0]> {
  const { base, head } = await importOne(harness, run, files);
  const merged = await harness.repository.mergeTree({ target: base, head });
  ok(merged.kind === "clean", `${run} conflicts with its own base`);
  const message = `Land ${run}\n\nJarvis-Landing: ${landing}\n`;
  return { landing, target: base, head, tree: merged.tree, message, at: instant(1_700_000_000_000) };
}

export async function landable(
  harness: RepositoryHarness,
  run: RunId,
  files: Files,
  landing: LandingId = LANDING,
): Promise<LandRequest> {
  const request = await candidateOf(harness, run, landing, files);
  const candidate = await harness.repository.makeCandidate(request);
  return { landing, branch: harness.target, from: request.target, candidate };
}
