import { describe, expect, test } from "vitest";
import { given, type Step } from "../domain/testing/given.ts";
import { R11, beginTurn, opened, receive } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { findLeftovers } from "./leftovers.ts";

const SLOTS = ["C1", R11, `${R11}-review`, "check-verify-1", "git"];
const slotsLeft = (...story: readonly Step[]) =>
  findLeftovers(given(opened, ...story).state, SLOTS).map(({ slot }) => slot);
const halt: Step = { type: "project.halt", reason: "no" };

describe("leftovers of a former daemon", () => {
  test("are those of a conversation and a run that are at rest, and every check", () => {
    expect(slotsLeft(upTo("ready"), receive("hello", { id: "m-1" }), beginTurn)).toEqual([
      R11,
      `${R11}-review`,
      "check-verify-1",
    ]);
  });

  test("are not those of a run that owes something: its effects end them first", () => {
    expect(slotsLeft(upTo("working"))).toEqual(["C1", "check-verify-1"]);
  });

  test("are all while everything is stopped, but what is none of an agent or check", () => {
    expect(slotsLeft(upTo("working"), halt)).toEqual(["C1", R11, `${R11}-review`, "check-verify-1"]);
  });

  test("hold back whatever would start for the same subject", () => {
    const { state } = given(opened, upTo("working"), { type: "run.pause", run: R11 });
    expect(findLeftovers(state, [R11, R11, "check-verify-1"])).toEqual([
      { slot: R11, subject: R11 },
      { slot: "check-verify-1", subject: null },
    ]);
  });
});
