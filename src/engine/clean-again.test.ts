import { expect, test } from "vitest";
import { commandId, eventSequence, instant } from "../domain/ids.ts";
import { ENGINE } from "../domain/testing/given.ts";
import { R11, approve, draft } from "../domain/testing/stories.ts";
import { startDaemon } from "./testing/daemon.ts";

test("what a former daemon could not clean up is tried again when the next one starts", async () => {
  const daemon = await startDaemon({ act: async () => "done" });
  const { say, state, until, journal, restart } = daemon;
  await say(draft());
  await say(approve());
  await until(() => state().runs.get(R11)?.stage.name === "working");
  await say({ type: "run.stop", run: R11, reason: "enough" });
  const detail = "Cannot remove its worktree: no space is left on the device.";
  await journal().append(
    [
      {
        command: commandId("by-hand"),
        at: instant(1),
        actor: ENGINE,
        events: [{ type: "run.attention-raised", data: { run: R11, detail } }],
        reply: { kind: "accepted", seq: eventSequence(state().seq + 1), text: "" },
      },
    ],
    eventSequence(state().seq),
  );
  restart();
  expect(state().runs.get(R11)).toMatchObject({ attention: detail });
  await until(() => !state().openRuns.has(R11));
  expect(state().runs.get(R11)).toMatchObject({ attention: null, stage: { name: "ended", step: "done" } });
});
