import { branchName, instant, type BranchName, type CommitSha } from "../../../domain/ids.ts";
import { createLife, type Life } from "../life.ts";
import { createRandom, type Random } from "../random.ts";
import type { VirtualClock } from "../time.ts";
import { createWorld, type World } from "../world.ts";
import { saveFiles, type FileChanges } from "../worktree.ts";
import { createMovingClock } from "./moving-clock.ts";

export const TARGET: BranchName = branchName("main");

/** A simulated world in which no call takes time. */
export interface Scene {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly world: World;
  readonly life: Life;
  /** The next daemon's. */
  readonly nextLife: () => Life;
  /** A child of a commit, as somebody outside makes it; on no branch. */
  readonly commitOn: (parent: CommitSha, files: FileChanges) => CommitSha;
  readonly countAlive: (slot: string) => number;
}

export function createScene(files: FileChanges = {}): Scene {
  const clock = createMovingClock();
  const random = createRandom(1);
  const content = new Map<string, string>();
  saveFiles({ files: content }, files);
  const world = createWorld(TARGET, content, instant(0));
  const nextLife = () => createLife(clock, random, { callMsMax: 0, lateEffect: 0 });
  return {
    clock,
    random,
    world,
    life: nextLife(),
    nextLife,
    commitOn: (parent, changes) => {
      const after = new Map(world.read(parent).files);
      saveFiles({ files: after }, changes);
      return world.commit([parent], after, "Change", world.commits.size);
    },
    countAlive: (slot) => world.processes.filter((one) => one.slot === slot && one.isAlive).length,
  };
}
