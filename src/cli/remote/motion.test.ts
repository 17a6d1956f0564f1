import { expect, test } from "vitest";
import { applyFrame, EMPTY_VIEW, type View } from "../../wire/feed.ts";
import type { BoardRow, RowUpsert } from "../../wire/rows.ts";
import { boardRow, orchestratorRow, projectRow, ticketRow, upserts, workingRow } from "../testing/rows.ts";
import { isMoving } from "./motion.ts";

function viewOf(...rows: readonly RowUpsert[]): View {
  const all = [upserts.project(projectRow()), ...rows];
  const snapshot = { type: "snapshot", epoch: "e", seq: 1, journal: 1, now: 0, rows: all } as const;
  const view = applyFrame(EMPTY_VIEW, snapshot);
  if (view === null) throw new Error("a snapshot is always applied");
  return view;
}

const idle = upserts.orchestrator(orchestratorRow());

test.each<[string, readonly RowUpsert[], boolean]>([
  ["nothing at all", [idle], false],
  [
    "a turn of the orchestrator",
    [upserts.orchestrator(orchestratorRow({ turn: { n: 1, kind: "report", messages: [] } }))],
    true,
  ],
  [
    "a message that waits for its turn",
    [upserts.orchestrator(orchestratorRow({ queued: [{ id: "m", text: "hi", at: 0 }] }))],
    true,
  ],
  ["a draft", [idle, upserts.board(boardRow())], false],
  ["a worker that works", [idle, upserts.board(workingRow())], true],
  ["a worker that needs the user", [idle, upserts.board(workingRow({ word: "needs-you" }))], false],
  [
    "work that waits to be landed",
    [idle, upserts.board(workingRow({ stage: "review", word: "ready" }))],
    false,
  ],
  ["a landing", [idle, upserts.board(boardRow({ stage: "landing", word: "landing" }))], true],
  ["what has landed", [idle, upserts.board(boardRow({ stage: "landed", word: "landed" }))], false],
])("of %s is told whether it moves by itself", (_, rows, moves) => {
  expect(isMoving(viewOf(...rows))).toBe(moves);
});

const queued = (over: Partial<BoardRow> = {}) =>
  upserts.board(boardRow({ ticket: "T-2", stage: "queued", word: "queued", ...over }));

test("a queued ticket moves when a worker is free for it", () => {
  expect(isMoving(viewOf(queued()))).toBe(true);
});

test("a queued ticket stands still behind one that waits for the user", () => {
  const after = upserts.ticket(ticketRow({ ticket: "T-2", dependsOn: ["T-1"] }));
  expect(isMoving(viewOf(queued(), after, upserts.board(boardRow())))).toBe(false);
  expect(
    isMoving(viewOf(queued(), after, upserts.board(boardRow({ stage: "landed", word: "landed" })))),
  ).toBe(true);
});

test("a queued ticket stands still while workers that need the user hold every place", () => {
  const stuck = ["T-3", "T-4", "T-5"].map((ticket) =>
    upserts.board(workingRow({ ticket, word: "needs-you" })),
  );
  expect(isMoving(viewOf(queued(), ...stuck))).toBe(false);
});
