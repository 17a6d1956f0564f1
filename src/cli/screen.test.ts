import { expect, test } from "vitest";
import { wrap } from "./screen.ts";

test("breaks long lines at spaces and keeps the border of a card", () => {
  expect(wrap("│ one two three four", 12)).toBe("│ one two\n│ three four");
});

test("breaks a word that is longer than the line", () => {
  expect(wrap("abcdefghij", 4)).toBe("abcd\nefgh\nij");
});

test("ends with a line that is all spaces, however long", () => {
  expect(wrap(" ".repeat(1_000), 40).length).toBeLessThan(2_000);
});

test("breaks a line of a million characters", () => {
  expect(wrap("x".repeat(1_000_000), 100).split("\n")).toHaveLength(10_000);
});
