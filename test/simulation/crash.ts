// How a daemon dies: at once, with whatever it had begun; its processes go on for a while.
import type { Simulation } from "./simulation.ts";

/** Mostly short, at times long: some of `shortMs`, minutes, hours. */
export function someMs({ random }: Simulation, shortMs: number): number {
  const chance = random.next();
  if (chance < 0.75) return random.below(shortMs);
  if (chance < 0.95) return random.below(10 * 60_000);
  return random.below(8 * 3_600_000);
}

/** A wait that a fault makes: it ends with the faults at the latest. */
export async function waitAtFault({ clock, calm }: Simulation, ms: number): Promise<void> {
  try {
    await clock.wait(ms, calm.signal);
  } catch (error) {
    if (!calm.signal.aborted) throw error;
  }
}

/** How long a process mostly outlives its daemon at most. */
const ORPHAN_MS = 30_000;

/** What is in its memory is gone from here on. The main loop starts the next one. */
export function die(simulation: Simulation): void {
  const { daemon, random, clock, world } = simulation;
  if (daemon.life.isDead()) return;
  daemon.life.kill();
  simulation.crashCount += 1;
  simulation.step("crash");
  // Some processes die with the daemon, some go on until they notice: they are what `stopSlot` is for.
  for (const process of world.processes.filter((one) => one.isAlive)) {
    simulation.orphans.add(process);
    const livesOnMs = random.chance(0.4) ? 0 : someMs(simulation, ORPHAN_MS);
    void clock.wait(livesOnMs).then(() => world.kill(process));
  }
  const downMs = random.chance(0.7) ? 0 : someMs(simulation, 5_000);
  simulation.restartAt = clock.now() + downMs;
  void clock.wait(downMs);
}
