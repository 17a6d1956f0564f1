// Checks on a merged tree, in a verify workspace; only what the target itself does not fail blocks. Results are cached by tree.
import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { CommitSha, TreeSha, LandingId, Instant } from "../domain/ids.ts";
import { landingId } from "../domain/ids.ts";
import {
  EVIDENCE_CHARS_MAX,
  type CheckColor,
  type CheckedTree,
  type CheckEvidence,
} from "../domain/run/state.ts";
import type { CheckResult } from "../ports/checks.ts";
import type { Ports } from "./ports.ts";
import { readSettings } from "./project-settings.ts";

/** One check or set-up command; longer is ended and counts as red. */
export const CHECK_TIME_LIMIT_MS = 15 * 60_000;
/** Results kept in memory, oldest dropped first. */
const CACHE_MAX = 1_000;

export interface VerifyRequest {
  readonly target: CommitSha;
  readonly head: CommitSha;
  readonly checks: readonly string[];
  /** Null: a scratch candidate, dropped again; else the candidate of this landing, kept. */
  readonly landing: LandingId | null;
  readonly message: string;
  readonly at: Instant;
  readonly signal: AbortSignal;
}

export type VerifyResult =
  | { readonly kind: "conflicted"; readonly files: readonly string[] }
  | { readonly kind: "checked"; readonly commit: CommitSha; readonly checked: CheckedTree };

export interface TreeVerifier {
  /** @throws PortFailure · the signal's reason when aborted */
  verify(request: VerifyRequest): Promise<VerifyResult>;
}

export function createTreeVerifier(ports: Pick<Ports, "repository" | "workspaces" | "checks">): TreeVerifier {
  const cache = new Map<string, CheckResult>();
  const { repository } = ports;

  async function verify(request: VerifyRequest): Promise<VerifyResult> {
    const merge = await repository.mergeTree({ target: request.target, head: request.head });
    if (merge.kind === "conflicted") return merge;
    const landing = request.landing ?? scratchId(request.target, request.head);
    const commit = await repository.makeCandidate({
      landing,
      target: request.target,
      head: request.head,
      tree: merge.tree,
      message: request.message,
      at: request.at,
    });
    try {
      const checks: CheckEvidence[] = [];
      const results = await runAll(commit, merge.tree, request);
      for (const result of results) checks.push(await evidenceOf(result, request));
      return {
        kind: "checked",
        commit,
        checked: { target: request.target, tree: merge.tree, color: colorOf(checks), checks },
      };
    } finally {
      if (request.landing === null) await repository.dropCandidate(landing);
    }
  }

  async function evidenceOf(result: CheckResult, request: VerifyRequest): Promise<CheckEvidence> {
    const { command, exitCode, durationMs } = result;
    const output = result.output.slice(-EVIDENCE_CHARS_MAX);
    if (result.outcome === "green") return { command, color: "green", exitCode, durationMs, output };
    const [onTarget] = await runAll(request.target, request.target, { ...request, checks: [command] });
    return {
      command,
      color: onTarget?.outcome === "green" ? "red" : "already-red",
      exitCode,
      durationMs,
      output,
    };
  }

  /** Runs those commands that have no result for this tree yet, in one verify workspace. */
  async function runAll(
    commit: CommitSha,
    tree: TreeSha | CommitSha,
    request: VerifyRequest,
  ): Promise<readonly CheckResult[]> {
    const { checks, signal } = request;
    const missing = checks.filter((command) => !cache.has(cacheKey(tree, command)));
    if (missing.length > 0) {
      const settings = await readSettings(repository, commit);
      const workspace = await ports.workspaces.acquireVerify({ commit, setupKey: settings.setupKey });
      try {
        // One holder a workspace, so its name is a slot that no other check shares.
        const territory = { path: workspace.path, slot: `check-${basename(workspace.path)}` };
        const env = { JARVIS_ROOT: workspace.path };
        if (!workspace.isSetUp) {
          if (settings.setup !== null) {
            const done = await ports.checks.run({
              territory,
              command: settings.setup,
              env,
              timeLimitMs: CHECK_TIME_LIMIT_MS,
              signal,
            });
            signal.throwIfAborted();
            if (done.outcome !== "green")
              return checks.map((command) => ({
                ...done,
                command: `${settings.setup ?? ""} (set-up for ${command})`,
              }));
          }
          await workspace.markSetUp();
        }
        for (const command of missing) {
          const result = await ports.checks.run({
            territory,
            command,
            env,
            timeLimitMs: CHECK_TIME_LIMIT_MS,
            signal,
          });
          signal.throwIfAborted();
          remember(cacheKey(tree, command), result);
        }
      } finally {
        await workspace.release();
      }
    }
    return checks.flatMap((command) => cache.get(cacheKey(tree, command)) ?? []);
  }

  function remember(key: string, result: CheckResult): void {
    cache.set(key, result);
    const [oldest] = cache.keys();
    if (cache.size > CACHE_MAX && oldest !== undefined) cache.delete(oldest);
  }

  return { verify };
}

function colorOf(checks: readonly CheckEvidence[]): CheckColor {
  if (checks.length === 0) return "unverified";
  if (checks.some((check) => check.color === "red")) return "red";
  return checks.some((check) => check.color === "already-red") ? "already-red" : "green";
}

function cacheKey(tree: string, command: string): string {
  return `${tree} ${command}`;
}

/** A name for a candidate that never lands, the same for the same pair. */
function scratchId(target: CommitSha, head: CommitSha): LandingId {
  const hex = createHash("sha256").update(`${target} ${head}`).digest("hex");
  return landingId(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`,
  );
}
