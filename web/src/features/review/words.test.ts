import { expect, it } from "vitest";
import { reviewRow } from "../../feed/testing/rows.ts";
import { obstacleOf, placeOf, rebaseText, workerName } from "./words.ts";

it("lets only reviewed work land that is not red", () => {
  const obstacle = (given: Parameters<typeof reviewRow>[0]) => obstacleOf(reviewRow(given));
  expect(obstacle({})).toBeNull();
  expect(obstacle({ color: "unverified" })).toBeNull();
  expect(obstacle({ color: "already-red" })).toBeNull();
  expect(obstacle({ color: "red" })).toMatch("Its checks fail");
  expect(obstacle({ landHash: null })).toMatch("nothing to land");
  for (const step of ["import", "check", "review", "conflicted"] as const)
    expect(obstacle({ step, landHash: null })).not.toBeNull();
});

it("takes a place apart, whatever stands in the path", () => {
  expect(placeOf("src/a.ts:14")).toEqual({ path: "src/a.ts", line: 14 });
  expect(placeOf("odd:name.ts:2")).toEqual({ path: "odd:name.ts", line: 2 });
  expect(placeOf("README.md")).toEqual({ path: "README.md", line: 0 });
});

it("asks the worker to keep both changes", () => {
  expect(rebaseText(["a.ts", "b.ts"], "main")).toMatch(
    /^Your work conflicts with main in a\.ts, b\.ts\. Rebase/,
  );
  expect(workerName("W12")).toBe("Worker 12");
});
