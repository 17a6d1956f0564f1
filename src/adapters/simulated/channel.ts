import type { WorkerEvent } from "../../ports/agent.ts";

/** Events that wait for whoever listens, however late. */
export interface Channel extends AsyncIterable<WorkerEvent> {
  push(event: WorkerEvent): void;
  end(): void;
}

export function createChannel(): Channel {
  const ready: WorkerEvent[] = [];
  let isEnded = false;
  let wake: (() => void) | null = null;
  const poke = () => {
    wake?.();
    wake = null;
  };
  return {
    push: (event) => {
      if (!isEnded) ready.push(event);
      poke();
    },
    end: () => {
      isEnded = true;
      poke();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const event = ready.shift();
        if (event !== undefined) yield event;
        else if (isEnded) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}
