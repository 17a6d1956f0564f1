import type { WorkerEvent } from "../../ports/agent.ts";

/**
 * What waits for a slow consumer. From `PAUSE_AT` events on the agent's output is no longer read, so that the
 * agent itself comes to a stand; what was already on its way (a pipe, at most a few hundred events) still enters.
 * No event is lost but text deltas, whose text comes whole afterwards.
 */
export const PAUSE_AT = 1_000;
const RESUME_AT = 500;
/** Deltas are for eyes: who is this far behind is not watching. */
const DELTAS_DROPPED_AT = 200;

export interface EventQueue extends AsyncIterable<WorkerEvent> {
  readonly push: (event: WorkerEvent) => void;
  /** The last event. What is pushed later is dropped. */
  close(event: WorkerEvent & { readonly type: "closed" }): void;
}

export function createEventQueue(flow: {
  readonly pause: () => void;
  readonly resume: () => void;
}): EventQueue {
  const waiting: WorkerEvent[] = [];
  let wake = (): void => undefined;
  let isClosed = false;
  let isPaused = false;

  const add = (event: WorkerEvent): void => {
    waiting.push(event);
    if (!isPaused && waiting.length >= PAUSE_AT) {
      isPaused = true;
      flow.pause();
    }
    wake();
  };
  const take = (): WorkerEvent | undefined => {
    const event = waiting.shift();
    if (isPaused && waiting.length <= RESUME_AT) {
      isPaused = false;
      flow.resume();
    }
    return event;
  };

  return {
    push: (event) => {
      if (isClosed || (event.type === "text-delta" && waiting.length >= DELTAS_DROPPED_AT)) return;
      add(event);
    },
    close: (event) => {
      if (isClosed) return;
      isClosed = true;
      add(event);
    },
    [Symbol.asyncIterator]: async function* () {
      for (;;) {
        const event = take();
        if (event) yield event;
        else if (isClosed) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
