// What stands over the page about the user's repository, read again when something of ours may have changed it, and now and then.
import type { EngineAccess } from "../engine/engine.ts";
import type { Clock } from "../ports/clock.ts";
import { PortFailure } from "../ports/failure.ts";
import type { Repository, RepositoryFacts } from "../ports/repository.ts";

/** The user works in the checkout too, and nothing tells us of it. */
const REREAD_MS = 30_000;
const AFTER = new Set(["ticket.landed", "run.created", "conversation.message-received", "landing.blocked"]);

/** Returns the way to stop. */
export function watchRepository(
  repository: Pick<Repository, "describe">,
  engine: Pick<EngineAccess, "onEvents">,
  clock: Clock,
  tell: (facts: RepositoryFacts) => void,
): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  let isDue = false;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    while (isDue && !signal.aborted) {
      isDue = false;
      try {
        tell(await repository.describe());
      } catch (error) {
        // A repository that cannot be read now is described as it last was; whoever works on it reports what is wrong.
        if (!(error instanceof PortFailure)) throw error;
      }
    }
    reading = null;
  }

  const note = () => {
    isDue = true;
    reading ??= read();
  };

  async function repeat(): Promise<void> {
    try {
      for (;;) {
        await clock.wait(REREAD_MS, signal);
        note();
      }
    } catch (error) {
      // The wait ends early when we are told to stop, and with it the repeating.
      if (!signal.aborted) throw error;
    }
  }

  const unlisten = engine.onEvents((events) => {
    if (events.some(({ type }) => AFTER.has(type))) note();
  });
  const repeating = repeat();
  return async () => {
    stop.abort();
    unlisten();
    await repeating;
    await reading;
  };
}
