// Whether something that asks a model may start now, and what it waits for otherwise. What was begun is never held back.
import type { ConversationId, Instant, RunId } from "../ids.ts";
import { instant } from "../ids.ts";
import { isBusy } from "../run/is-busy.ts";
import type { Run } from "../run/state.ts";
import { assertNever } from "../shared.ts";
import type { State } from "../state.ts";
import { DEFAULT_PARKING, type Account, type ParkCause, type ParkingDelays } from "./state.ts";

/** What pays at this moment; null: nobody has said so yet. */
export function currentAccount(state: State): Account | null {
  return state.account === null ? null : (state.accounts.get(state.account) ?? null);
}

/** The model refuses: what asks it now would be refused as well. */
export function isParked(state: State): boolean {
  return currentAccount(state)?.status.name === "parked";
}

export function parkingOf(state: State): ParkingDelays {
  return state.limits.parking ?? DEFAULT_PARKING;
}

/** What `subject` waits for before it may ask the model; null: nothing. A ticket has no name yet that could be that of the one who tries. */
export function accountWaitsFor(state: State, subject: RunId | ConversationId | null): string | null {
  const account = currentAccount(state);
  if (account === null) return null;
  const { status } = account;
  switch (status.name) {
    case "open":
      return null;
    case "parked":
      return parkedText(account.name, status.cause);
    case "probing": {
      const first = isProbing(state, status.probe) ? status.probe : nextProbe(state);
      return first === null || first === subject ? null : `an answer of ${account.name}, which one tries`;
    }
    default:
      return assertNever(status);
  }
}

export function parkedText(name: string, cause: ParkCause): string {
  switch (cause) {
    case "rate-limit":
      return `the rate limit of ${name}`;
    case "window":
      return `the usage window of ${name}`;
    case "overloaded":
      return `room at the model's service, which is overloaded`;
    case "auth":
      return `a sign-in: that of ${name} was refused`;
    default:
      return cause satisfies never;
  }
}

/** Runs that were refused, in the order in which they go on. */
export function parkedRuns(state: State): readonly Run[] {
  return [...state.openRuns.values()].filter(({ stage }) => stage.name === "parked").toSorted(byWait);
}

/** Runs whose review was refused or held back, in the order in which they go on. */
export function parkedReviews(state: State): readonly Run[] {
  return [...state.openRuns.values()].filter(isReviewParked).toSorted(byWait);
}

export function isReviewParked({ stage }: Run): boolean {
  return stage.name === "reported" && stage.step.name === "review" && stage.step.isParked === true;
}

/** The earliest instant for the next of several that go on; null: now. */
export function nextStartAt(state: State): Instant | null {
  const status = currentAccount(state)?.status;
  if (status?.name !== "open" || status.lastGoOnAt === null) return null;
  return instant(status.lastGoOnAt + parkingOf(state).staggerMs);
}

/** The user first, then who has waited longest, then the reviews. */
function nextProbe(state: State): RunId | ConversationId | null {
  const talk = [...state.conversations.values()].find(({ running, queue }) =>
    running === null ? queue.length > 0 : running.isParked,
  );
  return talk?.id ?? parkedRuns(state)[0]?.id ?? parkedReviews(state)[0]?.id ?? null;
}

/** It was let go on and has not come to an end. */
function isProbing(state: State, probe: RunId | ConversationId | null): boolean {
  const run = [...state.openRuns.values()].find(({ id }) => id === probe);
  if (run !== undefined) {
    const { stage } = run;
    return (
      isBusy(run) ||
      (stage.name === "reported" && stage.step.name === "review" && stage.step.isParked !== true)
    );
  }
  const talk = [...state.conversations.values()].find(({ id }) => id === probe);
  return talk !== undefined && talk.running !== null && !talk.running.isParked;
}

function byWait(one: Run, other: Run): number {
  return one.since - other.since || one.workerNumber - other.workerNumber;
}
