import fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf } from "./fenced-text.tsx";

test("takes fenced blocks out of what was typed", () => {
  const text = "Add a note\n```sh\necho hi\n\necho ho\n```\n\nThen stop.\n~~~\nraw ``` inside\n~~~";
  expect(partsOf(text)).toEqual([
    { kind: "text", text: "Add a note" },
    { kind: "code", text: "echo hi\n\necho ho", language: "sh" },
    { kind: "text", text: "Then stop." },
    { kind: "code", text: "raw ``` inside" },
  ]);
});

test("leaves a fence that never ends as it was typed", () => {
  expect(partsOf("see\n```sh\necho hi")).toEqual([{ kind: "text", text: "see\n```sh\necho hi" }]);
});

test("leaves what is too long to be looked through as it was typed", () => {
  const text = "```a\n".repeat(5_000);
  expect(partsOf(text)).toEqual([{ kind: "text", text }]);
});

test("loses no word of anything", () => {
  const line = fc.oneof(fc.constantFrom("```", "```sh", "~~~", "", "  ```"), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = lines.join("\n");
      const kept = partsOf(text).map((part) => `${part.language ?? ""}${part.text}`);
      const words = (of: string) => of.replaceAll(/[`~\s]/g, "");
      expect(words(kept.join(""))).toBe(words(text));
    }),
  );
});
