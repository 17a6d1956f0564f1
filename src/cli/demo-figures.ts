// The figures of a demo, from what was said, what was shown and the model's request log. A reader with the log can derive them again.
import type { ModelRequest } from "../wire/host.ts";

/** One message of the user: when it was sent and when its answer was shown. Epoch milliseconds. */
export interface SaidAt {
  readonly message: string;
  readonly pushedAt: number;
  readonly answeredAt: number;
}

/** In what company a message was sent. */
export type Phase = "alone" | "withWorkers" | "inReportTurn";

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly count: number;
}

/** What the product adds to a turn: push → request at the model, and last byte → answer shown. The model's own time is not in it. */
export function overheadMs(said: SaidAt, requests: readonly ModelRequest[]): number | null {
  const mine = requests.filter(
    (one) =>
      one.role === "conversation" &&
      one.kind === "user" &&
      one.messageIds.includes(said.message) &&
      one.lastByteAt > 0,
  );
  const first = mine[0];
  const last = mine.at(-1);
  return first === undefined || last === undefined
    ? null
    : Math.max(0, first.at - said.pushedAt) + Math.max(0, said.answeredAt - last.lastByteAt);
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), count: sorted.length };
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

function workerIntervals(requests: readonly ModelRequest[]): ReadonlyMap<string, Interval> {
  const found = new Map<string, Interval>();
  for (const one of requests.filter((request) => request.role === "worker" && request.lastByteAt > 0)) {
    const before = found.get(one.id) ?? { from: one.at, to: one.lastByteAt };
    found.set(one.id, { from: Math.min(before.from, one.at), to: Math.max(before.to, one.lastByteAt) });
  }
  return found;
}

/** How long the first two workers were both under way, from first request to last byte; 0 when never. */
export function overlapOf(requests: readonly ModelRequest[]): {
  readonly overlapMs: number;
  readonly interleavings: number;
} {
  const [a, b] = [...workerIntervals(requests).values()];
  if (a === undefined || b === undefined) return { overlapMs: 0, interleavings: 0 };
  const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  const lanes = requests
    .filter((one) => one.at >= both.from && one.at <= both.to && one.role !== "reviewer")
    .map((one) => one.lane);
  return {
    overlapMs: Math.max(0, both.to - both.from),
    interleavings: lanes.filter((lane, index) => index > 0 && lane !== lanes[index - 1]).length,
  };
}

/** User turns during which a worker was under way, at least in part. */
export function turnsWhileWorking(said: readonly SaidAt[], requests: readonly ModelRequest[]): number {
  const workers = [...workerIntervals(requests).values()];
  return said.filter((one) =>
    workers.some((worker) => worker.from <= one.answeredAt && worker.to >= one.pushedAt),
  ).length;
}

/** From the approval on record to the first request of the ticket's first run. */
export function approveToFirstRequestMs(
  approvals: ReadonlyMap<string, number>,
  requests: readonly ModelRequest[],
): readonly number[] {
  return [...approvals].flatMap(([ticket, at]) => {
    const first = requests.find((one) => one.role === "worker" && one.id === `R-${ticket.slice(2)}.1`);
    return first === undefined ? [] : [first.at - at];
  });
}

/** In a turn of reports when its request was under way, beside workers when one was; by the request log alone. */
export function phaseOf(said: SaidAt, requests: readonly ModelRequest[]): Phase {
  const isUnderWay = ({ at, lastByteAt }: ModelRequest) =>
    at <= said.pushedAt && (lastByteAt === 0 || lastByteAt >= said.pushedAt);
  if (requests.some((one) => one.kind === "report" && isUnderWay(one))) return "inReportTurn";
  return turnsWhileWorking([said], requests) > 0 ? "withWorkers" : "alone";
}
