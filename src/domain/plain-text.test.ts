import fc from "fast-check";
import { expect, test } from "vitest";
import { cutMiddle, lastBytes, plainText } from "./plain-text.ts";

test("removes colours, titles, links and cursor movements whole", () => {
  expect(
    plainText(
      "\u001b[1;31mred\u001b[0m \u001b]0;title\u0007a\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\ \u001b(B\u001b[2K\u009b3mz",
    ),
  ).toBe("red alink z");
});

test("keeps newlines and tabs, and turns returns into newlines", () => {
  expect(plainText("a\tb\r\nc\rd\u0000\u0008\u007f\u0085e")).toBe("a\tb\nc\nde");
});

test("removes characters that turn the direction of writing", () => {
  expect(plainText("a\u202eb\u2066c\u200fd")).toBe("abcd");
});

test("never lets a control character through", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(/(?![\n\t])\p{Cc}/u.test(plainText(text))).toBe(false);
    }),
  );
});

test("cuts the middle and says how much is missing", () => {
  const cut = cutMiddle(`begin${"x".repeat(1_000)}end`, 140);
  expect(cut).toMatch(/^beginx+\n… 908 bytes cut …\nx+end$/u);
});

test("keeps a cut text within its bytes, whole characters only", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 30, maxLength: 300 }),
      fc.integer({ min: 60, max: 400 }),
      (text, max) => {
        const cut = cutMiddle(text, max);
        expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(max);
        // One that stood in the text may have been cut away; none comes from half a character.
        expect(!cut.includes("\ufffd") || text.includes("\ufffd")).toBe(true);
        expect(cut === text).toBe(new TextEncoder().encode(text).length <= max);
      },
    ),
  );
});

test("takes the end of bytes without half a character", () => {
  expect(lastBytes(new TextEncoder().encode("aé€😀z"), 4)).toBe("z");
  expect(lastBytes(new TextEncoder().encode("aé€😀z"), 5)).toBe("😀z");
  expect(lastBytes(new TextEncoder().encode("abc"), 10)).toBe("abc");
});
