// One life of the daemon. Every port call of a life takes virtual time and can be cut by its death, before or after its effect on the world.
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "./random.ts";

export interface Life {
  isDead(): boolean;
  kill(): void;
  /**
   * Runs one call: waits, changes the world, waits, answers. In a dead life the change may still happen (a git that finishes after its parent),
   * the answer never comes.
   */
  call<Result>(name: string, change: () => Result): Promise<Result>;
  /** As `call`, for what the daemon does with its own hands (a signal, a pipe): it never happens after its death. */
  act<Result>(name: string, change: () => Result): Promise<Result>;
}

export interface Faults {
  /** Longest wait before and after a call's effect, in virtual milliseconds. */
  readonly callMsMax: number;
  /** Chance that a call of a dead life still changes the world. */
  readonly lateEffect: number;
}

/** Never settles: what a dead daemon awaits. */
export const never = <Result>() => new Promise<Result>(() => undefined);

export function createLife(clock: Clock, random: Random, faults: Faults): Life {
  let isDead = false;
  return {
    isDead: () => isDead,
    kill: () => {
      isDead = true;
    },
    call: (_name, change) => timed(change, faults.lateEffect),
    act: (_name, change) => timed(change, 0),
  };

  async function timed<Result>(change: () => Result, lateEffect: number): Promise<Result> {
    await clock.wait(random.below(faults.callMsMax + 1));
    if (isDead && !random.chance(lateEffect)) return await never<Result>();
    const result = change();
    await clock.wait(random.below(faults.callMsMax + 1));
    return isDead ? await never<Result>() : result;
  }
}
