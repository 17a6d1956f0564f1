// Virtual time for the engine's tests: it moves only while a test waits for something.
import { createSeededIds, createVirtualClock, type VirtualClock } from "../../adapters/simulated/time.ts";
import { createRandom } from "../../adapters/simulated/random.ts";
import type { Ids } from "../../ports/ids.ts";

/** Sleepers to wake before a test gives up: what it waits for does not come. */
const STEPS_MAX = 20_000;

export interface Virtual {
  readonly clock: VirtualClock;
  readonly ids: Ids;
  /** Lets time pass until it is true. */
  readonly until: (isTrue: () => boolean) => Promise<void>;
  /** Lets time pass until the promise is settled. */
  readonly settled: <Result>(promise: Promise<Result>) => Promise<Result>;
  /** Lets `ms` pass, and everything happen that is due within. */
  readonly pass: (ms: number) => Promise<void>;
}

export function createVirtual(seed = 1): Virtual {
  const clock = createVirtualClock();
  const until = async (isTrue: () => boolean) => {
    for (let step = 0; step < STEPS_MAX; step += 1) {
      await clock.settle();
      if (isTrue()) return;
      if (!clock.advance()) throw new RangeError(`all is quiet, and it is not true: ${isTrue.toString()}`);
    }
    throw new RangeError(`after ${STEPS_MAX} steps it is not true: ${isTrue.toString()}`);
  };
  const settled = async <Result>(promise: Promise<Result>) => {
    let isSettled = false;
    const mark = () => {
      isSettled = true;
    };
    promise.then(mark, mark);
    await until(() => isSettled);
    return await promise;
  };
  return {
    clock,
    ids: createSeededIds(createRandom(seed)),
    until,
    settled,
    pass: (ms) => settled(clock.wait(ms)),
  };
}
