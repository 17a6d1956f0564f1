import { describe, expect, test } from "vitest";
import type { ItemRow } from "../../../../src/wire/rows.ts";
import { answerItem, item, orchestratorRow, userItem } from "../../feed/testing/rows.ts";
import { entriesOf, type EntriesOf, type Entry } from "./entries.ts";

function entries(items: readonly ItemRow[], over: Partial<EntriesOf> = {}): readonly Entry[] {
  const all = entriesOf({
    items,
    orchestrator: null,
    streaming: [],
    turnOfMessage: {},
    pending: [],
    ...over,
  });
  return all.filter(({ kind }) => kind !== "day");
}

const textOf = (entry: Entry) => ("text" in entry ? entry.text : entry.kind);
const textsOf = (all: readonly Entry[]) => all.map(textOf);
const inTurn = (n: number, kind: "user" | "report" = "user") =>
  orchestratorRow({ word: "active", doing: "Thinking", turn: { n, kind, messages: [] } });

describe("a message that waits for the running turn", () => {
  const first = userItem(10, "first");
  const second = userItem(12, "second");

  test("stands below what is being written, and says that it waits", () => {
    const orchestrator = { ...inTurn(1), queued: [{ id: "m12", text: "second", at: 0 }] };
    const streaming = [{ conversation: "C1", turn: 1, text: "answer to the first" }];
    const all = entries([first, second], { orchestrator, streaming });
    expect(textsOf(all)).toEqual(["first", "answer to the first", "second"]);
    expect(all[2]).toMatchObject({ state: "queued" });
  });

  test("stays below the answer that it waited for, although it was said before that", () => {
    const answers = [answerItem(14, "answer to the first", 1), answerItem(16, "answer to the second", 2)];
    const turnOfMessage = { m10: 1, m12: 2 };
    expect(textsOf(entries([first, second, ...answers], { turnOfMessage }))).toEqual([
      "first",
      "answer to the first",
      "second",
      "answer to the second",
    ]);
  });

  test("stands where it was said when nobody knows its turn", () => {
    expect(textsOf(entries([first, second, answerItem(14, "answer", 1)]))).toEqual([
      "first",
      "second",
      "answer",
    ]);
  });
});

test("an answer keeps its key when it is finished, so that nothing is drawn anew", () => {
  const writing = entries([userItem(1, "hi")], {
    orchestrator: inTurn(4),
    streaming: [{ conversation: "C1", turn: 4, text: "He" }],
  });
  const done = entries([userItem(1, "hi"), answerItem(2, "Hello", 4)]);
  expect(writing[1]).toMatchObject({ key: done[1]?.key, kind: "answer", at: null });
});

test("a turn without a word yet shows that it is thought about, and no longer once it is answered", () => {
  expect(entries([userItem(1, "hi")], { orchestrator: inTurn(4) }).at(-1)).toMatchObject({
    kind: "thinking",
  });
  const answered = entries([userItem(1, "hi"), answerItem(2, "Hello", 4)], { orchestrator: inTurn(4) });
  expect(answered.map(({ kind }) => kind)).toEqual(["user", "answer"]);
});

test("an answer to a report says whom it is about", () => {
  const report = (n: number, worker: string) =>
    item(n, { kind: "report", ticket: "T-1", run: "R-1.1", worker, text: "Done." });
  const failed = item(5, { kind: "notice", level: "error", text: "T-3 failed", ticket: "T-3" });
  const all = entries([
    report(1, "W2"),
    answerItem(2, "Worker 2 finished.", 1, "report"),
    userItem(3, "and?"),
    answerItem(4, "Nothing else.", 2),
    failed,
    answerItem(6, "T-3 failed.", 3, "report"),
  ]);
  expect(all.flatMap((entry) => (entry.kind === "answer" ? [entry.about] : []))).toEqual([
    "Worker 2",
    null,
    "T-3",
  ]);
});

test("of several reports an answer is about the one that it names first", () => {
  const all = entries([
    item(1, { kind: "report", ticket: "T-12", run: "R-12.1", worker: "W2", text: "Done." }),
    item(2, { kind: "notice", level: "success", text: "T-1 landed as 9f8e7d6", ticket: "T-1" }),
    answerItem(3, "Worker 2 finished T-12.", 1, "report"),
    answerItem(4, "T-1 by Worker 1 has landed; Worker 2 waits.", 2, "report"),
    answerItem(5, "That is all.", 3, "report"),
  ]);
  expect(all.flatMap((entry) => (entry.kind === "answer" ? [entry.about] : []))).toEqual([
    "Worker 2",
    "T-1",
    "T-1",
  ]);
});

test("of several cards of one ticket only the last is whole", () => {
  const card = (n: number, ticket: string, isEdit: boolean) => item(n, { kind: "ticket", ticket, isEdit });
  const all = entries([card(1, "T-1", false), card(2, "T-2", false), card(3, "T-1", true)]);
  expect(all.map((entry) => entry.kind === "ticket" && entry.isLast)).toEqual([false, true, true]);
});

test("what is sent and not on record yet stands last", () => {
  const all = entries([userItem(1, "one")], { pending: [{ id: "c1", text: "two", at: 0 }] });
  expect(all.at(-1)).toMatchObject({ kind: "user", text: "two", state: "sending" });
});

test("a new day is told once", () => {
  const day = 86_400_000;
  const items = [userItem(1, "a"), userItem(2, "b"), { ...userItem(3, "c"), at: userItem(3, "c").at + day }];
  const all = entriesOf({ items, orchestrator: null, streaming: [], turnOfMessage: {}, pending: [] });
  expect(all.map(({ kind }) => kind)).toEqual(["day", "user", "user", "day", "user"]);
});

test("older ones of the same day make another beginning, so that what is before them is asked for as well", () => {
  const one = userItem(1, "a");
  const two = { ...userItem(2, "b"), at: one.at };
  const firstOf = (items: readonly ItemRow[]) =>
    entriesOf({ items, orchestrator: null, streaming: [], turnOfMessage: {}, pending: [] })[0]?.key;
  expect(firstOf([one, two])).not.toBe(firstOf([two]));
});
