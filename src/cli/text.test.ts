import { expect, test } from "vitest";
import { clockTime, elapsed, fitted, jsonLine, plain } from "./text.ts";

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

test("cuts a line that no screen could bear, and says what is missing", () => {
  const shown = fitted(`short\n${"x".repeat(100_000_000)}\n`);
  expect(shown.length).toBeLessThan(3_000);
  expect(shown).toMatch(/^short\nx+… \(\d+ more characters\)\n… \(\d+ more characters\)$/);
});

test("cuts a hundred million control characters before it looks at each", () => {
  expect(fitted("\u0007".repeat(100_000_000))).toMatch(
    /^… \(\d+ more characters\)\n… \(\d+ more characters\)$/,
  );
});

test("cuts between characters, not within one", () => {
  expect(fitted("🚀".repeat(5_000)).isWellFormed()).toBe(true);
});

test("writes JSON that reads back the same and that no terminal acts on", () => {
  const value = { text: "a\u001B[31m\u009B2J\u202Eb\u2028\nc", at: ["\u0007"] };
  const line = jsonLine(value);
  expect(JSON.parse(line)).toEqual(value);
  expect(plain(line)).toBe(line);
  expect(line).not.toContain("\n");
});

test.for([
  [0, "0 s"],
  [59_400, "59 s"],
  [60_000, "1 min"],
  [3_600_000 * 25 + 60_000 * 3, "25 h 3 min"],
  [-5_000, "0 s"],
] as const)("says %i milliseconds as people do", ([ms, text]) => {
  expect(elapsed(0, ms)).toBe(text);
});

test("a time of day stands alone today, and with its day otherwise", () => {
  const at = new Date(2026, 2, 4, 3, 10).getTime();
  expect(clockTime(at, new Date(2026, 2, 4, 1, 0).getTime())).toBe("03:10");
  expect(clockTime(at, new Date(2026, 2, 3, 23, 0).getTime())).toBe("2026-03-04 03:10");
});
