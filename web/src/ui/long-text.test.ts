import fc from "fast-check";
import { expect, test } from "vitest";
import { piecesOf } from "./long-text.tsx";

const textsOf = (text: string) => piecesOf(text).map(({ piece }) => piece);

test("loses no sign of any text, and divides no character", () => {
  const part = fc.oneof(fc.constantFrom("word ", "\u{1F600}", "\n", "](b)", "x".repeat(1_500)), fc.string());
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join("").toWellFormed();
      const pieces = textsOf(text);
      expect(pieces.join("")).toBe(text);
      expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    }),
  );
});

test("divides behind a blank where there is one", () => {
  expect(textsOf("word ".repeat(500)).every((piece) => piece.endsWith("word "))).toBe(true);
});

test("makes pieces that are short also of a word without end", () => {
  expect(Math.max(...textsOf("[".repeat(65_000)).map(({ length }) => length))).toBe(1_000);
});
