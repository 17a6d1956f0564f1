import { expect, test } from "vitest";
import type { StoredEvent } from "../domain/events.ts";
import { given } from "../domain/testing/given.ts";
import { opened } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { archiveEnded } from "./archive-ended.ts";

test("asks for runs that are over and their reviews, at the start and after each that is cleaned up, and for nothing else", async () => {
  const { state } = given(opened, upTo("working"));
  const ended = new Map(
    [...state.runs].map(([id, run]) => [
      id,
      { ...run, stage: { name: "ended", outcome: "landed", detail: "", step: "done" } as const },
    ]),
  );
  let now = state;
  const listeners: ((events: readonly StoredEvent[]) => void)[] = [];
  const asked: boolean[][] = [];
  const told: unknown[] = [];
  const slots = ["R-1.1", "R-1.1-review", "R-9.1", "C1"];
  archiveEnded(
    {
      archiveEnded: async (hasEnded) => {
        asked.push(slots.map(hasEnded));
        if (asked.length === 2) throw new RangeError("no room");
        return [];
      },
    },
    { state: () => now, onEvents: (listener) => (listeners.push(listener), () => undefined) },
    (error) => told.push(error),
  );
  now = { ...state, runs: ended };
  const event = (type: string) => ({ type }) as StoredEvent; // only its type is looked at
  for (const listener of listeners) listener([event("run.reported")]);
  for (const listener of listeners) listener([event("run.workspace-removed")]);
  await Promise.resolve();
  expect(asked).toEqual([
    [false, false, false, false],
    [true, true, false, false],
  ]);
  await Promise.resolve();
  expect(told).toEqual([expect.any(RangeError)]);
});
