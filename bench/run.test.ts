import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { benchNames, checkResult } from "./run.ts";

test("lists the benchmarks, not the runner and not the tests", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  for (const file of ["run.ts", "run.test.ts", "landing.ts", "keep-work.ts", "README.md"])
    writeFileSync(join(folder, file), "");
  expect(benchNames(folder)).toEqual(["keep-work", "landing"]);
  rmSync(folder, { recursive: true, force: true });
});

const RESULT = { name: "landing", figures: { medianMs: 2 }, repeats: 3, skipped: [] };

test("passes on a result whose figures are numbers", () => {
  expect(checkResult({ ...RESULT, ratio: 1.2, comparedWith: "git merge" })).toMatchObject({ ratio: 1.2 });
});

test("refuses a figure that is no number", () => {
  expect(() => checkResult({ ...RESULT, figures: { medianMs: Number.NaN } })).toThrow(
    "no number in medianMs",
  );
});

test("refuses a ratio that does not say what it is compared with", () => {
  expect(() => checkResult({ ...RESULT, ratio: 1.2 })).toThrow("compared with");
});
