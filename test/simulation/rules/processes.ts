// Never two agents on a session, and whatever is stopped has no survivor.
import type { State } from "../../../src/domain/state.ts";
import { reviewSlot } from "../../../src/engine/review-slot.ts";
import type { Simulation } from "../simulation.ts";
import type { Rule } from "./rule.ts";

/** What a stop may take, when no call of a port is under way any more. */
const STOP_MS_MAX = 10_000;
const STOP_TICKS_MAX = 40;

export function oneAgentASession(simulation: Simulation): Rule {
  return {
    onTick: () => {
      const slots = new Set<string>();
      for (const { isAlive, slot } of simulation.world.processes) {
        if (!isAlive || slot.startsWith("check-")) continue;
        if (slots.has(slot)) simulation.problem(`two agents on one session: ${slot}`);
        slots.add(slot);
      }
    },
  };
}

/** A run that is said to be stopped, one that is paused, and everything when everything is stopped. */
export function stopsLeaveNoSurvivor(simulation: Simulation): Rule {
  const { world, clock } = simulation;
  const since = new Map<string, { readonly ms: number; ticks: number }>();

  const alive = (isMeant: (slot: string) => boolean) =>
    world.processes.filter((one) => one.isAlive && isMeant(one.slot)).map((one) => one.slot);

  /** Told when the stop is complete, as far as the engine is concerned, and stays so. */
  function expectNone(what: string, isSettled: boolean, isMeant: (slot: string) => boolean): void {
    if (!isSettled) {
      since.delete(what);
      return;
    }
    const known = since.get(what) ?? { ms: clock.now(), ticks: 0 };
    known.ticks += 1;
    since.set(what, known);
    if (known.ticks < STOP_TICKS_MAX || clock.now() - known.ms < STOP_MS_MAX) return;
    const left = alive(isMeant);
    if (left.length > 0) simulation.problem(`${what}, and alive are: ${left.join(", ")}`);
  }

  return {
    onEvent: (event) => {
      if (event.type !== "run.agent-stopped") return;
      const { run } = event.data;
      if (alive((slot) => slot === run || slot === reviewSlot(run)).length > 0)
        simulation.problem(`${run} is said to be stopped and a process of it lives`);
    },
    onTick: (state: State) => {
      const { engine, life } = simulation.daemon;
      const isAwake = !life.isDead() && engine.state().seq === state.seq;
      const flights = isAwake ? engine.inFlight() : [];
      const isHalted = isAwake && state.halted !== null && flights.length === 0;
      expectNone("everything is stopped", isHalted, () => true);
      for (const { id, stage } of state.runs.values()) {
        const what = `${id} is paused`;
        if (stage.name !== "paused" && !since.has(what)) continue;
        const isIdle = isAwake && !flights.some((key) => key.startsWith(`${id}/`));
        expectNone(what, isIdle && stage.name === "paused", (slot) => slot === id);
      }
    },
    atEnd: () => {
      const left = alive((slot) => slot.startsWith("R-") || slot.startsWith("check-"));
      if (left.length > 0) simulation.problem(`processes left: ${left.join(", ")}`);
      if (world.worktrees.size > 0)
        simulation.problem(`worktrees left: ${[...world.worktrees.keys()].join(", ")}`);
    },
  };
}
