// How long a command that follows the daemon waits for one that is gone.
import { DaemonFailed } from "../failures.ts";

export interface Patience {
  note(state: "lost" | "back"): void;
  /** Rejects when the connection was lost and did not come back; never resolves. */
  readonly atItsEnd: Promise<never>;
  /** Nobody waits any more. */
  close(): void;
}

/** A daemon that starts again, on a busy machine too. */
const LOST_MS_MAX = 60_000;

/** `tell`: a line for people. */
export function createPatience(tell: (text: string) => void, lostMsMax = LOST_MS_MAX): Patience {
  const end = Promise.withResolvers<never>();
  // Whoever does not wait for it has ended in another way.
  end.promise.catch((error: unknown) => error);
  let timer: NodeJS.Timeout | undefined;
  return {
    atItsEnd: end.promise,
    note: (state) => {
      clearTimeout(timer);
      if (state === "back") return tell("The connection to JARVIS is back.");
      tell("The connection to JARVIS is lost; trying again.");
      timer = setTimeout(() => end.reject(goneFor(lostMsMax)), lostMsMax);
    },
    close: () => clearTimeout(timer),
  };
}

function goneFor(lostMs: number): DaemonFailed {
  return new DaemonFailed(
    "connection-lost",
    `Followed JARVIS, and the connection is lost since ${Math.round(lostMs / 1_000)} s. Look whether it still runs: jarvis ls`,
  );
}
