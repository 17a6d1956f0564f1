// What can go wrong around an effect. Every kind of effect meets every fault, or a line here says why it cannot.
import type { ObligationKind } from "../../src/domain/obligation.ts";

export const FAULTS = [
  /** The daemon dies as the effect begins. */
  "crash-before",
  /** It dies in a call of a port, before or after the world has changed. */
  "crash-in-the-middle",
  /** It dies when the effect has done all, its last observation on record or not. */
  "crash-after",
  /** An observation never arrives, and the effect does not know. */
  "observation-lost",
  "observation-duplicated",
  "observation-delayed",
  /** Other commands that came later are decided before it. */
  "observation-reordered",
  /** An observation arrives when the daemon that made it is dead, or its obligation not owed any more. */
  "former-life-observation",
  /** The effect begins while a process of a former daemon is alive for the same subject, and ends it or sees it end late. */
  "former-life-exit",
  /** No space left where the journal is. */
  "journal-full",
  /** No space left where repository and workspaces are. */
  "disk-full",
  /** A call of a port takes seconds, minutes or hours. */
  "slow",
  /** A port fails, before or after the world has changed. */
  "failure-soon",
  "failure-after-change",
  "failure-never",
  /** The machine sleeps while the effect is under way. */
  "sleep",
] as const;

export type Fault = (typeof FAULTS)[number];

/** Faults that cannot meet an effect, with the reason. */
type Impossible = { readonly [Each in Fault]?: string };

const ONLY_READS = "it writes nothing to repository or workspaces";

const NO_PORT: Impossible = {
  "crash-in-the-middle": "it calls no port",
  "disk-full": "it calls no port",
  slow: "it calls no port",
  "failure-soon": "it calls no port",
  "failure-after-change": "it calls no port",
  "failure-never": "it calls no port",
};

const NO_OBSERVATION: Impossible = {
  "observation-lost": "it reports nothing",
  "observation-duplicated": "it reports nothing",
  "observation-delayed": "it reports nothing",
  "observation-reordered": "it reports nothing",
  "former-life-observation": "it reports nothing",
  "journal-full": "it reports nothing",
};

/** One line a kind of effect; a kind without its line does not compile. */
export const IMPOSSIBLE: { readonly [Kind in ObligationKind]: Impossible } = {
  "start-run": { "disk-full": ONLY_READS, "former-life-exit": "its ticket has no process yet" },
  "prepare-workspace": { "former-life-exit": "its run has no process yet" },
  "run-agent": { "disk-full": ONLY_READS },
  "import-commits": {},
  "check-run": {},
  "review-run": { "disk-full": ONLY_READS },
  "hand-over": { "disk-full": ONLY_READS },
  "stop-agent": { "disk-full": ONLY_READS },
  "keep-work": { "former-life-exit": "stop-agent has proven before that none is alive" },
  "remove-workspace": { "former-life-exit": "stop-agent has proven before that none is alive" },
  "verify-landing": {},
  land: { "former-life-exit": "it has no process: its checks have ended before it is owed" },
  "deliver-message": { "disk-full": ONLY_READS },
  "interrupt-turn": { ...NO_OBSERVATION, "disk-full": ONLY_READS },
  "follow-up": {
    ...NO_PORT,
    "former-life-observation": "its command carries no key and dies with its daemon",
  },
};

export function isPossible(kind: ObligationKind, fault: Fault): boolean {
  return IMPOSSIBLE[kind][fault] === undefined;
}

/** Times that each fault met each kind of effect. */
export class FaultHits {
  readonly #counts = new Map<string, number>();

  add(kind: ObligationKind, fault: Fault, count = 1): void {
    const cell = `${kind}/${fault}`;
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + count);
  }

  of(kind: ObligationKind, fault: Fault): number {
    return this.#counts.get(`${kind}/${fault}`) ?? 0;
  }

  /** The whole table: a count for each cell, or the reason why it cannot be. */
  table(
    kinds: readonly ObligationKind[],
  ): Readonly<Record<string, Readonly<Record<Fault, number | string>>>> {
    const rowOf = (kind: ObligationKind) =>
      Object.fromEntries(
        FAULTS.map((fault) => [fault, IMPOSSIBLE[kind][fault] ?? this.of(kind, fault)]),
      ) as Record<Fault, number | string>; // made from all of FAULTS
    return Object.fromEntries(kinds.map((kind) => [kind, rowOf(kind)]));
  }
}
