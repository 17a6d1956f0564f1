import { expect, test } from "vitest";
import { instant } from "../domain/ids.ts";
import { createFacts } from "./facts.ts";

test("a fact is the latest value, since when it is that value", () => {
  const facts = createFacts();
  expect(facts.read("R-1.1", "step")).toBe(null);
  facts.set("R-1.1", "step", "thinking", instant(1));
  facts.set("R-1.1", "step", "thinking", instant(2));
  expect(facts.read("R-1.1", "step")).toEqual({ value: "thinking", observedAt: 1 });
  facts.set("R-1.1", "step", "Bash", instant(3));
  expect(facts.read("R-1.1", "step")).toEqual({ value: "Bash", observedAt: 3 });
});

test("facts of a subject are forgotten together, those of others stay", () => {
  const facts = createFacts();
  facts.set("R-1.1", "step", "thinking", instant(1));
  facts.set("R-1.1", "last-commit", "abc", instant(1));
  facts.set("R-2.1", "step", "thinking", instant(1));
  facts.forget("R-1.1");
  expect([facts.read("R-1.1", "step"), facts.read("R-1.1", "last-commit")]).toEqual([null, null]);
  expect(facts.read("R-2.1", "step")).not.toBe(null);
});

test("who listens is told of each change, and of nothing else", () => {
  const facts = createFacts();
  const told: string[] = [];
  const stop = facts.onChange((subject) => void told.push(subject));
  facts.set("R-1.1", "step", "thinking", instant(1));
  facts.set("R-1.1", "step", "thinking", instant(2));
  facts.forget("R-2.1");
  facts.forget("R-1.1");
  stop();
  facts.set("R-1.1", "step", "Bash", instant(3));
  expect(told).toEqual(["R-1.1", "R-1.1"]);
});
