// What came of a time away. Made from the state, and so from the journal alone: what an agent says of itself has no part in it.
import { fuseText } from "../landing/fuse.ts";
import type { Instant } from "../ids.ts";
import type { Run } from "../run/state.ts";
import { cut } from "../shared.ts";
import { must, type State } from "../state.ts";
import { boardRow, type BoardRow, type Facts } from "../status.ts";
import { latestRun } from "../ticket/latest-run.ts";
import { beyond } from "../budget/amounts.ts";
import { NOTHING } from "../budget/state.ts";
import { REPORT_LIST_MAX, type Away, type AwayEnd, type AwayReport } from "./state.ts";

/** Facts are what is seen at this moment; a report of hours is made without them. */
const NO_FACTS: Facts = { read: () => null };

/** Lines of a change that a person reads in a minute: about 500 in an hour, the upper end of what inspections of code find useful. */
const LINES_PER_MINUTE = 8;
const REVIEW_MINUTES_MAX = 60;
/** To read what happened and decide what comes next. */
const DECISION_MINUTES = 3;
/** To read a card and say yes. */
const CARD_MINUTES = 2;

const TEXT_CHARS_MAX = 300;

export function awayReport(state: State, why: AwayEnd, at: Instant): AwayReport {
  const { away } = state;
  const since = away?.since ?? at;
  const lists = {
    landed: landedSince(state, since),
    waits: waitsNow(state, since),
    failed: failedSince(state, since),
    kept: keptSince(state, since),
  };
  const cutLists = {
    landed: lists.landed.slice(0, REPORT_LIST_MAX),
    waits: lists.waits.slice(0, REPORT_LIST_MAX),
    failed: lists.failed.slice(0, REPORT_LIST_MAX),
    kept: lists.kept.slice(0, REPORT_LIST_MAX),
  };
  const leftOut = Object.values(lists).map((list) => Math.max(0, list.length - REPORT_LIST_MAX));
  return {
    since,
    endedAt: at,
    why,
    ...cutLists,
    refused: away?.refused ?? [],
    spentUsd: spentAway(state, away).costUsd,
    costUsdMax: away?.costUsdMax ?? 0,
    leftOutCount: leftOut.reduce((sum, one) => sum + one, 0),
  };
}

/** What all runs have spent since the user went away. */
export function spentAway({ spending }: State, away: Away | null) {
  return away === null ? NOTHING : beyond(spending.total, away.spentBefore);
}

function landedSince(state: State, since: Instant): AwayReport["landed"] {
  return [...state.landings.values()].flatMap((landing) =>
    landing.stage.name === "landed" && landing.since >= since
      ? [{ ticket: landing.ticket, title: titleOf(state, landing.ticket), commit: landing.stage.commit }]
      : [],
  );
}

/** First what keeps everything from landing, then what can land, then what needs an answer, then drafts; the quick before the long. */
function waitsNow(state: State, since: Instant): AwayReport["waits"] {
  const rows = [...state.openTickets.values()].flatMap((ticket) => {
    const row = boardRow(state, NO_FACTS, ticket);
    // A draft from before was left lying on purpose.
    if (row.waitsFor === null || (row.word === "draft" && ticket.since < since)) return [];
    return [{ row, minutes: minutesFor(row, latestRun(state, ticket)) }];
  });
  const sorted = rows.toSorted(
    (one, other) =>
      rankOf(one.row) - rankOf(other.row) || one.minutes - other.minutes || one.row.since - other.row.since,
  );
  const ofTickets = sorted.map(({ row, minutes }) => ({
    ticket: row.ticket,
    title: cut(row.title, TEXT_CHARS_MAX),
    what: cut(row.waitsFor ?? "", TEXT_CHARS_MAX),
    minutes,
  }));
  const fuse = fuseText(state);
  if (fuse === null) return ofTickets;
  const what = cut(`look, then reset it: ${fuse}`, TEXT_CHARS_MAX);
  return [{ ticket: null, title: "Landing fuse", what, minutes: DECISION_MINUTES }, ...ofTickets];
}

function rankOf({ word }: BoardRow): number {
  if (word === "ready") return 0;
  return word === "draft" ? 2 : 1;
}

function minutesFor({ word }: BoardRow, run: Run | null): number {
  if (word === "draft") return CARD_MINUTES;
  if (word !== "ready" || run?.change === undefined || run.change === null) return DECISION_MINUTES;
  const { added, removed } = run.change;
  return Math.min(REVIEW_MINUTES_MAX, CARD_MINUTES + Math.ceil((added + removed) / LINES_PER_MINUTE));
}

function failedSince(state: State, since: Instant): AwayReport["failed"] {
  const runs = [...state.runs.values()].flatMap(({ stage, since: endedAt, ticket }) =>
    stage.name === "ended" &&
    endedAt >= since &&
    stage.outcome !== "landed" &&
    stage.outcome !== "cancelled" &&
    state.tickets.get(ticket)?.stage.name !== "landed"
      ? [failure(state, ticket, `${stage.outcome}: ${stage.detail}`)]
      : [],
  );
  const landings = [...state.landings.values()].flatMap(({ stage, since: endedAt, ticket, isEjected }) => {
    if (endedAt < since || state.tickets.get(ticket)?.stage.name === "landed") return [];
    if (stage.name === "conflicted")
      return [failure(state, ticket, `conflict in ${stage.files.length} file(s)`)];
    return stage.name === "rejected" && isEjected
      ? [failure(state, ticket, `not landed: ${stage.reason}`)]
      : [];
  });
  return [...runs, ...landings];
}

function failure(state: State, ticket: Run["ticket"], why: string): AwayReport["failed"][number] {
  return { ticket, title: titleOf(state, ticket), why: cut(why, TEXT_CHARS_MAX) };
}

function keptSince(state: State, since: Instant): AwayReport["kept"] {
  return [...state.runs.values()].flatMap(({ id, ticket, keepRef, stage, since: endedAt }) =>
    keepRef !== null && stage.name === "ended" && endedAt >= since ? [{ ticket, run: id, ref: keepRef }] : [],
  );
}

function titleOf(state: State, ticket: Run["ticket"]): string {
  return cut(must(state.tickets, ticket).spec.title, TEXT_CHARS_MAX);
}
