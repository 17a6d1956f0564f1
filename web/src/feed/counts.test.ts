import { expect, test } from "vitest";
import { countsOf } from "./counts.ts";
import { boardRow, workingRow } from "./testing/rows.ts";

const NOON = new Date(2026, 10, 24, 12).getTime();
const YESTERDAY = NOON - 86_400_000;

test("counts who is at it, who waits for the user, and what was reviewed", () => {
  const words = [
    "draft",
    "starting",
    "working",
    "checking",
    "needs-you",
    "conflict",
    "ready",
    "landed",
  ] as const;
  const rows = words.map((word, n) => boardRow({ ticket: `T-${n}`, word }));
  expect(countsOf(rows, NOON)).toEqual({ running: 3, needsYou: 2, review: 1, costTodayUsd: 0 });
});

test("adds up what the runs of today have cost", () => {
  const rows = [
    workingRow({ startedAt: NOON - 60_000, costUsd: 0.4 }),
    workingRow({ startedAt: NOON - 120_000, costUsd: 0.2, word: "landed" }),
    workingRow({ startedAt: YESTERDAY, costUsd: 9 }),
  ];
  expect(countsOf(rows, NOON).costTodayUsd).toBeCloseTo(0.6);
});
