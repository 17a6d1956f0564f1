// What stands over the page about the user's repository, read again when something of ours may have changed it, and when git's own files say that
// somebody else has.
import { statSync } from "node:fs";
import { join } from "node:path";
import type { EngineAccess } from "../engine/engine.ts";
import type { Clock } from "../ports/clock.ts";
import { PortFailure } from "../ports/failure.ts";
import type { Repository, RepositoryFacts } from "../ports/repository.ts";

/** The user works in the checkout too: what git writes when they do is looked at so often, without a process. */
const LOOK_MS = 5_000;
const WRITTEN_BY_GIT = ["HEAD", "index", "packed-refs", join("logs", "HEAD")];
const AFTER = new Set(["ticket.landed", "run.created", "conversation.message-received", "landing.blocked"]);

/** Returns the way to stop. */
export function watchRepository(
  {
    repository,
    commonDir,
  }: { readonly repository: Pick<Repository, "describe">; readonly commonDir: string },
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
    let known = fingerprint(commonDir);
    try {
      for (;;) {
        await clock.wait(LOOK_MS, signal);
        const now = fingerprint(commonDir);
        if (now !== known) note();
        known = now;
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

/** Another one after whatever git has written there. */
function fingerprint(commonDir: string): string {
  return WRITTEN_BY_GIT.map((name) => {
    const found = statSync(join(commonDir, name), { throwIfNoEntry: false });
    return found === undefined ? "" : `${found.mtimeMs}/${found.size}/${found.ino}`;
  }).join();
}
