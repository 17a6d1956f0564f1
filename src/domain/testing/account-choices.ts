// What a model that refuses may say, and what is said of the account that pays, for random courses and for tests of what comes of it.
import type { ModelRefusal, ParkCause } from "../account/state.ts";
import type { Command } from "../commands.ts";
import { accountId, instant } from "../ids.ts";
import type { State } from "../state.ts";
import { START_AT } from "./given.ts";

export const PLAN = accountId("plan");
export const KEY = accountId("key");

const CAUSES: readonly ParkCause[] = ["rate-limit", "window", "overloaded", "auth"];

export function refusal(over: Partial<ModelRefusal> = {}): ModelRefusal {
  return {
    account: PLAN,
    name: "your plan",
    cause: "rate-limit",
    detail: "Too fast.",
    resumesAt: null,
    ...over,
  };
}

/** Of the account that pays, mostly: one of a former connection may come late. */
export function refusalOf(state: State, n: number): ModelRefusal {
  return refusal({
    account: n % 7 === 0 ? KEY : (state.account ?? PLAN),
    cause: CAUSES[n % CAUSES.length] ?? "auth",
    resumesAt: n % 3 === 0 ? instant(START_AT + n * 1_000) : null,
  });
}

export function accountsAsked(state: State, n: number): readonly Command[] {
  const account = n % 3 === 0 ? KEY : PLAN;
  const isChosen = n % 2 === 0;
  const connect: Command = { type: "account.connect", account, name: `account ${account}`, isChosen };
  return state.account === null
    ? [connect]
    : [connect, { type: "account.observe-answered", account: state.account }];
}
