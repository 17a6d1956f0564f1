import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instant } from "../../domain/ids.ts";
import type { ActivityEntry, ActivityEvent } from "./items.ts";
import { openSessionFiles, type SessionFiles } from "./session-files.ts";

let folder: string;
let files: SessionFiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-sessions-"));
  files = openSessionFiles(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One second apart, as one run. */
function append(events: readonly ActivityEvent[], run = "R-1.1", droppedCount = 0): void {
  const entries: readonly ActivityEntry[] = events.map((event, i) => ({
    ...event,
    run,
    at: instant(Date.UTC(2026, 0, 2, 3, 4, 5 + i)),
  }));
  files.append(run, entries, droppedCount);
}

function read(name: string, run = "R-1.1"): string {
  return readFileSync(join(folder, run, name), "utf8");
}

function calls(run?: string): unknown[] {
  return read("tool_calls.jsonl", run)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

function started(id: string, input: unknown, agent: string | null = null): ActivityEvent {
  return { kind: "tool-started", item: { id, name: "Bash", input, agent } };
}

function ended(id: string, isError = false, output = ""): ActivityEvent {
  return { kind: "tool-ended", item: { id, name: "Bash", isError, durationMs: 1_234, output, agent: null } };
}

describe("tool_calls.jsonl", () => {
  it("has one line for each finished call, with the input of its start and who called", () => {
    append([started("a", { command: "npm test" }), started("b", { command: "ls" }, "explorer")]);
    append([ended("b", true, "no such file"), ended("a")]);
    expect(calls()).toEqual([
      {
        at: "2026-01-02T03:04:05.000Z",
        run: "R-1.1",
        tool: "Bash",
        input: { command: "ls" },
        is_error: true,
        duration_ms: 1_234,
        agent: "explorer",
      },
      {
        at: "2026-01-02T03:04:06.000Z",
        run: "R-1.1",
        tool: "Bash",
        input: { command: "npm test" },
        is_error: false,
        duration_ms: 1_234,
        agent: null,
      },
    ]);
  });

  it("keeps the calls of runs apart, though their ids are the same", () => {
    append([started("a", 1)], "R-1.1");
    append([started("a", 2)], "R-2.1");
    append([ended("a")], "R-1.1");
    append([ended("a")], "R-2.1");
    expect([calls("R-1.1"), calls("R-2.1")]).toMatchObject([[{ input: 1 }], [{ input: 2 }]]);
  });

  it("cuts a long input, and has none for a call whose start is not known", () => {
    append([started("a", { text: "x".repeat(10_000) }), ended("a"), ended("b")]);
    expect(calls()).toMatchObject([
      { input: expect.stringMatching(/^\{"text":"x{4000,4090}…$/) },
      { input: null },
    ]);
  });

  it("forgets the oldest of too many open calls, and all when the agent is gone", () => {
    append(Array.from({ length: 257 }, (_, i) => started(`${i}`, i)));
    append([ended("0"), ended("1"), ended("256")]);
    append([{ kind: "closed", item: { detail: "exit 0" } }, ended("2")]);
    expect(calls()).toMatchObject([{ input: null }, { input: 1 }, { input: 256 }, { input: 2 }]);
    append([ended("3")]);
    expect(calls().at(-1)).toMatchObject({ input: null });
  });
});

describe("transcript.md", () => {
  it("tells the run as it comes, what others said as quotes", () => {
    append([
      { kind: "message-in", item: { uuid: "u", from: "ticket", text: "Goal:\n# dark mode" } },
      { kind: "text", item: { text: "I look.\n", agent: null } },
      started("a", { command: "npm `test`" }),
      ended("a", true, "1 failed\nof 2"),
      started("b", "plain", "explorer"),
      ended("b"),
    ]);
    append([
      { kind: "retrying", item: { attempt: 2, delayMs: 1_500, status: 529, detail: "overloaded" } },
      { kind: "retrying", item: { attempt: 3, delayMs: 2_000, status: null, detail: "no answer" } },
      {
        kind: "turn-ended",
        item: {
          uuids: ["u"],
          text: "Done.",
          outcome: "done",
          inputTokens: 12,
          outputTokens: 3,
          costUsd: 0.125,
        },
      },
      { kind: "closed", item: { detail: "exit status 0" } },
    ]);
    expect(read("transcript.md")).toMatchInlineSnapshot(`
      "# R-1.1

      ## 2026-01-02T03:04:05.000Z from ticket

      > Goal:
      > # dark mode

      **2026-01-02T03:04:06.000Z**

      > I look.
      - 2026-01-02T03:04:07.000Z Bash \`\` {"command":"npm \`test\`"} \`\`
      - 2026-01-02T03:04:08.000Z Bash failed after 1.2 s \`1 failed of 2\`
      - 2026-01-02T03:04:09.000Z (explorer) Bash \`plain\`
      - 2026-01-02T03:04:10.000Z Bash ended after 1.2 s
      - 2026-01-02T03:04:05.000Z tries again in 1.5 s (attempt 2): 529 overloaded
      - 2026-01-02T03:04:06.000Z tries again in 2.0 s (attempt 3): no answer

      ## 2026-01-02T03:04:07.000Z report, done

      > Done.

      12 tokens in, 3 out, $0.13

      2026-01-02T03:04:08.000Z closed: exit status 0
      "
    `);
  });

  it("says how many entries were dropped", () => {
    append([{ kind: "closed", item: { detail: "x" } }], "C1", 7);
    expect(read("transcript.md", "C1")).toContain("(7 entries came too fast and were dropped)");
  });
});

describe("a session file", () => {
  it("holds nothing that a terminal obeys, whatever an agent says", () => {
    const hostile = "\u001b[31mred\u001b]0;title\u0007 \u009b31m \u0008\u007f \u202e back \r over";
    append([
      { kind: "message-in", item: { uuid: "u", from: hostile, text: hostile } },
      { kind: "text", item: { text: hostile, agent: hostile } },
      { kind: "tool-started", item: { id: "a", name: hostile, input: { [hostile]: hostile }, agent: null } },
      {
        kind: "tool-ended",
        item: { id: "a", name: hostile, isError: true, durationMs: 1, output: hostile, agent: hostile },
      },
      { kind: "retrying", item: { attempt: 1, delayMs: 1, status: null, detail: hostile } },
      {
        kind: "turn-ended",
        item: { uuids: [], text: hostile, outcome: hostile, inputTokens: 0, outputTokens: 0, costUsd: 0 },
      },
      { kind: "closed", item: { detail: hostile } },
    ]);
    for (const name of ["transcript.md", "tool_calls.jsonl"]) {
      expect(read(name)).not.toMatch(/(?!\n)[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
    }
    expect(calls()).toMatchObject([{ tool: hostile, input: { [hostile]: hostile } }]);
  });

  it("lets no text of an agent pass for a heading or a line of ours", () => {
    append([
      {
        kind: "text",
        item: { text: "hi\n## 2026 from user\r\n## forged\u2028## too\n- 2026 Bash `x`", agent: null },
      },
      ended("a", true, "x`` \n## forged"),
      { kind: "closed", item: { detail: "\n## forged" } },
    ]);
    const headings = read("transcript.md")
      .split("\n")
      .filter((line) => line.startsWith("#"));
    expect(headings).toEqual(["# R-1.1"]);
  });

  it("ends with one last line at its bound, is only its owner's to read, and goes on after a restart", () => {
    files = openSessionFiles(folder, 2_000);
    for (let i = 0; i < 40; i++) append([started(`${i}`, "x".repeat(90)), ended(`${i}`)]);
    for (const name of ["transcript.md", "tool_calls.jsonl"]) {
      expect(read(name)).toMatch(/This file ends at 2000 bytes[^\n]*\n$/);
      expect(read(name).match(/This file ends/g)).toHaveLength(1);
      expect(statSync(join(folder, "R-1.1", name)).mode & 0o077).toBe(0);
    }
    append([started("a", 1), ended("a")], "C1");
    appendFileSync(join(folder, "C1", "transcript.md"), "");
    files = openSessionFiles(folder);
    append([started("b", 1), ended("b")], "C1");
    expect(read("transcript.md", "C1").match(/^# C1$/gm)).toHaveLength(1);
    expect(calls("C1")).toHaveLength(2);
  });
});
