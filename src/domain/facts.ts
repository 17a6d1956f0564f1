// What was last seen of the world, and how old that is: in memory, unknown after a restart until it is seen again.
import type { Instant } from "./ids.ts";

export interface Fact {
  readonly value: string;
  readonly observedAt: Instant;
}

/** The latest observations; null: unknown. */
export interface Facts {
  read(subject: string, name: string): Fact | null;
}

/** The subject of what is known of the daemon itself; `started`: since when its facts are. */
export const DAEMON = "daemon";

/**
 * What a watch tells of an agent in a turn; an empty value, as none: nothing. `observedAt` is when it was last heard.
 * `stale`: nothing was heard for a while · `quiet`: for so long that the user should look, with its last step · `repeats`: the call that it makes
 * again and again.
 */
export type AgentTrouble = "stale" | "quiet" | "repeats";

export function readTrouble(facts: Facts, subject: string, name: AgentTrouble): Fact | null {
  const fact = facts.read(subject, name);
  return fact === null || fact.value === "" ? null : fact;
}
