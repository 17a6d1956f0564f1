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
import { PortFailure } from "../ports/failure.ts";
import { CHECK_SLOT } from "./leftovers.ts";
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

/** Set-up fails on the target itself: whatever the work is, nothing of it can be verified until somebody mends that. */
export class SetUpFails extends PortFailure {
  readonly code = "set-up-fails";
  readonly retry = "after-change";
  constructor(command: string, target: CommitSha, output: string, options?: ErrorOptions) {
    super(
      `Cannot run any check: the set-up ${JSON.stringify(command)} fails on the target ${target.slice(0, 7)} too. Mend it there, or set "setup" in jarvis.jsonc. ${output.trim().slice(-400)}`,
      options,
    );
  }
}

export interface TreeVerifier {
  /** @throws PortFailure · SetUpFails · the signal's reason when aborted */
  verify(request: VerifyRequest): Promise<VerifyResult>;
}

/** A commit as something to run commands on. Results are remembered under `tree`. */
interface Subject {
  readonly commit: CommitSha;
  readonly tree: TreeSha | CommitSha;
}

type Ran =
  | { readonly kind: "ran"; readonly results: readonly CheckResult[] }
  | { readonly kind: "set-up-failed"; readonly setUp: CheckResult };

type VerifyPorts = Pick<Ports, "repository" | "checks"> & {
  readonly workspaces: Pick<Ports["workspaces"], "acquireVerify">;
};

export function createTreeVerifier(ports: VerifyPorts): TreeVerifier {
  const cache = new Map<string, CheckResult>();
  const { repository } = ports;

  async function verify(request: VerifyRequest): Promise<VerifyResult> {
    const { target, head, message, at } = request;
    const merge = await repository.mergeTree({ target, head });
    if (merge.kind === "conflicted") return merge;
    const { tree } = merge;
    const landing = request.landing ?? scratchId(target, head);
    const commit = await repository.makeCandidate({ landing, target, head, tree, message, at });
    try {
      const checks = await evidence({ commit, tree }, request);
      return { kind: "checked", commit, checked: { target, tree, color: colorOf(checks), checks } };
    } finally {
      if (request.landing === null) await repository.dropCandidate(landing);
    }
  }

  async function evidence(merged: Subject, request: VerifyRequest): Promise<readonly CheckEvidence[]> {
    const ran = await runAll(merged, request.checks, request.signal);
    if (ran.kind === "set-up-failed") return [await evidenceOfSetUp(ran.setUp, request)];
    const checks: CheckEvidence[] = [];
    for (const result of ran.results) checks.push(await evidenceOf(result, request));
    return checks;
  }

  /** Red checks that are red on the target as well do not block. */
  async function evidenceOf(result: CheckResult, request: VerifyRequest): Promise<CheckEvidence> {
    if (result.outcome === "green") return evidenceAs("green", result);
    const onTarget = await runAll(targetOf(request), [result.command], request.signal);
    const isOld = onTarget.kind === "ran" && onTarget.results[0]?.outcome !== "green";
    return evidenceAs(isOld ? "already-red" : "red", result);
  }

  /** Without set-up no check has run, so nothing is like on the target: the work is red, or nothing can be said at all. */
  async function evidenceOfSetUp(setUp: CheckResult, request: VerifyRequest): Promise<CheckEvidence> {
    const onTarget = await inWorkspace(targetOf(request), request.signal, async () => undefined);
    if (onTarget !== null) throw new SetUpFails(setUp.command, request.target, setUp.output);
    return evidenceAs("red", setUp);
  }

  /** Runs those commands that have no result for this tree yet, in one verify workspace. */
  async function runAll(of: Subject, commands: readonly string[], signal: AbortSignal): Promise<Ran> {
    const known = new Map(
      commands.map((command) => [command, cache.get(cacheKey(of.tree, command)) ?? null]),
    );
    const missing = [...known].filter(([, result]) => result === null).map(([command]) => command);
    if (missing.length > 0) {
      const failed = await inWorkspace(of, signal, async (run) => {
        for (const command of missing) {
          const result = await run(command);
          known.set(command, result);
          remember(cacheKey(of.tree, command), result);
        }
      });
      if (failed !== null) return { kind: "set-up-failed", setUp: failed };
    }
    return { kind: "ran", results: commands.flatMap((command) => known.get(command) ?? []) };
  }

  /**
   * Gives the work a way to run commands at this commit, after set-up. The workspace is given back whatever happens.
   * @returns the set-up when it failed, and then nothing was run; else null
   */
  async function inWorkspace(
    of: Subject,
    signal: AbortSignal,
    work: (run: (command: string) => Promise<CheckResult>) => Promise<void>,
  ): Promise<CheckResult | null> {
    const { setup, setupKey } = await readSettings(repository, of.commit);
    const workspace = await ports.workspaces.acquireVerify({ commit: of.commit, setupKey });
    const run = async (command: string) => {
      // One holder a workspace, so its name is a slot that no other check shares.
      const territory = { path: workspace.path, slot: `${CHECK_SLOT}${basename(workspace.path)}` };
      const env = { JARVIS_ROOT: workspace.path };
      const timeLimitMs = CHECK_TIME_LIMIT_MS;
      const result = await ports.checks.run({ territory, command, env, timeLimitMs, signal });
      signal.throwIfAborted();
      return { ...result, command };
    };
    try {
      if (!workspace.isSetUp) {
        const setUp = setup === null ? null : await run(setup);
        if (setUp !== null && setUp.outcome !== "green") return setUp;
        await workspace.markSetUp();
      }
      await work(run);
      return null;
    } finally {
      await workspace.release();
    }
  }

  function remember(key: string, result: CheckResult): void {
    cache.set(key, result);
    const [oldest] = cache.keys();
    if (cache.size > CACHE_MAX && oldest !== undefined) cache.delete(oldest);
  }

  return { verify };
}

function targetOf({ target }: VerifyRequest): Subject {
  return { commit: target, tree: target };
}

function evidenceAs(color: CheckEvidence["color"], result: CheckResult): CheckEvidence {
  const { command, exitCode, durationMs, output } = result;
  return { command, color, exitCode, durationMs, output: output.slice(-EVIDENCE_CHARS_MAX) };
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
