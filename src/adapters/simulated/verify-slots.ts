// Verify workspaces of the simulated world: they outlive the daemon, their holders do not.
import type { CommitSha } from "../../domain/ids.ts";
import { WorkspaceUnusable, type VerifyWorkspace, type Workspaces } from "../../ports/workspace.ts";
import type { Life } from "./life.ts";
import { isIgnored } from "./paths.ts";
import { WORKTREES, type VerifySlot, type World } from "./world.ts";

const SLOTS_MAX = 8;
/** Slots that stay when nobody uses them, for what their set-up left. */
const FREE_SLOTS_MAX = 2;

export function createAcquireVerify(world: World, life: Life): Workspaces["acquireVerify"] {
  const held = new Set<VerifySlot>();
  const listFree = () =>
    [...world.verifySlots.values()].filter(
      (slot) => !held.has(slot) && world.findProcessIn(slot.path) === null,
    );
  return ({ commit, setupKey }) =>
    life.call("acquireVerify", () => {
      const free = listFree();
      const slot = free.find((one) => one.setupKey === setupKey) ?? makeSlot(world, free, setupKey, commit);
      held.add(slot);
      moveTo(world, slot, commit);
      const giveBack = () => {
        held.delete(slot);
        for (const one of listFree().slice(FREE_SLOTS_MAX)) world.verifySlots.delete(one.path);
      };
      return handOut(slot, life, giveBack);
    });
}

function makeSlot(
  world: World,
  free: readonly VerifySlot[],
  setupKey: string,
  commit: CommitSha,
): VerifySlot {
  if (world.verifySlots.size >= SLOTS_MAX) {
    const [other] = free;
    if (other === undefined)
      throw new WorkspaceUnusable("use", WORKTREES, `all ${SLOTS_MAX} verify slots are in use`, "soon");
    world.verifySlots.delete(other.path);
  }
  let n = 1;
  while (world.verifySlots.has(pathOf(n))) n += 1;
  const slot: VerifySlot = { path: pathOf(n), setupKey, commit, isSetUp: false, files: new Map() };
  world.verifySlots.set(slot.path, slot);
  return slot;
}

function pathOf(n: number): string {
  return `${WORKTREES}/verify-${n}`;
}

/** Exactly the commit's files, and of those that were there only the ignored ones. */
function moveTo(world: World, slot: VerifySlot, commit: CommitSha): void {
  const before = world.read(slot.commit).files;
  const after = world.read(commit).files;
  const rules = after.get(".gitignore") ?? "";
  for (const path of slot.files.keys())
    if (before.has(path) || !isIgnored(rules, path)) slot.files.delete(path);
  for (const [path, text] of after) slot.files.set(path, text);
  slot.commit = commit;
}

function handOut(slot: VerifySlot, life: Life, giveBack: () => void): VerifyWorkspace {
  let given: Promise<void> | null = null;
  return {
    path: slot.path,
    isSetUp: slot.isSetUp,
    markSetUp: () =>
      life.call("markSetUp", () => {
        slot.isSetUp = true;
      }),
    // Once: later the slot is another holder's.
    release: () => (given ??= life.call("release", giveBack)),
  };
}
