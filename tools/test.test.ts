// Goal: a run that is not wholly good can never close with `0 failed`. First the counting alone, then real runs of
// planted files, one for each way that a run can go wrong.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { tally } from "./test.ts";

const GOOD = { status: "passed", assertionResults: [{ status: "passed" }, { status: "skipped" }] };
const BAD = { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] };
const NOT_LOADED = { status: "failed", assertionResults: [] };

function reportOf(numPassedTests: number, numFailedTests: number, ...testResults: object[]): string {
  return JSON.stringify({ numPassedTests, numFailedTests, testResults });
}

test.for([
  ["counts what passed", reportOf(1, 0, GOOD), 0, { passed: 1, failed: 0 }],
  ["counts what failed", reportOf(2, 1, GOOD, BAD), 1, { passed: 2, failed: 1 }],
  ["counts a file that did not load", reportOf(1, 0, GOOD, NOT_LOADED), 1, { passed: 1, failed: 1 }],
  ["counts a failed file once", reportOf(1, 1, BAD), 1, { passed: 1, failed: 1 }],
  ["believes the exit status over the report", reportOf(1, 0, GOOD), 1, { passed: 1, failed: 1 }],
  ["takes death by a signal for a failure", reportOf(1, 0, GOOD), null, { passed: 1, failed: 1 }],
  ["takes a run without a pass for a failure", reportOf(0, 0), 0, { passed: 0, failed: 1 }],
  ["takes a missing report for a failure", undefined, 0, { passed: 0, failed: 1 }],
  ["takes a report cut off for a failure", '{"numPassedTests": 3', 0, { passed: 0, failed: 1 }],
  ["takes a strange report for a failure", '{"numPassedTests": 3}', 0, { passed: 0, failed: 1 }],
] as const)("%s", ([, report, exitStatus, expected]) => {
  expect(tally(report, exitStatus)).toEqual(expected);
});

describe.concurrent("closes a real run with the right line", () => {
  const folder = mkdtempSync(join(tmpdir(), "planted-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.for([
    ["all is well", "test('a', () => {});", "1 passed, 0 failed"],
    ["a test fails", "test('a', () => {}); test('b', () => expect(1).toBe(2));", "1 passed, 1 failed"],
    ["a file does not load", "import './none.js';", "0 passed, 1 failed"],
    ["a hook throws", "beforeAll(() => { throw 1; }); test('a', () => {});", "0 passed, 1 failed"],
    [
      "an error comes after the test",
      "test('a', () => { setTimeout(() => { throw 1; }); });",
      "1 passed, 1 failed",
    ],
    ["the process exits by itself", "test('a', () => process.exit(0));", "0 passed, 1 failed"],
    ["the process is killed", "test('a', () => process.kill(process.pid, 'SIGKILL'));", "0 passed, 1 failed"],
    ["all tests are skipped", "test.skip('a', () => {});", "0 passed, 1 failed"],
    ["no file matches", undefined, "0 passed, 1 failed"],
  ] as const)("when %s", async ([name, text, expected]) => {
    const root = mkdtempSync(join(folder, "root-"));
    if (text !== undefined) writeFileSync(join(root, `${name.replaceAll(" ", "-")}.test.js`), text);
    const { status, output } = await runTests(root);
    expect(output.trimEnd().split("\n").at(-1)).toBe(expected);
    expect(status).toBe(expected.endsWith(" 0 failed") ? 0 : 1);
  });
});

function runTests(root: string): Promise<{ status: number; output: string }> {
  const args = [join(import.meta.dirname, "test.ts"), "--root", root, "--globals"];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout) => {
      resolve({ status: typeof error?.code === "number" ? error.code : 0, output: stdout });
    });
  });
}
