// The time in which nobody watches: until when, for how much money, what was refused in it, and what there is to tell afterwards.
import type { Amounts } from "../budget/state.ts";
import type { Instant } from "../ids.ts";

/** What must be green before nobody watches, in the order in which it is told. */
export const CONDITIONS = ["box", "model", "disk", "memory", "base", "power"] as const;
export type ConditionName = (typeof CONDITIONS)[number];

/** One of them, as it was measured when the user wanted to go. */
export interface Condition {
  readonly name: ConditionName;
  readonly isGreen: boolean;
  /** What was found, with its numbers. */
  readonly found: string;
  /** What the user can do about it; empty when it is green. */
  readonly todo: string;
}

/** A command that was refused because the user is away. */
export interface AwayRefusal {
  readonly at: Instant;
  /** `ticket.approve`. */
  readonly command: string;
  readonly by: "user" | "orchestrator";
  /** `T-3`; null: it is about the whole project. */
  readonly about: string | null;
}

export interface Away {
  /** Another one for each time away: the sequence of the event that began it. */
  readonly n: number;
  readonly since: Instant;
  /** By the clock on the wall: a machine that slept has slept through it. */
  readonly until: Instant;
  readonly costUsdMax: number;
  /** The user accepted that no box is around the workers. */
  readonly isUnsafe: boolean;
  /** All that the project had spent when it began. */
  readonly spentBefore: Amounts;
  /** When its time was over; null: it is not. Its budget holds on until the user says that they are back. */
  readonly endedAt: Instant | null;
  /** Oldest first, at most `REFUSALS_MAX`. */
  readonly refused: readonly AwayRefusal[];
}

/** What came of a time away, told from the journal alone when it ended. */
export interface AwayReport {
  readonly since: Instant;
  readonly endedAt: Instant;
  readonly why: AwayEnd;
  readonly landed: readonly { readonly ticket: string; readonly title: string; readonly commit: string }[];
  /** In the order in which it is best done. `ticket` null: it is about the whole project. */
  readonly waits: readonly {
    readonly ticket: string | null;
    readonly title: string;
    readonly what: string;
    /** About how long it takes the user. */
    readonly minutes: number;
  }[];
  readonly failed: readonly { readonly ticket: string; readonly title: string; readonly why: string }[];
  readonly refused: readonly AwayRefusal[];
  readonly spentUsd: number;
  readonly costUsdMax: number;
  readonly kept: readonly { readonly ticket: string; readonly run: string; readonly ref: string }[];
  /** Entries that did not fit into one of the lists. */
  readonly leftOutCount: number;
}

/** Its time was over, or the user said that they are back before. */
export type AwayEnd = "time" | "back";

/** A wish to be away for less is a slip of the finger. */
export const AWAY_MS_MIN = 60_000;
/** As long as the longest usage window of a plan: nobody can foresee more. */
export const AWAY_MS_MAX = 7 * 24 * 60 * 60_000;
/** US dollars, as for one raise of a budget: more is a slip of the finger. */
export const AWAY_COST_USD_MAX = 10_000;
/** Refusals that are put on record in one time away; a page that asks again and again must not fill the journal. */
export const REFUSALS_MAX = 50;
/** Entries of each list of a report. */
export const REPORT_LIST_MAX = 50;

/** Nobody watches at this instant: what needs a person is refused, or waits. */
export function isAway({ away }: { readonly away: Away | null }, at: Instant): boolean {
  return away !== null && away.endedAt === null && at < away.until;
}
