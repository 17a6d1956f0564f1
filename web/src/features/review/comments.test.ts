import { expect, it } from "vitest";
import { type Comment, messageOf, sendLabel } from "./comments.ts";

const comment = (given: Partial<Comment> = {}): Comment => ({
  id: "1",
  path: "src/app.ts",
  side: "new",
  line: 12,
  text: "Take the token",
  ...given,
});

it("makes one message of the note and all comments, each under its place", () => {
  const comments = [comment(), comment({ id: "2", side: "old", line: 3, text: " Why gone?\nIt was used. " })];
  expect(messageOf({ note: " Nearly there. ", comments })).toBe(
    "Nearly there.\n\nsrc/app.ts:12\nTake the token\n\nsrc/app.ts:3 (before the change)\nWhy gone?\nIt was used.",
  );
});

it("has nothing to send when nothing was written", () => {
  expect(messageOf({ note: "  \n ", comments: [] })).toBe("");
});

it("says on the button how many comments go, and to whom", () => {
  const label = (count: number) =>
    sendLabel({ note: "", comments: Array.from({ length: count }, () => comment()) }, "Worker 2");
  expect([0, 1, 2].map(label)).toEqual([
    "Send back to Worker 2",
    "Send 1 comment to Worker 2",
    "Send 2 comments to Worker 2",
  ]);
});
