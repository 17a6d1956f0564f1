// All that waits because the model refuses the account that pays, as one item.
import { currentAccount, parkedReviews, parkedRuns } from "../domain/account/gate.ts";
import type { ParkCause } from "../domain/account/state.ts";
import type { State } from "../domain/state.ts";
import type { ParkedRow } from "../wire/parked.ts";

/** Null: it is not refused. */
export function parkedRow(state: State): ParkedRow | null {
  const account = currentAccount(state);
  if (account?.status.name !== "parked") return null;
  const { cause, detail, since, until, attempt } = account.status;
  const workers = [...parkedRuns(state), ...parkedReviews(state)].map((run) => `W${run.workerNumber}`);
  const isConversationWaiting = [...state.conversations.values()].some(({ running, queue }) =>
    running === null ? queue.length > 0 : running.isParked,
  );
  return {
    account: account.name,
    cause,
    text: `${waitersText(workers.length, isConversationWaiting)}${refusedText(account.name, cause)}`,
    detail,
    since,
    until,
    attempt,
    waitsFor: cause === "auth" ? "connect it again in Settings" : null,
    workers,
    isConversationWaiting,
  };
}

function waitersText(workerCount: number, isConversationWaiting: boolean): string {
  const workers = workerCount === 0 ? [] : [workerCount === 1 ? "1 worker" : `${workerCount} workers`];
  const all = [...workers, ...(isConversationWaiting ? ["the conversation"] : [])];
  if (all.length === 0) return "";
  return `${all.join(" and ")} ${all.length === 1 && workerCount < 2 ? "waits" : "wait"}: `;
}

/** `rate limit of your plan`. */
export function refusedText(name: string, cause: ParkCause): string {
  switch (cause) {
    case "rate-limit":
      return `rate limit of ${name}`;
    case "window":
      return `usage window of ${name} is used up`;
    case "overloaded":
      return `the model's service is overloaded (${name})`;
    case "auth":
      return `sign-in refused (${name})`;
    default:
      return cause satisfies never;
  }
}
