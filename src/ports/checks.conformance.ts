import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OUTPUT_BYTES_MAX, type CheckRequest, type CheckResult, type Checks } from "./checks.ts";
import type { Territory } from "./sandbox.ts";

export type CheckBehaviour =
  | { readonly kind: "exit"; readonly code: number; readonly prints?: string; readonly complains?: string }
  /** Prints the value of the variable and ends. */
  | { readonly kind: "print-variable"; readonly variable: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "killed" }
  /** Ends with 0 and leaves a process behind that holds its output open. */
  | { readonly kind: "leave-process" }
  /** Prints a line, then ignores TERM and never ends, in a process of its own. */
  | { readonly kind: "hang" };

export interface ChecksHarness {
  readonly checks: Checks;
  readonly territory: Territory;
  /** A command line that behaves so under this adapter. */
  command(behaviour: CheckBehaviour): string;
  /** Resolves when the command that hangs is running. */
  untilHanging(): Promise<void>;
  /** Lets time pass for the checks: nothing to do with a real clock, moves a simulated one. */
  pass(ms: number): void;
  /** How many processes of the territory are alive. */
  aliveCount(): number;
  dispose(): Promise<void>;
}

export function checksConformance(name: string, make: () => Promise<ChecksHarness>): void {
  describe(`checks: ${name}`, () => {
    let harness: ChecksHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.dispose());
    const run = (behaviour: CheckBehaviour, change: Partial<CheckRequest> = {}): Promise<CheckResult> =>
      harness.checks.run({
        territory: harness.territory,
        command: harness.command(behaviour),
        env: {},
        timeLimitMs: 60_000,
        signal: new AbortController().signal,
        ...change,
      });

    testOutcome(run, () => harness);
    testOutput(run);
    testEnding(run, () => harness);
  });
}

type Run = (behaviour: CheckBehaviour, change?: Partial<CheckRequest>) => Promise<CheckResult>;

function testOutcome(run: Run, harness: () => ChecksHarness): void {
  test("is green when the command ends with 0", async () => {
    const result = await run({ kind: "exit", code: 0, prints: "12 passed\n" });
    expect(result).toMatchObject({ outcome: "green", exitCode: 0, output: "12 passed\n", outputBytes: 10 });
    expect(result.command).toBe(harness().command({ kind: "exit", code: 0, prints: "12 passed\n" }));
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
  });

  test("is red with the exit status when it ends with another", async () => {
    const result = await run({ kind: "exit", code: 7, prints: "1 failed\n" });
    expect(result).toMatchObject({ outcome: "red", exitCode: 7, output: "1 failed\n" });
  });

  test("is red when the command is not found", async () => {
    expect(await run({ kind: "not-found" })).toMatchObject({ outcome: "red", exitCode: 127 });
  });

  test("is red without an exit status when a signal ended it", async () => {
    expect(await run({ kind: "killed" })).toMatchObject({ outcome: "red", exitCode: null });
  });

  test("tells the command that it runs in CI, and what it was given", async () => {
    expect((await run({ kind: "print-variable", variable: "CI" }, { env: { CI: "0" } })).output).toBe("1\n");
    expect((await run({ kind: "print-variable", variable: "PORT" }, { env: { PORT: "4100" } })).output).toBe(
      "4100\n",
    );
  });
}

function testOutput(run: Run): void {
  test("strips colours and control characters, and keeps newlines and tabs", async () => {
    const prints = "\u001b[31mred\u001b[0m\tcell\u0007\r\nnext\n";
    expect((await run({ kind: "exit", code: 0, prints })).output).toBe("red\tcell\nnext\n");
  });

  test("joins what it prints and what it complains about in the order of writing", async () => {
    const result = await run({ kind: "exit", code: 1, prints: "step 1\n", complains: "broken\n" });
    expect(result.output).toBe("step 1\nbroken\n");
  });

  test("keeps the end of a long output and counts all of it", async () => {
    const prints = `${"é".repeat(OUTPUT_BYTES_MAX)}\n3 failed\n`;
    const result = await run({ kind: "exit", code: 1, prints });
    expect(result.outputBytes).toBe(2 * OUTPUT_BYTES_MAX + 10);
    expect(new TextEncoder().encode(result.output).length).toBeLessThanOrEqual(OUTPUT_BYTES_MAX);
    expect(result.output).toMatch(/^é+\n3 failed\n$/);
  });
}

function testEnding(run: Run, harness: () => ChecksHarness): void {
  test("times out, and ends the command and its children", async () => {
    const running = run({ kind: "hang" }, { timeLimitMs: 300 });
    await harness().untilHanging();
    harness().pass(300);
    const result = await running;
    expect(result).toMatchObject({ outcome: "timed-out", exitCode: null, output: "hanging\n" });
    expect(result.durationMs).toBeGreaterThanOrEqual(299);
    expect(harness().aliveCount()).toBe(0);
  });

  test("is aborted while it runs, and ends the command and its children", async () => {
    const abort = new AbortController();
    const running = run({ kind: "hang" }, { signal: abort.signal });
    await harness().untilHanging();
    abort.abort();
    expect(await running).toMatchObject({ outcome: "aborted", exitCode: null });
    expect(harness().aliveCount()).toBe(0);
  });

  test("starts nothing when it is aborted before", async () => {
    expect(await run({ kind: "hang" }, { signal: AbortSignal.abort() })).toMatchObject({
      outcome: "aborted",
      outputBytes: 0,
    });
  });

  test("is judged by its exit status at once although it left a process behind, and ends that", async () => {
    expect(await run({ kind: "leave-process" })).toMatchObject({ outcome: "green", exitCode: 0 });
    expect(harness().aliveCount()).toBe(0);
  });
}
