// One life of a daemon in this process: when it is killed nothing of it moves any more, and its pipes to the agent break, as those of a dead
// process do. The agent itself is left alone.
import type { Clock } from "../../src/ports/clock.ts";
import type { SupervisedProcess } from "../../src/ports/processes.ts";
import type { Sandbox } from "../../src/ports/sandbox.ts";

export interface DaemonLife {
  isDead(): boolean;
  kill(): void;
  /** What the call comes to; nothing ever, once the life is over. */
  alive<Result>(call: Promise<Result>): Promise<Result>;
  readonly clock: Clock;
  /** A box whose processes are ours to lose. */
  readonly sandbox: Sandbox;
  /** The agent's process that was started last. */
  newest(): SupervisedProcess | null;
}

export interface LifePlan {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  /** In place of a wait of this many ms, another. */
  readonly waits: ReadonlyMap<number, number>;
  onStart(slot: string): void;
}

export function beginLife(plan: LifePlan): DaemonLife {
  const ending = new AbortController();
  const children: SupervisedProcess[] = [];
  const isDead = () => ending.signal.aborted;
  const never = <Result>() => new Promise<Result>(() => undefined);
  const alive = async <Result>(call: Promise<Result>): Promise<Result> => {
    try {
      const result = await call;
      return isDead() ? await never<Result>() : result;
    } catch (error) {
      if (isDead()) return await never<Result>();
      throw error;
    }
  };
  return {
    isDead,
    alive,
    kill: () => {
      ending.abort();
      for (const child of children)
        for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.destroy();
    },
    clock: {
      now: () => plan.clock.now(),
      wait: (ms, signal) => {
        const both = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal]);
        return alive(plan.clock.wait(plan.waits.get(ms) ?? ms, both));
      },
    },
    sandbox: {
      ...plan.sandbox,
      spawn: async (territory, argv, options) => {
        // What a dead daemon had only begun to prepare never starts.
        if (isDead()) return await never<SupervisedProcess>();
        plan.onStart(territory.slot);
        const child = await alive(plan.sandbox.spawn(territory, argv, options));
        children.push(child);
        return { ...child, exited: alive(child.exited), stop: () => alive(child.stop()) };
      },
    },
    newest: () => children.at(-1) ?? null,
  };
}
