// An agent's record is data: what its lines say is whole text, and nothing in it acts.
import { describe, expect, test } from "vitest";
import { instant } from "../domain/ids.ts";
import type { ActivityEvent, ActivityRow } from "../journal/activity/items.ts";
import { timelineRow } from "./timeline.ts";

const EVIL = "\u001B[2Jone\u009B31m\u202Etwo\u0007";
const ACTS = /(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/u;

function rowOf(event: ActivityEvent): ActivityRow {
  return { ...event, n: 1, run: "R-1.1", at: instant(1), spilled: null };
}

const started = (input: unknown, id = "call-1") =>
  timelineRow(rowOf({ kind: "tool-started", item: { id, name: "Bash", input, agent: null } }), null);

describe("what a tool was given", () => {
  test("holds nothing that acts, also for whoever reads its JSON", () => {
    const { text, title } = started({ command: EVIL, more: [{ deep: EVIL }] });
    expect(JSON.parse(text)).toEqual({ command: "onetwo", more: [{ deep: "onetwo" }] });
    expect(text).not.toMatch(ACTS);
    expect(title).not.toMatch(ACTS);
  });

  test("is known by an id that does not act either", () => {
    expect(started({}, EVIL).id).toBe("onetwo");
  });
});

test("a cut leaves no half of a character", () => {
  const row = timelineRow(
    rowOf({ kind: "text", item: { text: `a${"\u{1F600}".repeat(400)}`, agent: null } }),
    null,
    100,
  );
  expect([row.title.isWellFormed(), row.text.isWellFormed(), row.isCut]).toEqual([true, true, true]);
});
