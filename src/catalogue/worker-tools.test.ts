// Which live workers a name means.
import { expect, test } from "vitest";
import { given, type Step } from "../domain/testing/given.ts";
import { R11, T2, approve, draft, opened, start } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { findRuns, isEveryone, isHeld } from "./worker-tools.ts";

const two = [opened, upTo("working"), draft(), approve(T2), start(T2)] as const;
const namesIn = (story: readonly Step[], name: string, ...isMeant: [typeof isHeld] | []) =>
  findRuns(given(...story).state, name, ...isMeant).map(({ id }) => id);

test("one is meant by its number, its run or its ticket; all are those that work", () => {
  for (const name of ["W1", "worker 1", "1", "r-1.1", "t-1"]) expect(namesIn([...two], name)).toEqual([R11]);
  expect(namesIn([...two], "all")).toEqual([R11, "R-2.1"]);
  expect(namesIn([...two], "W9")).toEqual([]);
  expect([isEveryone("All"), isEveryone("everyone"), isEveryone("W1")]).toEqual([true, true, false]);
});

test("all that may be told to go on are those that are paused or interrupted", () => {
  expect(namesIn([...two], "all", isHeld)).toEqual([]);
  expect(namesIn([...two, { type: "run.pause", run: R11 }], "all", isHeld)).toEqual([R11]);
  expect(namesIn([...two, { type: "run.interrupt", run: R11, text: null }], "all", isHeld)).toEqual([R11]);
});

test("one that has ended is meant only while what it left needs the user, and when none of its name is live", () => {
  const stopped: readonly Step[] = [...two, { type: "run.stop", run: R11, reason: "enough" }];
  expect(namesIn(stopped, "W1")).toEqual([]);
  const detail = "Cannot remove its worktree: no space is left.";
  const left: readonly Step[] = [...stopped, { type: "run.attention-raised", data: { run: R11, detail } }];
  for (const name of ["W1", "R-1.1", "T-1"]) expect(namesIn(left, name)).toEqual([R11]);
  expect(namesIn(left, "all")).toEqual(["R-2.1"]);
  expect(
    given(...left)
      .when({ type: "run.try-again", run: R11 })
      .state.runs.get(R11)?.attention,
  ).toBeNull();
});
