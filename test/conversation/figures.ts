// What was played, in numbers.
import type { Played } from "./play.ts";
import { waitsOf, type Wait } from "./properties.ts";

/** A message of the user reaches the model this fast, once the turn in its way has ended. */
export const BEYOND_MS_MAX = 500;

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Share of those beyond `BEYOND_MS_MAX`. */
  readonly shareBeyondLimit: number;
}

/** How long the user's messages took to reach the model; kills and restarts in between do not count. */
export interface Waits {
  readonly limitMs: number;
  /** From the end of the turn in its way, or from the message itself when there was none. */
  readonly beyondTurnMs: Spread;
  /** From the message to the end of the report turn that made way for it. */
  readonly interruptMs: Spread;
  /** From the message to the end of the user's former turn, which is never cut off. */
  readonly endOfUserTurnMs: Spread;
  /** As the first, when an agent had to be started. */
  readonly withStartOfAgentMs: Spread;
}

export function waitsIn(played: readonly Played[]): Waits {
  const waits = played.flatMap((one) => waitsOf(one.recording));
  const warm = waits.filter((wait) => !wait.isCold);
  const behind = (what: Wait["behind"]) => warm.filter((wait) => wait.behind === what);
  return {
    limitMs: BEYOND_MS_MAX,
    beyondTurnMs: spread(warm.map((wait) => wait.beyondMs)),
    interruptMs: spread(behind("interrupted").map((wait) => wait.turnMs)),
    endOfUserTurnMs: spread(behind("answered").map((wait) => wait.turnMs)),
    withStartOfAgentMs: spread(waits.filter((wait) => wait.isCold).map((wait) => wait.beyondMs)),
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  const beyondCount = sorted.filter((value) => value > BEYOND_MS_MAX).length;
  const shareBeyondLimit = Math.round((1_000 * beyondCount) / Math.max(1, sorted.length)) / 1_000;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1), shareBeyondLimit };
}

export function countsIn(played: readonly Played[]): Readonly<Record<string, unknown>> {
  const recordings = played.map((one) => one.recording);
  const types = played.flatMap((one) => one.events.map((event) => event.type));
  const said = recordings.flatMap((one) => [...one.said.values()]);
  const countOf = <Item>(items: readonly Item[], wanted: Item) =>
    items.filter((item) => item === wanted).length;
  const kinds = said.map((one) => one.kind);
  return {
    schedules: played.length,
    calmSchedules: played.filter((one) => one.schedule.isCalm).length,
    messages: countOf(kinds, "user"),
    reports: countOf(kinds, "report"),
    turnsAnswered: countOf(types, "conversation.turn-answered"),
    turnsInterrupted: countOf(types, "conversation.turn-interrupted"),
    turnsLost: countOf(types, "conversation.turn-lost"),
    modelRequests: total(recordings.map((one) => one.requests.length)),
    finalTextsWasted: total(recordings.map((one) => wastedIn(one.requests))),
    agentsStarted: total(recordings.map((one) => one.starts.length)),
    troubles: countBy(recordings.flatMap((one) => one.troubles)),
    callsOfUserTurns: callsIn(played, "user"),
    callsOfReportTurns: callsIn(played, "report"),
  };
}

/** Final texts of the model for a turn that had one already: what a crash wasted. */
function wastedIn(requests: Played["recording"]["requests"]): number {
  const turns = requests.flatMap(({ isFinal, isAnswered, asked }) =>
    isFinal && isAnswered && asked !== null ? [asked.prompt.n] : [],
  );
  return turns.length - new Set(turns).size;
}

function callsIn(played: readonly Played[], kind: "user" | "report"): Record<string, number> {
  return countBy(
    played.flatMap(({ recording: { uses, said } }) =>
      uses.filter((use) => said.get(use.askedBy)?.kind === kind).map((use) => `${use.tool} ${use.outcome}`),
    ),
  );
}

export function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words.toSorted()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
