// Runs every test and closes with one line a machine can read: `N passed, N failed`. What vitest itself prints last
// is coloured and says nothing of files that did not load. Arguments are passed on: `npm test -- src/domain`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** What the JSON reporter wrote; only the fields that count. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Never milder than the exit status. A failed file without a failed test (it did not load, or a hook threw) is one
 * failure; so are a missing or broken report, an error outside any test, and a run in which nothing passed.
 */
export function tally(reportText: string | undefined, exitStatus: number | null): Tally {
  const report = parseReport(reportText);
  if (!report) return { passed: 0, failed: 1 };
  const filesAtFault = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  );
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + filesAtFault.length;
  const isFault = failed === 0 && (exitStatus !== 0 || passed === 0);
  return { passed, failed: isFault ? 1 : failed };
}

function parseReport(text: string | undefined): Report | undefined {
  if (text === undefined) return undefined;
  try {
    const report = JSON.parse(text);
    const isWhole =
      Number.isInteger(report?.numPassedTests) &&
      Number.isInteger(report.numFailedTests) &&
      Array.isArray(report.testResults);
    return isWhole ? report : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // cut off: vitest was killed while it wrote
    throw error;
  }
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-test-"));
  const file = join(folder, "report.json");
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { status } = spawnSync(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  const { passed, failed } = tally(existsSync(file) ? readFileSync(file, "utf8") : undefined, status);
  rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

if (import.meta.main) main();
