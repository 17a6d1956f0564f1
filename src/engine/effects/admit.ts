// A run starts, or goes on, through the door that all projects of the daemon share; what it waits for meanwhile stands on the board.
import type { Instant, RunId } from "../../domain/ids.ts";
import type { Measured } from "../../domain/run/state.ts";
import { WAITS_FOR } from "../../domain/status.ts";
import type { EffectContext } from "../effect.ts";

export interface Admitting {
  /** The ticket or run that the board says it of. */
  readonly subject: string;
  readonly since: Instant;
  readonly isResumption: boolean;
}

/** Calls `start` once there is room; nothing when it is let go before. `start` says which run is on record now. */
export async function admitted(
  context: EffectContext,
  { subject, since, isResumption }: Admitting,
  start: (measured: Measured) => Promise<RunId | null>,
): Promise<void> {
  const say = (reason: string) => context.facts.set(subject, WAITS_FOR, reason, context.clock.now());
  const entry = await context.admission.enter({ since, isResumption, signal: context.signal, onWait: say });
  say("");
  if (entry === null) return;
  let run: RunId | null = null;
  try {
    run = await start(entry.measured);
  } finally {
    entry.done(run);
  }
}
