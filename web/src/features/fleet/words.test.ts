import { expect, it } from "vitest";
import { boardRow, orchestrator } from "./testing/rows.ts";
import { commitOf, orchestratorLook, reasonOf, silenceOf, workerName } from "./words.ts";

it("gives the reason without the word and without the step that has a cell of its own", () => {
  const reason = (status: string, step: string | null = null) => reasonOf(boardRow({ status, step }));
  expect(reason("working · Bash npm test", "Bash npm test")).toBe("");
  expect(reason("working · fix 2/3 · Bash npm test", "Bash npm test")).toBe("fix 2/3");
  expect(reason("working · unknown")).toBe("");
  expect(reason("needs you · it reported without a commit")).toBe("it reported without a commit");
  expect(reason("preparing its worktree")).toBe("preparing its worktree");
  expect(reason("landing waits for your uncommitted a.ts")).toBe("landing waits for your uncommitted a.ts");
  expect(reason("conflict with the target · a.ts")).toBe("conflict with the target · a.ts");
  expect(reason("closed · failed · the budget of $5 was used")).toBe("failed · the budget of $5 was used");
});

it("calls a working row stale after a minute of silence, and no other row ever", () => {
  const at = 1_000_000;
  expect(silenceOf(boardRow({ word: "working", seenAt: at }), at + 60_000)).toBeNull();
  expect(silenceOf(boardRow({ word: "working", seenAt: at }), at + 60_001)).toBe(60_001);
  expect(silenceOf(boardRow({ word: "working", seenAt: null }), at)).toBeNull();
  expect(silenceOf(boardRow({ word: "needs-you", seenAt: at }), at + 999_999)).toBeNull();
});

it("splits a commit into what is copied and what is read", () => {
  expect(commitOf(boardRow({ lastCommit: "58dbc92 theme: tokens" }))).toEqual({
    sha: "58dbc92",
    subject: "theme: tokens",
  });
  expect(commitOf(boardRow({ lastCommit: "58dbc92" }))).toEqual({ sha: "58dbc92", subject: "" });
  expect(commitOf(boardRow({ lastCommit: null }))).toBeNull();
});

it("says what the main agent does, and that it is away when the page is cut off", () => {
  const word = (given: Parameters<typeof orchestrator>[0], isConnected = true) =>
    orchestratorLook(orchestrator(given), isConnected).word;
  expect(word({})).toBe("Active – Conversing");
  expect(word({ doing: "Reviewing Worker 2" })).toBe("Active – Reviewing Worker 2");
  expect(word({ word: "idle", doing: "" })).toBe("Idle");
  expect(word({ word: "offline", doing: "" })).toBe("Offline");
  expect(word({}, false)).toBe("Offline – reconnecting");
});

it("names a worker in words, and a ticket without one by itself", () => {
  expect(workerName({ worker: "W12", ticket: "T-1" })).toBe("Worker 12");
  expect(workerName({ worker: null, ticket: "T-1" })).toBe("T-1");
});
