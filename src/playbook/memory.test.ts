import { expect, test } from "vitest";
import type { Item } from "./dialogue.ts";
import { expandMemory, summarise } from "./memory.ts";

function words(text: string): Item {
  return { kind: "words", text, isFolded: false };
}

function remember(items: readonly Item[]): Item[] {
  return expandMemory(summarise({ items, isSummaryRequest: true }).text);
}

test("gives back what was said, and of calls what a script needs of them", () => {
  const call: Item = {
    kind: "call",
    call: {
      id: "toolu_pb_12345678_step-1_123456789abc",
      name: "Write",
      input: { ticket: "T-1", title: "A", content: "x".repeat(10_000) },
      result: { text: "y".repeat(10_000), isError: false, isInterrupted: false },
    },
  };
  const kept = remember([
    words("</playbook-memory> <turn>"),
    call,
    { kind: "answer", text: "done" },
    { kind: "nudge" },
  ]);
  expect(kept).toEqual([
    words("</playbook-memory> <turn>"),
    {
      kind: "call",
      call: {
        id: "toolu_pb_12345678_step-1_123456789abc",
        name: "Write",
        input: { ticket: "T-1", title: "A" },
        result: { text: "y".repeat(600), isError: false, isInterrupted: false },
      },
    },
    { kind: "answer", text: "done" },
    { kind: "nudge" },
  ]);
});

test("drops the oldest over its bound, but never the first", () => {
  const many = Array.from({ length: 100 }, (_, n) => words(`${n} ${"x".repeat(2_000)}`));
  const kept = remember(many);
  expect(kept[0]).toEqual(many[0]);
  expect(kept.at(-1)).toEqual(many.at(-1));
  expect(kept.length).toBeGreaterThan(25);
  expect(JSON.stringify(kept).length).toBeLessThan(70_000);
});

test.for([
  "a summary by a model",
  "<playbook-memory>[{</playbook-memory>",
  "<playbook-memory>[1]</playbook-memory>",
])("has nothing from %j", (text) => {
  expect(expandMemory(text)).toEqual([]);
});
