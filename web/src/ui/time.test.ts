// How durations, ages and amounts are written.
import { expect, it } from "vitest";
import { formatTokens, formatUsd } from "./numbers.tsx";
import { formatAge, formatDuration } from "./time.tsx";

it.each([
  [0, "0 s"],
  [-5_000, "0 s"],
  [41_900, "41 s"],
  [60_000, "1 min 00 s"],
  [185_000, "3 min 05 s"],
  [7_800_000, "2 h 10 min"],
  [180_000_000, "2 d 2 h"],
])("writes %d ms as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [1_000, "just now"],
  [30_000, "30 s ago"],
  [240_000, "4 min ago"],
  [7_200_000, "2 h ago"],
  [172_800_000, "2 d ago"],
])("writes what happened %d ms ago as %s", (ms, text) => {
  expect(formatAge(1_700_000_000_000 - ms, 1_700_000_000_000)).toBe(text);
});

it("writes a date after a week", () => {
  expect(formatAge(Date.UTC(2026, 0, 15, 12), Date.UTC(2026, 2, 1))).toContain("2026");
});

it.each([
  [0, "$0.00"],
  [0.004, "$0.004"],
  [0.42, "$0.42"],
  [12, "$12.00"],
])("writes %d dollars as %s", (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});

it.each([
  [980, "980"],
  [12_400, "12.4k"],
  [999_960, "1M"],
  [1_240_000, "1.2M"],
])("writes %d tokens as %s", (count, text) => {
  expect(formatTokens(count)).toBe(text);
});
