import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noteResend, readRecord } from "./record.ts";

const SESSION = "5e551000-0000-4000-8000-000000000000";
const prompt = (uuid: string) => ({ type: "user", uuid, promptSource: "sdk", message: { content: uuid } });
const said = (text: string, change: object = {}) => ({
  type: "assistant",
  message: {
    id: `msg-${text}`,
    model: "m",
    stop_reason: "end_turn",
    content: [{ type: "text", text }],
    ...change,
  },
});
const thought = said("", { content: [{ type: "thinking", thinking: "Let me see." }] });
const called = {
  type: "assistant",
  message: { id: "call", model: "m", stop_reason: "tool_use", content: [{ type: "tool_use" }] },
};
const result = { type: "user", uuid: "r", message: { content: [{ type: "tool_result" }] } };
const folded = (uuid: string) => ({
  type: "attachment",
  attachment: { type: "queued_command", source_uuid: uuid },
});
const interruption = {
  type: "user",
  uuid: "i",
  message: { content: [{ type: "text", text: "whatever it says" }] },
};

describe("the record of a session", () => {
  let configDir: string;
  let folder: string;
  beforeEach(() => {
    configDir = mkdtempSync(join(tmpdir(), "jarvis-record-"));
    folder = join(configDir, "projects", "-work");
    mkdirSync(folder, { recursive: true });
  });
  afterEach(() => rmSync(configDir, { recursive: true, force: true }));
  const write = (...lines: readonly (object | string)[]): void => {
    const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
    writeFileSync(join(folder, `${SESSION}.jsonl`), text);
  };
  const trace = async (uuid: string) => (await readRecord(configDir, SESSION))?.trace(uuid) ?? null;

  test("is none when the agent wrote nothing, or nothing of a message", async () => {
    expect(await readRecord(join(configDir, "nowhere"), SESSION)).toBeNull();
    write({ type: "queue-operation", operation: "enqueue", content: "x" });
    expect(await readRecord(configDir, SESSION)).toBeNull();
  });

  test.each([
    ["held while nothing came of it", [prompt("a")], "held", ""],
    ["held while its tool runs", [prompt("a"), called], "held", ""],
    ["held while there is but a thought", [prompt("a"), thought], "held", ""],
    ["answered by the words behind a thought", [prompt("a"), thought, said("yes")], "answered", "yes"],
    ["held between two tools", [prompt("a"), called, result], "held", ""],
    [
      "answered by the text that ends its turn",
      [prompt("a"), called, result, said("yes")],
      "answered",
      "yes",
    ],
    [
      "answered by the last text of an answer",
      [prompt("a"), said("x", { id: "1" }), said("y", { id: "1" })],
      "answered",
      "y",
    ],
    [
      "answered when it was folded into a turn",
      [prompt("b"), called, result, folded("a"), said("both")],
      "answered",
      "both",
    ],
    ["absent when its turn was interrupted", [prompt("a"), called, result, interruption], "absent", ""],
    [
      "absent when its turn failed",
      [prompt("a"), { ...said("no key", { model: "<synthetic>" }), error: "unknown" }],
      "absent",
      "",
    ],
    [
      "absent when its turns were used up",
      [prompt("a"), called, result, { type: "attachment", attachment: { type: "max_turns_reached" } }],
      "absent",
      "",
    ],
    [
      "held over what the binary fills in after a crash",
      [prompt("a"), called, result, said("none", { model: "<synthetic>" })],
      "held",
      "",
    ],
    [
      "answered by what answers the nudge after a crash",
      [prompt("a"), called, prompt("b"), said("late")],
      "answered",
      "late",
    ],
    [
      "held over a compaction",
      [
        prompt("a"),
        called,
        result,
        { type: "user", isCompactSummary: true, message: { content: "summary" } },
      ],
      "held",
      "",
    ],
    [
      "not answered by a subagent",
      [prompt("a"), called, { ...said("inner"), isSidechain: true }],
      "held",
      "",
    ],
  ])("has a message %s", async (_, lines, kind, text) => {
    write(...lines);
    expect(await trace("a")).toEqual({ trace: kind, text });
  });

  test("passes over lines that were cut off or are not known", async () => {
    write(
      prompt("a"),
      '{"type":"user","uuid":',
      { type: "user", message: 7 },
      said("yes"),
      '{"type":"assistant","mess',
    );
    expect(await trace("a")).toEqual({ trace: "answered", text: "yes" });
  });

  test("judges a message that was sent again by the last time", async () => {
    write(prompt("a"), interruption, prompt("a-again"), said("yes"));
    expect(await trace("a")).toEqual({ trace: "absent", text: "" });
    noteResend(configDir, "a-again", "a");
    noteResend(configDir, "a-never-sent", "a");
    expect(await trace("a")).toEqual({ trace: "answered", text: "yes" });
    expect((await readRecord(configDir, SESSION))?.wireUuids).toEqual(["a", "a-again"]);
  });

  test("does not follow a link that the agent put in its place", async () => {
    writeFileSync(join(configDir, "elsewhere"), JSON.stringify(prompt("a")));
    symlinkSync(join(configDir, "elsewhere"), join(folder, `${SESSION}.jsonl`));
    expect(await readRecord(configDir, SESSION)).toBeNull();
    symlinkSync(join(configDir, "elsewhere"), join(configDir, "jarvis-resends.jsonl"));
    expect(() => noteResend(configDir, "w", "a")).toThrow(/ELOOP/);
  });
});
