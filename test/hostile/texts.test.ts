// The list that the other tests of this folder show everywhere is as long as we say it is, and each of its texts another.
import { expect, test } from "vitest";
import { MESSAGE_CHARS_MAX } from "../../src/domain/conversation/state.ts";
import { ACTS } from "./testing/acts.ts";
import { HOSTILE_TEXTS } from "./texts.ts";
import type { HostileText } from "./texts/text.ts";

test("there are at least 500 hostile texts, no two the same, each as long as a message may be", () => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(500);
  expect(new Set(HOSTILE_TEXTS.map(({ name }) => name)).size).toBe(HOSTILE_TEXTS.length);
  expect(new Set(HOSTILE_TEXTS.map(({ text }) => text)).size).toBe(HOSTILE_TEXTS.length);
  expect(Math.max(...HOSTILE_TEXTS.map(({ text }) => text.length))).toBeLessThan(MESSAGE_CHARS_MAX);
});

test.each([
  ["script tags", /<script/i, 20],
  ["sequences of a terminal", /\u001B\[/, 25],
  ["commands of a terminal", /\u001B\]/, 15],
  ["controls of 8 bits", /[\u0080-\u009F]/, 5],
  ["directions", /[\u200E\u200F\u202A-\u202E\u2066-\u2069\u061C]/, 15],
  ["pictures in Markdown", /!\[/, 10],
  ["halves of characters", /\p{Surrogate}/u, 4],
])("%s are among them", (_what, pattern, countMin) => {
  expect(HOSTILE_TEXTS.filter(({ text }) => pattern.test(text)).length).toBeGreaterThanOrEqual(countMin);
});

test("lines without an end are among them", () => {
  const longest = ({ text }: HostileText) => Math.max(...text.split("\n").map(({ length }) => length));
  expect(HOSTILE_TEXTS.filter((one) => longest(one) > 60_000).length).toBeGreaterThanOrEqual(4);
});

test("no name of a text acts, so that it is found wherever it stands", () => {
  expect(HOSTILE_TEXTS.filter(({ name }) => ACTS.test(name))).toEqual([]);
});
