import { expect, test } from "vitest";
import { given } from "../domain/testing/given.ts";
import { R11, R21, T1, approve, draft, opened } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { createBusyRuns } from "./busy-runs.ts";
import { startDaemon } from "./testing/daemon.ts";

test("counts what was busy when the daemon came", () => {
  const { state } = given(opened, upTo("working"), upTo("preparing", { n: 2 }), upTo("reported", { n: 3 }));
  expect(createBusyRuns(state).count()).toBe(2);
  expect([R11, R21].map((run) => state.runs.get(run)?.stage.name)).toEqual(["working", "preparing"]);
});

test("follows runs as they start, report, are paused, go on and end, as a full count would", async () => {
  const daemon = await startDaemon({
    turnMsMax: 500,
    act: async () => {
      await daemon.clock.wait(500);
      return "done";
    },
  });
  const busy = createBusyRuns(daemon.state());
  const seen: number[] = [];
  daemon.engine().onEvents((events) => {
    busy.note(events, daemon.state());
    seen.push(busy.count());
    expect(busy.count()).toBe(createBusyRuns(daemon.state()).count());
  });
  await daemon.say(draft());
  await daemon.say(approve());
  await daemon.until(() => daemon.state().runs.get(R11)?.stage.name === "working");
  await daemon.say({ type: "run.pause", run: R11 });
  await daemon.say({ type: "run.resume", run: R11 });
  await daemon.until(() => daemon.state().runs.get(R11)?.stage.name === "working");
  await daemon.say({ type: "ticket.cancel", ticket: T1, reason: "enough" });
  expect(new Set(seen)).toEqual(new Set([0, 1]));
  expect(busy.count()).toBe(0);
});
