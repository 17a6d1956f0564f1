import fc from "fast-check";
import { expect, test } from "vitest";
import { makeMessage, wordGroups } from "./message-stream.ts";
import { say } from "./reply.ts";
import type { WireRequest } from "./wire.ts";

test("groups of words add up to the text, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("a", " ", "\n", "ü", "```") })),
      (text) => {
        expect(wordGroups(text).join("")).toBe(text);
      },
    ),
  );
});

test("counts about a token for four bytes, and all but the newest messages as cached", () => {
  const first = { role: "user" as const, content: "x".repeat(40_000) };
  const usageOf = (messages: WireRequest["messages"], requestBytes: number) =>
    makeMessage({ model: "m", messages }, say("done"), undefined, requestBytes).usage;
  expect(usageOf([first], 60_000)).toMatchObject({ cache_read_input_tokens: 0 });
  const later = usageOf(
    [first, { role: "assistant", content: "ok" }, { role: "user", content: "y".repeat(400) }],
    60_500,
  );
  expect(later.input_tokens + later.cache_read_input_tokens).toBe(60_500 / 4);
  expect(later.input_tokens).toBeLessThan(150);
  expect(later.cache_creation_input_tokens).toBe(0);
});
