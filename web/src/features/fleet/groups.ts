// The board's rows in the order in which the fleet shows them: what needs the user, what runs, what is next, what is over.
import type { BoardRow, StatusWord } from "../../../../src/wire/rows.ts";

export interface FleetGroups {
  /** Workers that wait for the user, the longest waiting first. */
  readonly needsYou: readonly BoardRow[];
  /** Workers that go on by themselves, newest first. */
  readonly underWay: readonly BoardRow[];
  /** Tickets that no worker has yet. */
  readonly next: readonly BoardRow[];
  /** Landed and closed, the last first. */
  readonly over: readonly BoardRow[];
}

type Place = "needs-you" | "under-way" | "next" | "over";

const PLACE_OF: Readonly<Record<StatusWord, Place>> = {
  draft: "next",
  queued: "next",
  starting: "under-way",
  working: "under-way",
  "needs-you": "needs-you",
  stuck: "needs-you",
  checking: "under-way",
  reviewing: "under-way",
  ready: "needs-you",
  conflict: "needs-you",
  landing: "under-way",
  landed: "over",
  parked: "under-way",
  paused: "under-way",
  "taken-over": "under-way",
  stopped: "over",
  failed: "over",
  closed: "over",
  unknown: "under-way",
};

export function groupRows(rows: readonly BoardRow[]): FleetGroups {
  const at = (place: Place) => rows.filter((row) => PLACE_OF[row.word] === place);
  return {
    needsYou: at("needs-you").toSorted((one, other) => one.since - other.since || byNumber(one, other)),
    underWay: at("under-way").toSorted((one, other) => byNumber(other, one)),
    next: at("next").toSorted((one, other) => nextRank(one) - nextRank(other) || one.since - other.since),
    over: at("over").toSorted((one, other) => other.since - one.since || byNumber(other, one)),
  };
}

/** What has been approved comes before what has not. */
function nextRank({ word }: BoardRow): number {
  return word === "queued" ? 0 : 1;
}

function byNumber(one: BoardRow, other: BoardRow): number {
  return numberOf(one.worker ?? one.ticket) - numberOf(other.worker ?? other.ticket);
}

function numberOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}

/** Tickets whose work reached the target since `midnight`, epoch milliseconds. */
export function landedSince(rows: readonly BoardRow[], midnight: number): number {
  return rows.filter(({ word, since }) => word === "landed" && since >= midnight).length;
}
