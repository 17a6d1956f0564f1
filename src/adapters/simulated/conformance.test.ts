import { ok } from "node:assert/strict";
import { branchName, type RunId } from "../../domain/ids.ts";
import { agentConformance } from "../../ports/agent.conformance.ts";
import { checksConformance } from "../../ports/checks.conformance.ts";
import { clockConformance } from "../../ports/clock.conformance.ts";
import { machineConformance } from "../../ports/machine.conformance.ts";
import { stopSlotConformance } from "../../ports/processes.conformance.ts";
import { repositoryConformance } from "../../ports/repository.conformance.ts";
import { workspaceConformance } from "../../ports/workspace.conformance.ts";
import { createSimulatedSupervisor } from "./agent.ts";
import { createSimulatedMachine } from "./machine.ts";
import { createSimulatedRepository } from "./repository.ts";
import { passTime } from "./testing/moving-clock.ts";
import { createScene, TARGET } from "./testing/scene.ts";
import { makeScriptedAgent } from "./testing/scripted-agent.ts";
import { makeScriptedChecks } from "./testing/scripted-checks.ts";
import { createVirtualClock } from "./time.ts";
import { createSimulatedWorkspaces } from "./workspaces.ts";
import type { Place, World, Worktree } from "./world.ts";
import { commitStaged, headOf, indexOf, saveFiles, stageFiles } from "./worktree.ts";

clockConformance("virtual", () => {
  const clock = createVirtualClock();
  return { clock, pass: (ms) => passTime(clock, ms) };
});

machineConformance("simulated", () => ({ machine: createSimulatedMachine(), folder: "/simulated" }));

checksConformance("simulated", async () => makeScriptedChecks());

agentConformance("simulated", async () => makeScriptedAgent());

stopSlotConformance("simulated", () => {
  const { world, life, nextLife, countAlive } = createScene();
  return {
    processes: createSimulatedSupervisor(world, life),
    successor: () => createSimulatedSupervisor(world, nextLife()),
    start: async (slot) => world.spawn(slot),
    aliveCount: countAlive,
  };
});

repositoryConformance("simulated", async ({ target, files }) => {
  const { world, life, commitOn } = createScene(files);
  world.checkout = target === "checked-out" ? new Map() : null;
  const repository = createSimulatedRepository(world, life);
  const workspaces = createSimulatedWorkspaces(world, life);
  const move = (worktree: Worktree, parents: "none" | "same", message: string) => {
    const { parents: former } = world.read(headOf(world, worktree));
    const made = world.commit(parents === "none" ? [] : former, indexOf(world, worktree), message, 1);
    world.refs.set(`refs/heads/${worktree.branch}`, made);
    return made;
  };
  return {
    repository,
    target: TARGET,
    startRun: async (run) => {
      const base = await repository.readTip(TARGET);
      await workspaces.prepare({ run, base, branch: branchName(`jarvis/${run.toLowerCase()}`) });
      return base;
    },
    commitInWorkspace: async (run, changed, message) => {
      stageFiles(worktreeOf(world, run), changed);
      return commitStaged(world, worktreeOf(world, run), message, 1);
    },
    amendInWorkspace: async (run, changed, message) => {
      stageFiles(worktreeOf(world, run), changed);
      return move(worktreeOf(world, run), "same", message);
    },
    abandonBase: async (run) => void move(worktreeOf(world, run), "none", "Start over"),
    commitOnTarget: async (changed) => {
      const made = commitOn(await repository.readTip(TARGET), changed);
      world.refs.set(`refs/heads/${TARGET}`, made);
      return made;
    },
    writeInCheckout: async (changed) => {
      for (const [path, text] of Object.entries(changed)) world.checkout?.set(path, text);
    },
    readInCheckout: async (path) => {
      const saved = world.checkout?.get(path);
      return saved === undefined ? await repository.readFile(await repository.readTip(TARGET), path) : saved;
    },
    close: async () => undefined,
  };
});

workspaceConformance("simulated", async () => {
  const { world, life, commitOn } = createScene({ "readme.md": "# App\n", ".gitignore": "cache/\n" });
  const repository = createSimulatedRepository(world, life);
  const base = await repository.readTip(TARGET);
  const newer = commitOn(base, { "readme.md": "# Newer\n" });
  const worktrees = () => [...world.worktrees.values()];
  const worktreeAt = (path: string) => {
    const found = worktrees().find((one) => one.path === path);
    ok(found, `no worktree at ${path}`);
    return found;
  };
  const placeAt = (path: string): Place | undefined =>
    [...worktrees(), ...world.verifySlots.values()].find((one) => one.path === path);
  return {
    workspaces: createSimulatedWorkspaces(world, life),
    base,
    newer,
    write: async (path, files) => {
      const place = placeAt(path);
      ok(place, `no workspace at ${path}`);
      saveFiles(place, files);
    },
    read: async (path, file) => placeAt(path)?.files.get(file) ?? null,
    commit: async (path, files) => {
      stageFiles(worktreeAt(path), files);
      return commitStaged(world, worktreeAt(path), "Change", 1);
    },
    stage: async (path, files) => stageFiles(worktreeAt(path), files),
    import: async (run) => void (await repository.importCommits({ run, base })),
    readRef: async (ref) => world.refs.get(ref) ?? null,
    readAt: (commit, file) => repository.readFile(commit, file),
    leadsTo: async (ref, commit) => {
      const tip = world.refs.get(ref);
      return tip !== undefined && world.isAncestor(commit, tip);
    },
    makeBranch: async (branch) => void world.refs.set(`refs/heads/${branch}`, newer),
    occupy: async (path) => {
      const process = world.spawn("somebody", path);
      return async () => world.kill(process);
    },
    countTraces: async () => {
      const branches = [...world.refs.keys()].filter((ref) => ref.startsWith("refs/heads/jarvis/"));
      return world.worktrees.size + world.verifySlots.size + branches.length;
    },
    close: async () => undefined,
  };
});

function worktreeOf(world: World, run: RunId): Worktree {
  const worktree = world.worktrees.get(run);
  ok(worktree, `${run} has no worktree`);
  return worktree;
}
