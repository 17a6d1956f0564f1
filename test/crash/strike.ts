// The blow itself: SIGKILL, from inside the daemon, so that it falls between two lines of it and not a few milliseconds later.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isGitSlot } from "../../src/adapters/git-cli/git.ts";
import type { PosixProcesses } from "../../src/adapters/processes-posix/processes.ts";
import type { SpawnSpec, SupervisedProcess } from "../../src/ports/processes.ts";
import type { LifeLine, Strike } from "./plan.ts";
import type { PointListener } from "./points.ts";

/** A git that takes no lock within this long is struck all the same. */
const LOCK_WAIT_MS_MAX = 500;

export function createStriker(options: {
  readonly processes: () => PosixProcesses;
  /** The common git directory, in which locks appear. */
  readonly gitDir: string;
  readonly strike: Strike | null;
  say(line: LifeLine): void;
}): PointListener {
  const { strike, gitDir } = options;
  let isStruck = false;

  const agentPids = () =>
    options
      .processes()
      .list()
      .filter(({ slot }) => isAgentSlot(slot))
      .map(({ pid }) => pid);

  function hit(git: SupervisedProcess | null): void {
    if (strike === null || isStruck) return;
    isStruck = true;
    const others = options
      .processes()
      .list()
      .map(({ pid }) => pid);
    options.say({ kind: "strike", alive: [...others, process.pid] });
    switch (strike.victim) {
      case "git":
        if (git !== null) kill(git.identity.pid);
        return;
      case "agent":
        for (const pid of agentPids()) kill(pid);
        return;
      case "all":
        for (const pid of others) kill(pid);
        return kill(process.pid);
      case "daemon":
        return kill(process.pid);
      default:
        return strike.victim satisfies never;
    }
  }

  async function followGit(point: string, effect: string, child: SupervisedProcess, spec: SpawnSpec) {
    const isWriter = spec.env["GIT_OPTIONAL_LOCKS"] !== "0";
    const isAimed = strike?.point === point;
    if (isAimed && !isWriter) return hit(child);
    const before = new Set(locksIn(gitDir));
    let hasEnded = false;
    // Registered before anyone else's: at the end of git the blow falls before the daemon has heard of it.
    const ended = child.exited.then(() => {
      hasEnded = true;
      if (isAimed) hit(child);
    });
    const deadline = performance.now() + LOCK_WAIT_MS_MAX;
    let tookLock = false;
    while (!hasEnded && !tookLock && performance.now() < deadline) {
      tookLock = locksIn(gitDir).some((path) => !before.has(path));
      if (!tookLock) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (isAimed && (tookLock || !hasEnded)) hit(child);
    await ended;
    options.say({ kind: "point", seen: { point, effect, hasAgent: false, git: { isWriter, tookLock } } });
  }

  return {
    reached: (point, effect) => {
      if (strike === null)
        options.say({ kind: "point", seen: { point, effect, hasAgent: agentPids().length > 0, git: null } });
      if (strike?.point === point) hit(null);
    },
    gitStarted: (point, effect, child, spec) => {
      if (strike === null || strike.point === point) void followGit(point, effect, child, spec);
    },
  };
}

function isAgentSlot(slot: string): boolean {
  const name = slot.split("/").at(-1) ?? "";
  return !isGitSlot(name) && !name.startsWith("check-");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It was quicker.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Git's lock files, without the objects, which are never locked. */
function locksIn(gitDir: string, inside = ""): string[] {
  const found: string[] = [];
  for (const entry of listOf(join(gitDir, inside))) {
    const path = join(inside, entry.name);
    if (!entry.isDirectory() && entry.name.endsWith(".lock")) found.push(path);
    else if (entry.isDirectory() && entry.name !== "objects" && path !== "jarvis")
      found.push(...locksIn(gitDir, path));
  }
  return found;
}

function listOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // Gone while we looked.
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return [];
    throw error;
  }
}
