import { join } from "node:path";
import type { CommitSha, LandingId, RunId } from "../../domain/ids.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import { readCommit, type Hub } from "./hub.ts";
import { refuseLocked } from "./stale-locks.ts";

export function runHeadRef(run: RunId): string {
  return `refs/jarvis/run/${run}/head`;
}

export function keepRef(run: RunId, n: number): string {
  return `refs/jarvis/keep/${run}/${n}`;
}

/** Where a former head stays that the new one does not contain. */
export function formerHeadRef(run: RunId, former: CommitSha): string {
  return `refs/jarvis/keep/${run}/head-${former.slice(0, 12)}`;
}

export function candidateRef(landing: LandingId): string {
  return `refs/jarvis/cand/${landing}`;
}

export function landedRef(landing: LandingId): string {
  return `refs/jarvis/landed/${landing}`;
}

/** Below these nothing that a worker made can be lost: they are never deleted by us. */
export function keepingRefs(run: RunId): string[] {
  return [`refs/jarvis/run/${run}/`, `refs/jarvis/keep/${run}/`, "refs/jarvis/landed/"];
}

export interface RefUpdate {
  readonly ref: string;
  readonly to: CommitSha;
  /** What it must hold now; null: it must not exist. */
  readonly from: CommitSha | null;
  readonly reason: string;
}

/**
 * Compare-and-swap of a ref of ours. False when it holds something else than `from`.
 * @throws RepositoryLocked · RepositoryFailed
 */
export async function updateRef(hub: Hub, { ref, to, from, reason }: RefUpdate): Promise<boolean> {
  // An empty old value: must not exist.
  const argv = ["update-ref", "--create-reflog", "-m", reason, "--end-of-options", ref, to, from ?? ""];
  return swap(hub, argv, ref, from);
}

/** Deletes a ref of ours if it still holds `from`. False when it holds something else; true also when it is gone. */
export async function deleteRef(hub: Hub, ref: string, from: CommitSha): Promise<boolean> {
  if ((await readCommit(hub, ref)) === null) return true;
  return swap(hub, ["update-ref", "-d", "--end-of-options", ref, from], ref, from);
}

export function lockPathsOfRef(hub: Hub, ref: string): string[] {
  return [join(hub.commonDir, `${ref}.lock`), join(hub.commonDir, "packed-refs.lock")];
}

async function swap(
  hub: Hub,
  argv: readonly string[],
  ref: string,
  from: CommitSha | null,
): Promise<boolean> {
  try {
    await hub.shared.write(argv);
    return true;
  } catch (error) {
    if (!(error instanceof RepositoryFailed) || error.exitCode === null) throw error;
    if ((await readCommit(hub, ref)) !== from) return false;
    await refuseLocked(lockPathsOfRef(hub, ref));
    throw error;
  }
}
