import { expect, test } from "vitest";
import { bestFit, clip, namingWords } from "./words.ts";

test("keeps the words that name something, in the singular", () => {
  expect(namingWords("I want to add the user profile features, and 2 settings pages!")).toEqual([
    "user",
    "profile",
    "setting",
    "page",
  ]);
});

const NAMES = ["dark-mode", "user-profile", "user-settings", "007-console-log", "search"];

test.for([
  ["dark mode", "dark-mode"],
  ["user profile features", "user-profile"],
  ["a darker mode", undefined],
  ["user page", undefined],
  ["a simple console.log to the ChatPage component", "007-console-log"],
  ["search", "search"],
  ["the thing", undefined],
  ["", undefined],
] as const)("%j fits %j best", ([phrase, expected]) => {
  expect(bestFit(phrase, NAMES, (name) => name)).toBe(expected);
});

test("prefers the longer name when both are wholly in the phrase, and none when two are equally good", () => {
  expect(bestFit("dark mode for charts", ["dark-mode", "dark-mode-chart"], (name) => name)).toBe(
    "dark-mode-chart",
  );
  expect(bestFit("dark mode", ["dark-mode", "mode-dark"], (name) => name)).toBeUndefined();
});

test("clips to one line", () => {
  expect(clip("a\n b   c", 10)).toBe("a b c");
  expect(clip("abcdefghij", 5)).toBe("abcd…");
});
