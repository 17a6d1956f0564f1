// What a queued ticket waits for: the one answer for the engine and for the board.
import { claimOf, leftOf } from "../budget/caps.ts";
import { sum } from "../budget/amounts.ts";
import { NOTHING } from "../budget/state.ts";
import { waitForRoom, type Wait } from "../budget/room.ts";
import type { Instant } from "../ids.ts";
import { accountWaitsFor } from "../account/gate.ts";
import type { Run } from "../run/state.ts";
import { must, type State } from "../state.ts";
import { latestRun } from "./latest-run.ts";
import { isComingBack, lineOf, placeOf } from "./line.ts";
import type { Ticket } from "./state.ts";

/** What a paused, held or parked run that is to go on waits for; null: it may go on now. The one that was asked for first goes first. */
export function resumeWaitsFor(state: State, run: Run, at: Instant = state.at): string | null {
  return resumeWait(state, run, at)?.text ?? null;
}

export function resumeWait(state: State, run: Run, at: Instant = state.at): Wait | null {
  const account = accountWaitsFor(state, run.id);
  if (account !== null) return wait(account);
  const isBefore = (other: Run) =>
    other.id !== run.id &&
    isComingBack(state, other, at) &&
    (other.since < run.since || (other.since === run.since && other.workerNumber < run.workerNumber));
  const ahead = [...state.openRuns.values()].filter(isBefore);
  const claimed = sum(ahead.map((other) => leftOf(state, other)));
  return (
    freeWorker(state, ahead.length) ??
    waitForRoom(state, must(state.tickets, run.ticket), leftOf(state, run), claimed, at)
  );
}

/** Null: it may start now. Queued tickets start in the order of their approval. */
export function waitsFor(state: State, ticket: Ticket): string | null {
  return startWait(state, ticket)?.text ?? null;
}

export function startWait(state: State, ticket: Ticket): Wait | null {
  const dependencies = dependenciesMissing(state, ticket);
  if (dependencies !== null) return wait(dependencies);
  const former = latestRun(state, ticket);
  if (former !== null && isBeingKept(former)) return wait(`the end of Worker ${former.workerNumber}`);
  const account = accountWaitsFor(state, null);
  if (account !== null) return wait(account);
  const line = lineOf(state);
  const place = placeOf(line, ticket);
  // What was begun goes on before anything new is begun.
  const worker = freeWorker(state, place + line.resumedCount);
  if (worker !== null) return worker;
  const { unreviewedCount } = line;
  if (unreviewedCount >= state.limits.unreviewedMax)
    return wait(`your review (${unreviewedCount} reports wait)`);
  return waitForRoom(state, ticket, claimOf(state, ticket), line.claimedBefore[place] ?? NOTHING, state.at);
}

/** A new run is told where the work of the last is. What cannot be kept by itself needs the user, and holds nothing up. */
function isBeingKept({ stage, attention }: Run): boolean {
  return (
    stage.name === "ended" &&
    attention === null &&
    (stage.step === "stop-agent" || stage.step === "keep-work")
  );
}

/** What has not landed yet; a draft among it does not begin by itself. */
function dependenciesMissing(state: State, { spec }: Ticket): string | null {
  const stageOf = (id: Ticket["id"]) => state.tickets.get(id)?.stage.name;
  const open = spec.dependsOn.filter((id) => stageOf(id) !== "landed");
  const drafts = open.filter((id) => stageOf(id) === "draft");
  const begun = open.filter((id) => !drafts.includes(id));
  const parts = [
    ...(drafts.length === 0 ? [] : [`your approval of ${drafts.join(", ")}`]),
    ...(begun.length === 0 ? [] : [`${begun.join(", ")} to land`]),
  ];
  return parts.length === 0 ? null : parts.join(" and ");
}

function wait(text: string): Wait {
  return { text, until: null };
}

function freeWorker(state: State, aheadCount: number): Wait | null {
  const { runsMax } = state.limits;
  const { busyCount } = lineOf(state);
  if (busyCount + aheadCount < runsMax) return null;
  const ahead = busyCount < runsMax ? `, ${aheadCount} before it` : "";
  return wait(`a free worker (${busyCount} of ${runsMax} busy${ahead})`);
}
