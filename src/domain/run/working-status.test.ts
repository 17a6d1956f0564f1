import { expect, test } from "vitest";
import { DAEMON, type Fact, type Facts } from "../facts.ts";
import { instant } from "../ids.ts";
import { boardRows } from "../status.ts";
import { given } from "../testing/given.ts";
import { R11, opened } from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

const { state } = given(opened, upTo("working"));

/** As a daemon that started when time began, or at `startedAt`, sees it. */
function rowOf(facts: Readonly<Record<string, string>>, startedAt = 0) {
  const fact = (value: string | undefined, observedAt: number): Fact | null =>
    value === undefined ? null : { value, observedAt: instant(observedAt) };
  const known: Facts = {
    read: (subject, name) => {
      if (subject === DAEMON) return fact("yes", startedAt);
      return subject === R11 ? fact(facts[name], 7_000) : null;
    },
  };
  return boardRows(state, known)[0];
}

test("a step is told since it was seen, and since when nothing was heard when that is long ago", () => {
  expect(rowOf({ step: "thinking" })).toMatchObject({ word: "working", status: "working · thinking" });
  expect(rowOf({ step: "thinking", stale: "yes" })).toMatchObject({
    word: "working",
    status: "working · thinking · last heard",
    since: 7_000,
  });
  expect(rowOf({ step: "thinking", stale: "" })?.status).toBe("working · thinking");
});

test("a worker of which nothing was seen since the daemon started is unknown", () => {
  expect(rowOf({})).toMatchObject({ word: "starting", status: "working · its agent starts" });
  expect(rowOf({}, 2_000_000)).toMatchObject({
    word: "unknown",
    status: "unknown since restart",
    since: 2_000_000,
  });
});

test("one that is quiet, or repeats itself, needs the user, with what is known of it", () => {
  expect(rowOf({ step: "thinking", quiet: "its last step was Bash npm test" })).toMatchObject({
    word: "needs-you",
    status: "needs you · quiet · its last step was Bash npm test",
    since: 7_000,
    waitsFor: "look at Worker 1",
  });
  expect(rowOf({ step: "thinking", quiet: "x", repeats: "Bash `npm test` (5 times)" })).toMatchObject({
    word: "needs-you",
    status: "needs you · repeats Bash `npm test` (5 times)",
  });
});
