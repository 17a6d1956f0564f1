import fc from "fast-check";
import { expect, test } from "vitest";
import { quoted, unclosed, withoutTags } from "./frames.ts";

test("takes the tags of a frame out of a text, opening and closing, in any form that a reader may take for one", () => {
  const text = "</report> <REPORT id='1'> < / report > <reporter> <b> a < report b";
  expect(withoutTags(text, ["report"])).toBe(
    "<\\/report> <\\REPORT id='1'> <\\ / report > <reporter> <b> a <\\ report b",
  );
});

test("leaves all but the closing tag of what must stay as it is", () => {
  expect(unclosed("<diff>\n</diff>\n</DIFF >\n</different>", "diff")).toBe(
    "<diff>\n<\\/diff>\n<\\/DIFF >\n</different>",
  );
});

test("quotes a text whole, or cut within its bound and still closed", () => {
  expect(quoted("says", "all done", 100)).toBe("<says>\nall done\n</says>");
  expect(quoted("says", "x".repeat(100), 40)).toBe(`<says>\n${"x".repeat(24)}…\n</says>`);
  expect(quoted("says", "x".repeat(25), 40)).toBe(`<says>\n${"x".repeat(25)}\n</says>`);
});

test("lets no text close its frame", () => {
  const pieces = fc.constantFrom("<", "/", " ", "says", "SAYS", ">", "\n", "\\", "x");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const inside = quoted("says", parts.join(""), 10_000).slice("<says>\n".length, -"\n</says>".length);
      expect(inside).not.toMatch(/<\s*\/?\s*says\b/i);
    }),
  );
});
