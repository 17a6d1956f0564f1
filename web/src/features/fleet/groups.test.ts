import { expect, it } from "vitest";
import { STATUS_WORDS } from "../../../../src/wire/rows.ts";
import { groupRows, landedSince } from "./groups.ts";
import { boardRow, rowsOfEveryWord } from "./testing/rows.ts";

const ticketsOf = (rows: readonly { readonly ticket: string }[]) => rows.map(({ ticket }) => ticket);

it("puts a row of every word into exactly one group", () => {
  const { needsYou, underWay, next, over } = groupRows(rowsOfEveryWord());
  expect(needsYou.map(({ word }) => word).toSorted()).toEqual(["conflict", "needs-you", "ready", "stuck"]);
  expect(next.map(({ word }) => word)).toEqual(["queued", "draft"]);
  expect(over.map(({ word }) => word).toSorted()).toEqual(["closed", "failed", "landed", "stopped"]);
  expect(needsYou.length + underWay.length + next.length + over.length).toBe(STATUS_WORDS.length);
});

it("shows the newest worker first, by its number and not by its name", () => {
  const rows = [2, 10, 9].map((n) => boardRow({ ticket: `T-${n}`, worker: `W${n}` }));
  expect(ticketsOf(groupRows(rows).underWay)).toEqual(["T-10", "T-9", "T-2"]);
});

it("shows first who has waited longest for the user", () => {
  const rows = [1, 2, 3].map((n) =>
    boardRow({ ticket: `T-${n}`, worker: `W${n}`, word: "needs-you", since: [30, 10, 20][n - 1] ?? 0 }),
  );
  expect(ticketsOf(groupRows(rows).needsYou)).toEqual(["T-2", "T-3", "T-1"]);
});

it("counts as landed today what landed since midnight", () => {
  const rows = [
    boardRow({ word: "landed", since: 99 }),
    boardRow({ word: "landed", since: 100 }),
    boardRow({ word: "closed", since: 200 }),
  ];
  expect(landedSince(rows, 100)).toBe(1);
});
