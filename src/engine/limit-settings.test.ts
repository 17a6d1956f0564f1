import { expect, test } from "vitest";
import { budgetLimits, LimitSettings } from "./limit-settings.ts";

const paid = { isPaid: true, utcOffsetMs: 0 };

test("a day costs at most $25 where a language model is paid for, and nothing is bounded where none is", () => {
  expect(budgetLimits([], paid)).toEqual({ day: { costUsd: 25 }, project: {}, ticket: {}, utcOffsetMs: 0 });
  expect(budgetLimits([], { isPaid: false, utcOffsetMs: 7 })).toEqual({
    day: {},
    project: {},
    ticket: {},
    utcOffsetMs: 7,
  });
});

test("the later place wins, bound by bound, and null takes a bound away", () => {
  const repository = { day: { usd: 10, tokens: 1_000 }, project: { usd: 200, minutes: 90 } };
  const user = { day: { usd: null }, ticket: { turns: 50 } };
  expect(budgetLimits([repository, user], paid)).toMatchObject({
    day: { tokens: 1_000 },
    project: { costUsd: 200, runningMs: 5_400_000 },
    ticket: { turnCount: 50 },
  });
  expect(budgetLimits([repository, user], paid).day.costUsd).toBe(undefined);
});

test("no bound is nothing or less", () => {
  for (const usd of [0, -1, Number.NaN])
    expect(LimitSettings.safeParse({ day: { usd } }).success).toBe(false);
});
