import { expect, test } from "vitest";
import { eventSequence, instant, commandId } from "../ids.ts";
import type { StoredEvent } from "../events.ts";
import { PLAN } from "../testing/account-choices.ts";
import type { AccountEvent } from "./events.ts";
import type { ParkCause } from "./state.ts";
import { accountNotice } from "./texts.ts";

function parked(cause: ParkCause, inMs: number | null): StoredEvent & AccountEvent {
  return {
    type: "account.parked",
    data: {
      account: PLAN,
      name: "your plan",
      cause,
      until: inMs === null ? null : instant(1_000 + inMs),
      detail: "No",
      attempt: 1,
    },
    seq: eventSequence(1),
    at: instant(1_000),
    stream: "account/plan",
    version: 1,
    schema: 1,
    actor: { kind: "engine" },
    command: commandId("c-1"),
  };
}

test.each([
  [30_000, "30 s"],
  [200, "1 s"],
  [90_000, "2 min"],
  [3_600_000, "1 h"],
  [12_000_000, "3 h 20 min"],
])("a refusal says in how long it is tried again: %d ms", (ms, words) => {
  expect(accountNotice(parked("window", ms))).toEqual({
    level: "warning",
    text: `All that your plan pays for waits: what it may use is used up. No. It is tried again in ${words}; nothing is lost.`,
  });
});

test("a refused sign-in says what the user does", () => {
  expect(accountNotice(parked("auth", null))).toMatchObject({
    level: "error",
    text: expect.stringContaining("connect a model again in Settings"),
  });
});
