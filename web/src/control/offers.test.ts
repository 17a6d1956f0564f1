// What is offered in which stage.
import { describe, expect, test } from "vitest";
import { STATUS_WORDS } from "../../../src/wire/rows.ts";
import { boardRow, workingRow } from "../feed/testing/rows.ts";
import { offersOf, worktreeOf } from "./offers.ts";

const wordsWith = (offer: keyof ReturnType<typeof offersOf>) =>
  STATUS_WORDS.filter((word) => offersOf(workingRow({ word, stage: "running" }))[offer]);

describe("the offers of a row", () => {
  test("follow its word", () => {
    expect(wordsWith("canInterrupt")).toEqual(["working"]);
    expect(wordsWith("canGiveBack")).toEqual(["taken-over"]);
    expect(wordsWith("canTakeOver")).toEqual([
      "working",
      "paused",
      "parked",
      "needs-you",
      "checking",
      "reviewing",
      "ready",
      "conflict",
    ]);
    expect(wordsWith("canRetry")).not.toContain("landing");
  });

  test("are none for what has ended, or was never begun", () => {
    const ended = offersOf(workingRow({ word: "stopped", stage: "draft", endedAt: 1 }));
    const draft = offersOf(boardRow({ word: "draft", stage: "draft" }));
    for (const offers of [ended, draft]) expect(Object.values(offers)).not.toContain(true);
  });

  test("raise what is queued, and nothing that is over", () => {
    const canRaise = (stage: string) => offersOf(boardRow({ stage })).canRaise;
    expect(["draft", "queued", "running", "landing", "landed", "closed"].filter(canRaise)).toEqual([
      "queued",
      "running",
      "landing",
    ]);
  });
});

describe("the worktree of a worker that is taken over", () => {
  const path = (status: string, word: "taken-over" | "working" = "taken-over") =>
    worktreeOf(workingRow({ word, status }));

  test("is read from its status, and not from one that is cut", () => {
    expect(path("taken over by you · /srv/a · b")).toBe("/srv/a · b");
    expect(path("taken over by you · its agent is being stopped")).toBeNull();
    expect(path("taken over by you · /srv/very-long…")).toBeNull();
    expect(path("taken over by you · /srv/a", "working")).toBeNull();
  });
});
