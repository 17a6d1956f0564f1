import { RepositoryFailed, type LandRequest, type LandResult } from "../../ports/repository.ts";
import { findUnfinished, lockPathsOfCheckout, type Checkout } from "./checkout.ts";
import type { TreeChange } from "./changes.ts";
import type { Hub } from "./hub.ts";
import { announceLanding } from "./landing-intent.ts";
import { findOverlap, listHidden } from "./overlap.ts";
import { repairCheckout } from "./repair-checkout.ts";
import { refuseLocked } from "./stale-locks.ts";

export type FastForward =
  | { readonly kind: "done" }
  | Extract<LandResult, { kind: "blocked" }>
  | { readonly kind: "failed"; readonly failure: RepositoryFailed };

/**
 * Moves the target where the user has it checked out: HEAD, index and exactly the landed paths, by one
 * fast-forward. Never a ref under a checkout: its status would show the landing reversed, and the user's next
 * `commit -a` would undo it. Whether it succeeded, the caller reads from the target.
 */
export async function fastForward(
  hub: Hub,
  request: LandRequest,
  checkout: Checkout,
  changes: readonly TreeChange[],
): Promise<FastForward> {
  const { path, git } = checkout;
  const unfinished = await findUnfinished(checkout);
  if (unfinished) return { kind: "blocked", path, files: [unfinished] };
  const files = await findOverlap(path, git, changes);
  if (files.length > 0) return { kind: "blocked", path, files };
  const sinceMs = await announceLanding(hub.commonDir, request, path);
  const failure = await merge(checkout, request);
  if (!failure) {
    await refreshIndex(checkout);
    return { kind: "done" };
  }
  await refuseLocked(lockPathsOfCheckout(checkout));
  // A full disk ends it half way. The user may also have saved a file between our look and git's: that one stays.
  await repairCheckout(hub, checkout, changes, { ...request, checkout: path, sinceMs });
  const appeared = await findOverlap(path, git, changes);
  if (appeared.length > 0) return { kind: "blocked", path, files: appeared };
  // Git does not look into a file that it was told not to look at: when its times changed, it refuses.
  const hidden = await listHidden(git, changes);
  if (hidden.length === 0) return { kind: "failed", failure };
  return { kind: "blocked", path, files: hidden.map((change) => change.path) };
}

async function merge(
  { git }: Checkout,
  { candidate, landing }: LandRequest,
): Promise<RepositoryFailed | null> {
  const only = [
    "--ff-only",
    "--no-squash",
    "--no-autostash",
    "--no-overwrite-ignore",
    "--no-stat",
    "--quiet",
  ];
  try {
    await git.write(["merge", ...only, candidate], { env: { GIT_REFLOG_ACTION: `jarvis: land ${landing}` } });
    return null;
  } catch (error) {
    if (error instanceof RepositoryFailed && error.exitCode !== null) return error;
    throw error;
  }
}

/** So that the user's next `git status` does not read every file again. Exit 1: there are modified files. */
async function refreshIndex({ git }: Checkout): Promise<void> {
  try {
    await git.write(["update-index", "-q", "--refresh"], { accepts: [0, 1] });
  } catch (error) {
    // The user's own git holds the index now, and refreshes it itself; only speed is at stake.
    if (!(error instanceof RepositoryFailed)) throw error;
  }
}
