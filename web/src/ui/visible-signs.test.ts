// What a reviewer would not see is spelled out, and nothing else is changed.
import { expect, it } from "vitest";
import { withVisibleSigns } from "./visible-signs.ts";

it.each([
  ["a comment that is none", "/*\u202E } \u2066if (isAdmin)\u2069", "/*\\u202e } \\u2066if (isAdmin)\\u2069"],
  ["what clears a terminal", "\u001B[2J\u009B31m\u0007", "\\u001b[2J\\u009b31m\\u0007"],
  ["a return inside a line", "no\ryes", "no\\u000dyes"],
  ["separators of lines", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
])("spells out %s", (_what, text, shown) => {
  expect(withVisibleSigns(text)).toBe(shown);
});

it("leaves lines, tabs, and every script and picture sign as they are", () => {
  const text = "a\tb\nc\n שלום مرحبا \u{1F468}\u200D\u{1F469} \\u202e";
  expect(withVisibleSigns(text)).toBe(text);
});

it("ends a line that ends with two signs with one", () => {
  expect(withVisibleSigns("a\r\nb\r\n")).toBe("a\nb\n");
});
