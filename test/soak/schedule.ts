// When which fault is struck in a soak of so many minutes: the same for a seed.
import { createRandom } from "../../src/adapters/simulated/random.ts";

export const FAULTS = [
  /** The daemon gets SIGKILL, and is started again. */
  "daemonKilled",
  /** The model answers every request with 429 for a while. */
  "rateLimit",
  /** The agent of a worker is taken the memory. */
  "outOfMemory",
  /** The model answers every request with 401, until the user connects it again. */
  "signInRefused",
  /** Nothing can be written where home, repository and worktrees are. */
  "diskFull",
  /** The daemon's clock goes an hour ahead, or back again. */
  "clockJump",
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Blow {
  readonly atMs: number;
  readonly fault: Fault;
}

/** Each of the other faults is struck once in so long. */
const ROUND_MINUTES = 10;
/** Parts of the whole: after the last kill one daemon lives long enough for its memory to be judged; after `STRIKE_TO` all calms down. */
const KILLS_AT = [0.1, 0.2] as const;
const STRIKE_FROM = 0.25;
const STRIKE_TO = 0.9;

export function scheduleOf(seed: number, minutes: number): readonly Blow[] {
  const random = createRandom(seed);
  const wholeMs = minutes * 60_000;
  const others = FAULTS.filter((fault) => fault !== "daemonKilled");
  const roundCount = Math.max(1, Math.floor(minutes / ROUND_MINUTES));
  const order = Array.from({ length: roundCount }, () => shuffled(others, random)).flat();
  const slotMs = ((STRIKE_TO - STRIKE_FROM) * wholeMs) / order.length;
  return [
    ...KILLS_AT.map((part): Blow => ({ atMs: Math.round(part * wholeMs), fault: "daemonKilled" })),
    ...order.map((fault, n): Blow => {
      // Within the first half of its slot: it is over before the next begins.
      const withinMs = random.below(Math.max(1, Math.floor(slotMs / 2)));
      return { atMs: Math.round(STRIKE_FROM * wholeMs + n * slotMs + withinMs), fault };
    }),
  ];
}

function shuffled<Item>(items: readonly Item[], random: ReturnType<typeof createRandom>): readonly Item[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ item }) => item);
}
