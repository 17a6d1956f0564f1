import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLineCollector, PASTE_GAP_MS } from "./lines.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function collect(...lines: readonly string[]): readonly string[] {
  const messages: string[] = [];
  const collector = createLineCollector((text) => messages.push(text));
  for (const line of lines) collector.take(line);
  vi.advanceTimersByTime(PASTE_GAP_MS + 1);
  return messages;
}

test("takes lines that come at once for one pasted message", () => {
  expect(collect("Let's add hello:", "```sh", "echo hi", "```")).toEqual([
    "Let's add hello:\n```sh\necho hi\n```",
  ]);
});

test("takes lines that come one after another for messages of their own", () => {
  const messages: string[] = [];
  const collector = createLineCollector((text) => messages.push(text));
  collector.take("one");
  vi.advanceTimersByTime(PASTE_GAP_MS + 1);
  collector.take("two");
  vi.advanceTimersByTime(PASTE_GAP_MS + 1);
  expect(messages).toEqual(["one", "two"]);
});

test("waits for the end of a fenced block, however long it takes", () => {
  const messages: string[] = [];
  const collector = createLineCollector((text) => messages.push(text));
  collector.take("Let's add hello: ```sh");
  vi.advanceTimersByTime(60_000);
  expect(collector.isOpen()).toBe(true);
  collector.take("echo hi");
  collector.take("```");
  vi.advanceTimersByTime(PASTE_GAP_MS + 1);
  expect(messages).toEqual(["Let's add hello:\n```sh\necho hi\n```"]);
});

test("joins a line that ends in a backslash with the next", () => {
  expect(collect("one \\", "two")).toEqual(["one \ntwo"]);
});

test("gives what was collected when the input ends", () => {
  const messages: string[] = [];
  const collector = createLineCollector((text) => messages.push(text));
  collector.take("```sh");
  collector.flush();
  expect(messages).toEqual(["```sh"]);
});

test("sends nothing for an empty line", () => {
  expect(collect("", "   ")).toEqual([]);
});
