import { expect, test } from "vitest";
import { boundedInput, EVENT_TEXT_BYTES_MAX, resultText } from "./events.ts";

test("leaves a tool's input as it is when it is small and plain", () => {
  const input = { file_path: "a.txt", edits: [{ from: 1, to: null }], isAll: true };
  expect(boundedInput(input)).toEqual(input);
});

test("keeps the small parts of a large input and cuts the large ones", () => {
  const bounded = boundedInput({ file_path: "a.txt", content: "x".repeat(200_000) }) as Record<
    string,
    string
  >;
  expect(bounded["file_path"]).toBe("a.txt");
  expect(bounded["content"]).toMatch(/^x+\n… \d+ bytes cut …\nx+$/);
});

test.each([
  ["wide", Array.from({ length: 100_000 }, (_, n) => `item ${n}`)],
  ["deep", Array.from({ length: 1_000 }).reduce<unknown>((inner) => ({ inner }), "end")],
  ["wide and deep", Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => "y".repeat(100)))],
])("bounds an input that is %s", (_, input) => {
  expect(Buffer.byteLength(JSON.stringify(boundedInput(input)))).toBeLessThanOrEqual(
    EVENT_TEXT_BYTES_MAX * 1.1,
  );
});

test("strips control characters from an input, also from its keys", () => {
  expect(boundedInput({ "a\u001b[31m": "b\u0007\u202e" })).toEqual({ a: "b" });
});

test("reads a result that is a text, a list of parts, or neither", () => {
  expect(resultText("a")).toBe("a");
  expect(resultText([{ type: "text", text: "a" }, { type: "image", source: {} }, 7])).toBe("a\n[image]\n");
  expect(resultText(undefined)).toBe("");
});
