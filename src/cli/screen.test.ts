import { expect, test } from "vitest";
import { plain, wrap } from "./screen.ts";

test.for([
  ["a colour", "a\u001B[31mred", "a[31mred"],
  ["a title of the terminal", "\u001B]0;owned\u0007x", "]0;ownedx"],
  ["an 8-bit control sequence", "a\u009B2Jb", "a2Jb"],
  ["a carriage return", "safe\rEVIL", "safeEVIL"],
  ["a backspace", "ab\b\bxy", "abxy"],
  ["text that is turned around", "a\u202Eb\u2066c", "abc"],
] as const)("takes %s out of text that comes from elsewhere", ([, text, left]) => {
  expect(plain(text)).toBe(left);
});

test("keeps line breaks, tabs and every language", () => {
  expect(plain("a\tb\nzażółć 東京 🚀")).toBe("a\tb\nzażółć 東京 🚀");
});

test("breaks long lines at spaces and keeps the border of a card", () => {
  expect(wrap("│ one two three four", 12)).toBe("│ one two\n│ three four");
});

test("breaks a word that is longer than the line", () => {
  expect(wrap("abcdefghij", 4)).toBe("abcd\nefgh\nij");
});
