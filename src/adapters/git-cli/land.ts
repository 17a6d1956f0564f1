import { join } from "node:path";
import type { CommitSha } from "../../domain/ids.ts";
import { RepositoryFailed, type LandRequest, type LandResult } from "../../ports/repository.ts";
import { readTreeChanges } from "./changes.ts";
import { isAncestor, readCommit, type Hub } from "./hub.ts";
import { findRebaseOf, lockPathsOfCheckout, openCheckout } from "./checkout.ts";
import { fastForward } from "./land-in-checkout.ts";
import { announceLanding, forgetLanding, readInterruptedLandings } from "./landing-intent.ts";
import { withLock } from "./lock.ts";
import { candidateRef, deleteRef, landedRef, lockPathsOfRef, updateRef } from "./refs.ts";
import { repairCheckout } from "./repair-checkout.ts";
import { refuseLocked, removeStaleLocks } from "./stale-locks.ts";
import { findCheckoutsOf } from "./worktree-list.ts";

/**
 * Exactly once rests on three things: a candidate has one name, the target moves only from the expected commit,
 * and "is the candidate in the target?" is asked first. The landed ref only records it. One landing at a time.
 */
export async function land(hub: Hub, request: LandRequest): Promise<LandResult> {
  return withLock(hub.commonDir, "landing", async () => {
    await recoverInterrupted(hub);
    const tip = await readTarget(hub, request);
    if (await hasLanded(hub, request, tip)) return finish(hub, request);
    if (tip !== request.from) return { kind: "target-moved", tip };
    if (!(await isAncestor(hub, request.from, request.candidate)))
      throw new RepositoryFailed(
        ["merge-base", request.from, request.candidate],
        1,
        "the candidate is not built on the target",
      );
    const result = await move(hub, request);
    return result.kind === "landed" ? finish(hub, request) : result;
  });
}

async function move(hub: Hub, request: LandRequest): Promise<LandResult> {
  const [first, second] = await findCheckoutsOf(hub, request.branch);
  const rebased = await findRebaseOf(hub, request.branch);
  if (rebased) return { kind: "blocked", path: rebased.path, files: [rebased.marker] };
  // Git forbids it unless forced; the fast-forward of one would turn the other's status upside down.
  if (first && second) return { kind: "blocked", path: second.path, files: [] };
  return first ? moveCheckout(hub, request, first.path) : moveBranch(hub, request);
}

async function moveCheckout(hub: Hub, request: LandRequest, path: string): Promise<LandResult> {
  const changes = await readTreeChanges(hub, request.from, request.candidate);
  const checkout = await openCheckout(hub, path);
  if (!checkout) throw new RepositoryFailed(["rev-parse", path], null, "the checkout of the target is gone");
  const result = await fastForward(hub, request, checkout, changes);
  if (result.kind === "blocked") {
    // Nothing was begun, so the user's files must not be judged by this intent.
    await forgetLanding(hub.commonDir, request.landing);
    return result;
  }
  const tip = await readTarget(hub, request);
  if (await hasLanded(hub, request, tip)) return { kind: "landed" };
  if (tip !== request.from) return { kind: "target-moved", tip };
  if (result.kind === "failed") throw result.failure;
  throw new RepositoryFailed(
    ["merge", request.candidate],
    0,
    "git reported success, but the target did not move",
  );
}

/** Checked out nowhere: branch, landed ref and candidate's ref change in one transaction. */
async function moveBranch(hub: Hub, request: LandRequest): Promise<LandResult> {
  await announceLanding(hub.commonDir, request, null);
  try {
    await runTransaction(hub, request);
    return { kind: "landed" };
  } catch (error) {
    if (!(error instanceof RepositoryFailed) || error.exitCode === null) throw error;
    const tip = await readTarget(hub, request);
    if (await hasLanded(hub, request, tip)) return { kind: "landed" };
    if (tip !== request.from) return { kind: "target-moved", tip };
    await refuseLocked(lockPaths(hub, request));
    throw error;
  }
}

async function runTransaction(hub: Hub, { landing, branch, from, candidate }: LandRequest): Promise<void> {
  const waiting = await readCommit(hub, candidateRef(landing));
  const lines = [
    "start",
    `update refs/heads/${branch} ${candidate} ${from}`,
    `update ${landedRef(landing)} ${candidate}`,
    ...(waiting ? [`delete ${candidateRef(landing)} ${waiting}`] : []),
    "prepare",
    "commit",
  ];
  await hub.shared.write(["update-ref", "-m", `jarvis: land ${landing}`, "--stdin"], {
    stdin: lines.map((line) => `${line}\n`).join(""),
  });
}

/** What a killed landing left is taken back first, whichever landing it was: only one can be on its way. */
async function recoverInterrupted(hub: Hub): Promise<void> {
  for (const interrupted of await readInterruptedLandings(hub.commonDir)) {
    const { branch, from, candidate, checkout, sinceMs } = interrupted;
    await removeStaleLocks(hub, lockPaths(hub, interrupted), sinceMs);
    const opened = checkout === null ? null : await openCheckout(hub, checkout);
    if (opened) await removeStaleLocks(hub, lockPathsOfCheckout(opened), sinceMs);
    if (opened && (await readCommit(hub, `refs/heads/${branch}`)) === from)
      await repairCheckout(hub, opened, await readTreeChanges(hub, from, candidate), interrupted);
    await forgetLanding(hub.commonDir, interrupted.landing);
  }
}

async function finish(hub: Hub, { landing, candidate }: LandRequest): Promise<LandResult> {
  const ref = landedRef(landing);
  if ((await readCommit(hub, ref)) === null)
    await updateRef(hub, { ref, to: candidate, from: null, reason: `jarvis: land ${landing}` });
  const waiting = await readCommit(hub, candidateRef(landing));
  if (waiting) await deleteRef(hub, candidateRef(landing), waiting);
  await forgetLanding(hub.commonDir, landing);
  return { kind: "landed" };
}

/** Also true when this landing has landed by an earlier candidate: it must not land twice. */
async function hasLanded(hub: Hub, { landing, candidate }: LandRequest, tip: CommitSha): Promise<boolean> {
  if (await isAncestor(hub, candidate, tip)) return true;
  const landed = await readCommit(hub, landedRef(landing));
  return landed !== null && (await isAncestor(hub, landed, tip));
}

async function readTarget(hub: Hub, { branch }: LandRequest): Promise<CommitSha> {
  const tip = await readCommit(hub, `refs/heads/${branch}`);
  if (!tip)
    throw new RepositoryFailed(["update-ref", `refs/heads/${branch}`], null, "there is no such branch");
  return tip;
}

function lockPaths(hub: Hub, { branch, landing }: LandRequest): string[] {
  const refs = [`refs/heads/${branch}`, landedRef(landing), candidateRef(landing)];
  return [...new Set([join(hub.commonDir, "HEAD.lock"), ...refs.flatMap((ref) => lockPathsOfRef(hub, ref))])];
}
