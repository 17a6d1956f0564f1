import { expect, it } from "vitest";
import { workingRow } from "../../feed/testing/rows.ts";
import { canTryAgain, isLive, reasonOf, ticketOf, workerName } from "./words.ts";

it("names the ticket of a run", () => {
  expect(["R-1.1", "R-12.34"].map(ticketOf)).toEqual(["T-1", "T-12"]);
});

it("names a run by its worker only where the row is of this very run", () => {
  const row = workingRow({ run: "R-1.2", worker: "W7" });
  expect(workerName(row, "R-1.2")).toBe("Worker 7");
  expect(workerName(row, "R-1.1")).toBe("R-1.1");
  expect(workerName(null, "R-1.1")).toBe("R-1.1");
});

it("leaves out of a status what stands before it anyway", () => {
  const reason = (given: Parameters<typeof workingRow>[0]) => reasonOf(workingRow(given));
  expect(reason({ status: "working · Bash npm test" })).toBe("Bash npm test");
  expect(reason({ status: "working · unknown" })).toBe("");
  expect(reason({ word: "starting", status: "preparing its worktree" })).toBe("preparing its worktree");
  expect(reason({ word: "conflict", status: "conflict with the target · a.ts" })).toBe(
    "conflict with the target · a.ts",
  );
  expect(reason({ word: "draft", status: "draft" })).toBe("");
});

it("takes a message from the start of a run to its end, and tries again only when it waits", () => {
  expect(isLive(workingRow())).toBe(true);
  expect(isLive(workingRow({ endedAt: 1 }))).toBe(false);
  expect(canTryAgain(workingRow())).toBe(false);
  expect(canTryAgain(workingRow({ word: "needs-you" }))).toBe(true);
  // It waits for the user's own files: the worker can do nothing about that.
  expect(canTryAgain(workingRow({ word: "needs-you", stage: "landing" }))).toBe(false);
});
